import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useState } from 'preact/hooks';
import type { TodayLine } from '../../../today/today-lines.ts';
import type { TodayView } from '../../../today/today-routes.ts';
import { dayWords } from '../dates.ts';
import type { PageProps } from '../pages.ts';
import { useSaid } from '../use-said.ts';
import { type Asking, Line } from './line.tsx';
import { Note } from './note.tsx';
import { PutOff, putOff } from './put-off.tsx';
import './today.css';
import { Problem } from '../problem.tsx';

/** A team lead's choice, for coming back from a person; gone at sign-out. */
let keptOf = 'own';
export function forgetToday(): void {
  keptOf = 'own';
}

const GAPS: TodayLine['kind'][] = ['not-arrived', 'cards-unread'];

/** A short list of people who need something, each one sentence, with what to do about it. */
export function Today({ me }: PageProps) {
  const [of, setOf] = useState(me.role === 'team-lead' ? keptOf : 'own');
  const { data, problem, reload } = useLive<TodayView>(`/api/today?of=${of}`);
  const { said, say, status } = useSaid();
  const done = (words: string) => {
    say(words);
    reload();
  };
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  const answered = (words: string) => () => {
    close();
    done(words);
  };
  const lines = data?.lines.filter((line) => !GAPS.includes(line.kind)) ?? [];
  const gaps = data?.lines.filter((line) => GAPS.includes(line.kind)) ?? [];
  const about = { showLinkWorker: of === 'team', onDone: done, onAsk: setAsking };
  return (
    <>
      <h1 class="nhsuk-heading-l">Today</h1>
      {me.role === 'team-lead' && (
        <div class="tools">
          <label>
            Whose
            <select
              class="nhsuk-select"
              value={of}
              onChange={(e) => {
                keptOf = e.currentTarget.value;
                setOf(keptOf);
              }}
            >
              <option value="own">My own people</option>
              <option value="team">The whole team</option>
            </select>
          </label>
        </div>
      )}
      <Problem says={problem} />
      {!data && !problem && <p>Loading your list…</p>}
      {data && (
        <>
          <p class="quiet today__status" role="status" tabIndex={-1} ref={status}>
            {said && `${said} `}
            {countWords(lines.length + data.leftOff, data.people)}
          </p>
          {lines.length === 0 && (
            <div class="today__nothing">
              <p>
                <strong>{data.people === 0 ? 'Nobody is on this list yet.' : 'Nobody needs anything just now.'}</strong>
              </p>
              {data.people === 0 ? (
                <p>
                  Who waits for somebody is among the <a href="#referrals">referrals</a>.
                </p>
              ) : (
                <p>
                  Everybody is on the <a href="#caseload">caseload</a>.
                </p>
              )}
            </div>
          )}
          {lines.length > 0 && (
            <ul class="today">
              {lines.map((line) => (
                <Line key={line.line} line={line} {...about} />
              ))}
            </ul>
          )}
          {data.leftOff > 0 && <p>And {data.leftOff} more: they come up as these are done.</p>}
          {gaps.length > 0 && (
            <section aria-labelledby="gaps">
              <h2 class="nhsuk-heading-m" id="gaps">
                What we cannot know yet
              </h2>
              <ul class="today">
                {gaps.map((line) => (
                  <Line key={line.line} line={line} {...about} />
                ))}
              </ul>
            </section>
          )}
          {data.putOff.length > 0 && <PutOffLines lines={data.putOff} today={data.today} onDone={done} />}
          {asking?.what === 'put-off' && (
            <PutOff line={asking.line} today={data.today} onClose={close} onDone={answered('Put off.')} />
          )}
          {asking?.what === 'note' && (
            <Note line={asking.line} today={data.today} onClose={close} onDone={answered('Saved.')} />
          )}
        </>
      )}
    </>
  );
}

function PutOffLines(props: { lines: TodayLine[]; today: string; onDone: (said: string) => void }) {
  const { lines, today, onDone } = props;
  const [problem, setProblem] = useState<string>();
  const back = (line: TodayLine) =>
    putOff(line, today).then(
      () => onDone('It is back.'),
      (error: Error) => setProblem(error.message),
    );
  return (
    <details class="today__later">
      <summary>Put off: {lines.length}</summary>
      <Problem says={problem} />
      <ul class="today">
        {lines.map((line) => (
          <li key={line.line} class="today__line">
            <div class="today__words">
              <p class="today__says" id={`back-${line.line}`}>
                {line.sentence}
              </p>
              <p class="quiet">
                Until {dayWords(line.putOff!.untilOn)}, by {line.putOff!.by}
              </p>
            </div>
            <div class="today__acts">
              <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary"
                aria-describedby={`back-${line.line}`}
                onClick={() => void back(line)}
              >
                Bring back
              </button>
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}

function countWords(things: number, people: number): string {
  if (people === 0 && things === 0) return '';
  const on = people === 1 ? '1 person' : `${people} people`;
  if (things === 0) return `Of ${on} nobody needs anything.`;
  return `${things === 1 ? '1 thing' : `${things} things`} to do, among ${on}.`;
}
