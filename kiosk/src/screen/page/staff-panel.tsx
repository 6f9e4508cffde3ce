import { useEffect, useRef, useState } from 'preact/hooks';
import type { Socket } from 'socket.io-client';
import type { StaffState } from '../../staff/staff-mode.ts';
import type { ScreenState } from '../screen-state.ts';

/** The way into staff mode: a small dialog that closes itself when nobody types. */
export function StaffSignIn({ socket, onClose }: { socket: Socket; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    setBusy(true);
    socket
      .timeout(6000)
      .emit(
        'staff-sign-in',
        fields.get('username'),
        fields.get('password'),
        (error: Error | null, why: string | null) => {
          setBusy(false);
          if (error || why) setProblem(why ?? 'That did not work. Please try again.');
          else onClose();
        },
      );
  };
  return (
    <dialog ref={dialog} class="staff-sign-in" onClose={onClose} aria-labelledby="staff-title">
      <form onSubmit={submit}>
        <h2 id="staff-title">Staff</h2>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <label>
          User name
          <input name="username" autocomplete="off" autocapitalize="none" required />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="off" required />
        </label>
        <div class="row">
          <button type="submit" disabled={busy}>
            Sign in
          </button>
          <button type="button" class="plain" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** What a tested card is, in one sentence. */
function testWords(test: NonNullable<StaffState['test']>): string {
  switch (test.verdict) {
    case 'torn':
      return 'The card was taken away too early. Please hold it still.';
    case 'no-answer':
      return 'The hub did not answer. Please try again.';
    case 'unknown':
      return 'This card is not known here.';
    case 'not-genuine':
      return 'This card is not genuine: it shows a known number but cannot prove it.';
    case 'used-before':
      return 'This read of the card was used before. It may be a copy.';
    case 'genuine':
      return 'A genuine Tapwell card.';
    case 'number-only':
      return 'A card known by its number only (low assurance).';
  }
}

const STATE_WORDS: Record<string, string> = {
  active: 'It is active.',
  issued: 'It is active.',
  lost: 'It was reported lost, and is blocked.',
  replaced: 'It was replaced by another card.',
  expired: 'It has expired.',
  blocked: 'It is blocked.',
};

/** Staff mode: how the kiosk is, and what a card is. Cards laid down here are not checked in. */
export function StaffPanel({ staff, state, onEnd }: { staff: StaffState; state: ScreenState; onEnd: () => void }) {
  const { test } = staff;
  return (
    <main class="full staff-panel" data-screen="staff">
      <header>
        <h1>Staff: {staff.name}</h1>
        <button type="button" onClick={onEnd}>
          Back to patients
        </button>
      </header>
      <dl>
        <dt>Card reader</dt>
        <dd>{state.health.reader ?? 'Working'}</dd>
        <dt>Hub</dt>
        <dd>{state.health.hub === 'reachable' ? 'Connected' : 'Not connected. Taps are kept here.'}</dd>
        <dt>Taps waiting here</dt>
        <dd>{state.waiting}</dd>
      </dl>
      <section role="status">
        <h2>Test a card</h2>
        {!test && <p>Lay a card on the reader. Nobody is checked in by this.</p>}
        {test && <p class="verdict">{testWords(test)}</p>}
        {test && 'state' in test && test.state && <p>{STATE_WORDS[test.state] ?? test.state}</p>}
        {test && 'name' in test && test.name && <p>It is {test.name}’s card.</p>}
      </section>
    </main>
  );
}
