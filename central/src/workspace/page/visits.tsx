import { CELL_WORDS } from '@tapwell/shared/ui/strip-cell.tsx';
import type { PrescribedActivityView } from '../../prescriptions/read.ts';
import { hourWords, timeWords } from './dates.ts';
import { againWords, byWords, lengthWords, minutesOf, recordedWords } from './visit-words.ts';

/** Visits to one activity, newest first; those taken back are told too. */
export function Visits({ activity: a }: { activity: PrescribedActivityView }) {
  const sessions = a.weeks.flatMap((week) => week.sessions.map((session) => ({ ...session, week: week.week })));
  const told = sessions.filter((s) => s.visit || s.takenBack).reverse();
  if (told.length === 0) return <p>No visits yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: where it is wider than the window the keyboard scrolls it
    <section class="visits__scroll" tabIndex={0} aria-label={`Visits to ${a.activity}`}>
      <table class="nhsuk-table visits">
        <caption class="nhsuk-u-visually-hidden">Visits to {a.activity}, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Week</th>
            <th scope="col">Came</th>
            {a.timed && <th scope="col">Stayed</th>}
            <th scope="col">Recorded</th>
          </tr>
        </thead>
        <tbody>
          {told.map(({ sessionId, startsAt, week, visit, state, companions, takenBack }) => (
            <tr key={sessionId}>
              <td>{week}</td>
              <td>
                {visit ? timeWords(visit.arrivedAt, a.zone) : <s>{timeWords(startsAt, a.zone)}</s>}
                {visit?.leftAt && ` to ${hourWords(visit.leftAt, a.zone)}`}
                {state === 'late' && ` (${CELL_WORDS.late.toLowerCase()})`}
              </td>
              {a.timed && <td>{stayed(visit && minutesOf(visit))}</td>}
              <td>
                {visit && <span class="visits__how">{recordedWords(visit)}</span>}
                {visit &&
                  againWords(visit, a.zone).map((words) => (
                    <span key={words} class="quiet visits__more">
                      {words}
                    </span>
                  ))}
                {companions.length > 0 && (
                  <span class="quiet visits__more">Came along: {companions.join(' and ')}</span>
                )}
                {takenBack && <span class="quiet visits__more">Taken back {byWords(takenBack)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function stayed(minutes: number | null): string {
  return minutes === null ? 'Not known' : lengthWords(minutes);
}
