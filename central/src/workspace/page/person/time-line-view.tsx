import type { PathEvent } from '@tapwell/shared/path/events';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { dayWords, timeWords } from '../dates.ts';
import { eventWords, type Names } from './event-words.ts';
import type { Entry } from './time-line.ts';

interface Props {
  entries: Entry[];
  policy: SchemePolicy;
  names: Names;
  zone: string;
  onCorrect: (event: PathEvent) => void;
  onTakeBack: (event: PathEvent, what: string) => void;
}

/** Everything that happened, the newest first; what was corrected or taken back is struck through and says so. */
export function TimeLine({ entries, policy, names, zone, onCorrect, onTakeBack }: Props) {
  return (
    <section class="activity time-line" aria-labelledby="time-line">
      <h2 class="nhsuk-heading-m" id="time-line" tabIndex={-1}>
        Time line
      </h2>
      {entries.length === 0 && <p>Nothing is on record yet.</p>}
      <ol>
        {entries.map(({ event, by, corrects, changeable }) => {
          const { title, more } = eventWords(event, policy, names);
          const about = `: ${title}, ${dayWords(event.on)}`;
          return (
            <li key={event.id} data-event={event.kind}>
              <time dateTime={event.on}>{dayWords(event.on)}</time>
              <div>
                {by ? (
                  <s>
                    <strong>{title}</strong>
                  </s>
                ) : (
                  <strong>{title}</strong>
                )}
                {!by && more.map((line) => <p key={line}>{line}</p>)}
                {by && (
                  <p>
                    {by.kind === 'taken-back' ? 'Taken back' : 'Corrected'} by {by.by.name},{' '}
                    {timeWords(by.recordedAt, zone)}
                    {by.why && `: ${by.why}`}
                  </p>
                )}
                {corrects && <p>Put right; what stood here before is below, struck through.</p>}
                <p class="quiet">
                  Recorded by {event.by.name}, {timeWords(event.recordedAt, zone)}
                </p>
              </div>
              {changeable && (
                <span class="time-line__buttons">
                  <button type="button" onClick={() => onCorrect(event)}>
                    Correct<span class="nhsuk-u-visually-hidden">{about}</span>
                  </button>
                  <button type="button" onClick={() => onTakeBack(event, title)}>
                    Take back<span class="nhsuk-u-visually-hidden">{about}</span>
                  </button>
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
