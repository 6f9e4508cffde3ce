import { useEffect, useRef, useState } from 'preact/hooks';
import type { Socket } from 'socket.io-client';
import type { ScreenState } from '../../screen-state.ts';

/** Nobody typing for this long: patients get their screen back. */
const IDLE_MS = 60_000;

interface Props {
  socket: Socket;
  hub: ScreenState['health']['hub'];
  onClose: () => void;
}

/** The way into staff mode: a small dialog that closes itself when nobody types. */
export function StaffSignIn({ socket, hub, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [touched, setTouched] = useState(0);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    const timer = setTimeout(() => dialog.current?.close(), IDLE_MS);
    return () => clearTimeout(timer);
  }, [touched]);
  const touch = () => setTouched((n) => n + 1);
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
    <dialog
      ref={dialog}
      class="staff-sign-in"
      lang="en"
      dir="ltr"
      onClose={onClose}
      onKeyDown={touch}
      onPointerDown={touch}
      aria-labelledby="staff-title"
    >
      <form onSubmit={submit}>
        <h2 id="staff-title">Staff</h2>
        {hub === 'away' && (
          <p class="problem">
            The hub is not connected, so nobody can sign in now. Cards still work: taps are kept here. For people
            without a card, please write names and times on paper.
          </p>
        )}
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <label>
          User name
          <input name="username" autocomplete="off" autocapitalize="none" required onInput={touch} />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="off" required onInput={touch} />
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
