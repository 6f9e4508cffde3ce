import type { Outcome, OutcomeOf } from '@tapwell/shared/tap/outcome';
import type { ExpectedNow, ManualReason, ManualCheckIn as Press } from '@tapwell/shared/tap/staff-wire';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Socket } from 'socket.io-client';
import { en } from '../../words/en.ts';
import { askStaff } from './ask.ts';

type Session = ExpectedNow['sessions'][number];
type Who = Press['who'];

const REASONS: Record<ManualReason, string> = {
  'forgot-card': 'Forgot their card',
  'card-not-working': 'Card does not work',
  'no-card-yet': 'Has no card yet',
  'kiosk-down': 'Card reader not working',
  other: 'Something else',
};

/** Checks in people who have no working card with them, in the name of the member of staff. */
export function ManualCheckIn({ socket }: { socket: Socket }) {
  const [expected, setExpected] = useState<ExpectedNow>();
  const [said, setSaid] = useState<{ words: string; problem: boolean }>();
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<ManualReason>('forgot-card');

  const load = useCallback(async () => {
    const answer = await askStaff<ExpectedNow>(socket, 'staff-expected');
    if ('answer' in answer) setExpected(answer.answer);
    else setSaid({ words: answer.problem, problem: true });
  }, [socket]);
  useEffect(() => void load(), [load]);

  /** @returns whether the hub took it */
  const checkIn = async (session: Session, who: Who): Promise<boolean> => {
    setBusy(true);
    setSaid({ words: 'One moment…', problem: false });
    const asked = { sessionId: session.sessionId, who, reason };
    const answer = await askStaff<Outcome>(socket, 'staff-check-in', asked);
    setBusy(false);
    if ('problem' in answer) {
      setSaid({ words: answer.problem, problem: true });
      return false;
    }
    setSaid(inWords(answer.answer));
    void load();
    return true;
  };

  return (
    <section aria-labelledby="by-hand-title">
      <h2 id="by-hand-title">Check in without a card</h2>
      <p role="status" class={`press-said ${said?.problem ? 'problem' : 'said'}`}>
        {said?.words}
      </p>
      {!expected && (
        <button type="button" class="plain" onClick={load}>
          Show who is expected
        </button>
      )}
      {expected?.sessions.length === 0 && <p>No session of yours is open now.</p>}
      {expected && expected.sessions.length > 0 && (
        <fieldset class="reasons">
          <legend>Why not by card?</legend>
          {Object.entries(REASONS).map(([value, words]) => (
            <label key={value}>
              <input
                type="radio"
                name="reason"
                value={value}
                checked={reason === value}
                onChange={() => setReason(value as ManualReason)}
              />
              {words}
            </label>
          ))}
        </fieldset>
      )}
      {expected?.sessions.map((session) => (
        <OpenSession key={session.sessionId} session={session} busy={busy} onCheckIn={checkIn} />
      ))}
    </section>
  );
}

function OpenSession({
  session,
  busy,
  onCheckIn,
}: {
  session: Session;
  busy: boolean;
  onCheckIn: (session: Session, who: Who) => Promise<boolean>;
}) {
  const byNumber = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    // As printed or read aloud: in groups, with colons, in small letters.
    const cardNumber = String(new FormData(form).get('number')).replace(/[\s:.-]/g, '');
    if (await onCheckIn(session, { cardNumber })) form.reset();
  };
  const field = `number-${session.sessionId}`;
  return (
    <div class="open-session">
      <h3>
        {session.activity}, {session.time}
      </h3>
      <ul class="people">
        {session.people.map((person) => (
          <li key={person.personId}>
            <span>{person.name}</span>
            {person.here ? (
              <span class="here">✓ here</span>
            ) : (
              <button
                type="button"
                disabled={busy}
                aria-label={`Mark ${person.name} as here, ${session.activity}`}
                onClick={() => void onCheckIn(session, { personId: person.personId })}
              >
                Mark as here
              </button>
            )}
          </li>
        ))}
      </ul>
      {session.people.length === 0 && <p>Nobody is expected.</p>}
      <form onSubmit={byNumber}>
        <label for={field}>Or by the number on a card</label>
        <div class="row">
          <input id={field} name="number" autocomplete="off" required pattern="([0-9A-Fa-f]{2}[\s:.\-]*)+" />
          <button type="submit" disabled={busy}>
            Check in
          </button>
        </div>
      </form>
    </div>
  );
}

function checkedIn({ name, visit, of, over }: OutcomeOf<'checked-in'>): string {
  const room = over === undefined ? '' : ` The room takes ${over}.`;
  return `${name} is checked in. ${en.visit(visit, of)}.${room}`;
}

/** What became of it, for the member of staff. */
function inWords(outcome: Outcome): { words: string; problem: boolean } {
  switch (outcome.outcome) {
    case 'checked-in':
      return { words: checkedIn(outcome), problem: false };
    case 'already-checked-in':
      return { words: `${outcome.name} was here already.`, problem: false };
    case 'checked-out':
      return { words: `${outcome.name} has left. ${en.stayed(outcome.minutes)}`, problem: false };
    case 'companion-recorded':
      return { words: `${outcome.name} is here with ${outcome.with.join(', ')}.`, problem: false };
    case 'drop-in':
      return { words: `${outcome.name} is noted. Place them in the register.`, problem: false };
    case 'prescription-ended':
      return { words: `${outcome.name} has no visits left. ${en.haveAWord(outcome.linkWorker)}`, problem: true };
    case 'card-not-recognised':
      return { words: 'This card number is not known here.', problem: true };
    case 'card-blocked':
      return { words: 'This card is blocked.', problem: true };
    default:
      return { words: 'Nobody was checked in.', problem: true };
  }
}
