import type { PersonLine, SessionRegister } from '../../wire.ts';
import type { Asked } from '../dialogs/dialogs.tsx';
import type { Press } from '../press/press-ids.ts';
import type { Presses } from '../press/use-presses.ts';
import { lineKey } from '../words/arrivals.ts';
import { methodWord, sessionTitle, stateWords } from '../words/session-words.ts';

interface Props {
  line: PersonLine;
  session: SessionRegister;
  /** Came while the page was open. */
  isNew: boolean;
  /** The session is not to come, nor cancelled. */
  mayMark: boolean;
  presses: Presses;
  onAsk: (asked: Asked) => void;
}

/** One person: the name opens everything that can be done, the button beside it does what is done most. */
export function PersonRow({ line, session, isNew, mayMark, presses, onAsk }: Props) {
  const { sessionId } = session;
  const { personId, state } = line;
  const quick = quickPress(line, session, mayMark);
  const method = methodWord(line);
  const busy = quick !== null && presses.isUnderWay(quick.press);
  return (
    <li
      class={`person person--${state}${isNew ? ' person--new' : ''}`}
      data-line={lineKey(sessionId, personId)}
      data-person={personId}
    >
      <Sign state={state} />
      <button
        type="button"
        class="person__open"
        aria-haspopup="dialog"
        onClick={() => onAsk({ what: 'person', sessionId, personId })}
      >
        <span class="person__name">{line.name}</span>
        <span class="person__state">
          <span>{stateWords(line)}</span>
          {line.late && <span class="word">late</span>}
          {method && <span class="word">{method}</span>}
          {line.companions.length > 0 && (
            <span class="person__with">with {line.companions.map((one) => one.name).join(', ')}</span>
          )}
        </span>
      </button>
      {quick && (
        <button
          type="button"
          class="nhsuk-button nhsuk-button--secondary small person__quick"
          aria-disabled={busy}
          aria-label={`${busy ? 'Saving…' : quick.label}: ${line.name}`}
          onClick={() => !busy && presses.quickly(quick.press, `${line.name}: ${quick.does}, ${sessionTitle(session)}`)}
        >
          {busy ? 'Saving…' : quick.label}
        </button>
      )}
    </li>
  );
}

/** What is done with one press, without asking anything. */
function quickPress(
  { state, method, personId }: PersonLine,
  { sessionId, timed, when }: SessionRegister,
  mayMark: boolean,
): { label: string; does: string; press: Press } | null {
  const who = { sessionId, personId };
  if ((state === 'expected' || state === 'absent') && mayMark) {
    const press: Press = { do: 'check-in', ...who, reason: 'forgot-card', note: null };
    return { label: 'Mark as here', does: 'mark as here', press };
  }
  if (state !== 'here') return null;
  if (timed && when === 'now') return { label: 'Left now', does: 'left now', press: { do: 'left', ...who } };
  // What staff have pressed by mistake is as easily taken back; a card's tap takes a word more.
  if (method === 'card') return null;
  return { label: 'Undo', does: 'undo', press: { do: 'undo', ...who, note: null } };
}

/** A shape for each state; the words beside it say the same. */
function Sign({ state }: { state: PersonLine['state'] }) {
  const inside = {
    here: 'M6 12.5 L10.5 17 L18 8',
    left: 'M6 12 H17 M12.5 7 L17.5 12 L12.5 17',
    elsewhere: 'M6 12.5 L10.5 17 L18 8',
    expected: '',
    excused: 'M7 12 H17',
    absent: '',
  }[state];
  return (
    <svg class="person__sign" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="10.5" />
      {inside && <path d={inside} />}
    </svg>
  );
}
