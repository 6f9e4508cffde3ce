import { useId, useState } from 'preact/hooks';
import type { DayRegister, SessionRegister } from '../../wire.ts';
import type { Asked } from '../dialogs/dialogs.tsx';
import type { Presses } from '../press/use-presses.ts';
import { lineKey } from '../words/arrivals.ts';
import { capacityWords, countWords, namesLike, sessionTitle, whenWords } from '../words/session-words.ts';
import { PersonRow } from './person-row.tsx';
import './session.css';

interface Props {
  session: SessionRegister;
  /** The day's only one. */
  only: boolean;
  day: DayRegister;
  fresh: ReadonlySet<string>;
  presses: Presses;
  onAsk: (asked: Asked) => void;
}

/** A list this long is searched. */
const LONG = 10;

/** One session: its head always, its people when open; the running one is open unless someone closed it. */
export function SessionCard({ session, only, day, fresh, presses, onAsk }: Props) {
  const [pressed, setPressed] = useState<boolean>();
  const body = useId();
  const isToday = day.day === day.today;
  const full = capacityWords(session);
  const cancelled = session.status === 'cancelled';
  const open = pressed ?? ((session.when === 'now' && !cancelled) || only);
  return (
    <section
      class={`session session--${cancelled ? 'cancelled' : session.when}`}
      data-line={session.sessionId}
      data-session={session.sessionId}
      aria-label={sessionTitle(session)}
    >
      <h2 class="session__head">
        <button type="button" aria-expanded={open} aria-controls={body} onClick={() => setPressed(!open)}>
          <svg class="session__arrow" viewBox="0 0 24 24" aria-hidden="true">
            <path d={open ? 'M4 9 L12 17 L20 9' : 'M9 4 L17 12 L9 20'} />
          </svg>
          <span class="session__time">
            {session.starts}–{session.ends}
          </span>
          <span class="session__name">
            {session.activity}
            {session.room && <span class="session__room"> · {session.room}</span>}
            {session.extra && <span class="word">extra</span>}
          </span>
          <span class="session__when">{whenWords(session, isToday)}</span>
          <span class="session__count">
            {cancelled ? (session.reason ?? 'No reason given') : countWords(session)}
            {full && <span class="word word--wait">{full}</span>}
          </span>
        </button>
      </h2>
      <div class="session__body" id={body} hidden={!open}>
        {open && <SessionBody session={session} day={day} fresh={fresh} presses={presses} onAsk={onAsk} />}
      </div>
    </section>
  );
}

function SessionBody({ session, day, fresh, presses, onAsk }: Omit<Props, 'only'>) {
  const [typed, setTyped] = useState('');
  const { sessionId, people, guests, status } = session;
  const search = useId();
  const long = people.length > LONG;
  const shown = long ? namesLike(people, typed) : people;
  const title = sessionTitle(session);
  const mayAdd = status !== 'cancelled' && day.day <= day.today;
  return (
    <>
      <div class="session__tools buttons">
        {mayAdd && (
          <button
            type="button"
            class="nhsuk-button nhsuk-button--secondary small"
            aria-label={`Add someone: ${title}`}
            onClick={() => onAsk({ what: 'add', sessionId })}
          >
            Add someone
          </button>
        )}
        {mayAdd && (
          <button
            type="button"
            class="nhsuk-button nhsuk-button--secondary small"
            aria-label={`Guests: ${guests}, ${title}`}
            onClick={() => onAsk({ what: 'guests', sessionId })}
          >
            Guests: {guests}
          </button>
        )}
        <button
          type="button"
          class="nhsuk-button nhsuk-button--secondary small"
          aria-label={`Did it run? ${title}`}
          onClick={() => onAsk({ what: 'session', sessionId })}
        >
          Did it run?
        </button>
      </div>
      {long && (
        <p class="session__search">
          <label for={search}>Find in this list</label>
          <input
            class="nhsuk-input"
            type="search"
            id={search}
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </p>
      )}
      <ul class="people" aria-label={title}>
        {shown.map((line) => (
          <PersonRow
            key={line.personId}
            line={line}
            session={session}
            isNew={fresh.has(lineKey(sessionId, line.personId))}
            mayMark={mayAdd}
            presses={presses}
            onAsk={onAsk}
          />
        ))}
      </ul>
      {people.length === 0 && <p class="people__none quiet">Nobody is expected.</p>}
      {people.length > 0 && shown.length === 0 && (
        <p class="people__none quiet" role="status">
          Nobody here is called that. “Add someone” finds people who were not expected.
        </p>
      )}
    </>
  );
}
