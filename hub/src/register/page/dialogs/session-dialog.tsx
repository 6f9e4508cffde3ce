import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useState } from 'preact/hooks';
import type { SessionRegister } from '../../wire.ts';
import { sessionTitle } from '../words/session-words.ts';
import { Buttons, Choices, type DialogProps, orNull, Problem, useSend, Words } from './form.tsx';

const STATUS: readonly (readonly [SessionRegister['status'], string])[] = [
  ['planned', 'As planned: who taps says that it ran'],
  ['run', 'It ran, even if nobody came'],
  ['cancelled', 'It was cancelled'],
];

/** Whether a session ran: only then is someone who did not come called absent. */
export function SessionDialog({ session, presses, onClose }: DialogProps & { session: SessionRegister }) {
  const [status, setStatus] = useState(session.status);
  const [note, setNote] = useState(session.reason ?? '');
  const [error, setError] = useState<string>();
  const { send, problem, busy } = useSend(presses, onClose);
  const { sessionId } = session;
  return (
    <Modal title={sessionTitle(session)} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const why = status === 'cancelled' ? orNull(note) : null;
          if (status === 'cancelled' && !why) setError('Say why in a few words.');
          else void send({ do: 'session-status', sessionId, status, note: why });
        }}
      >
        <Problem says={problem} />
        <Choices legend="Did this session run?" name="status" options={STATUS} value={status} onChange={setStatus} />
        {status === 'cancelled' && (
          <Words
            label="Why was it cancelled?"
            hint="For example: the hall was flooded."
            error={error}
            value={note}
            onChange={setNote}
          />
        )}
        <Buttons does="Save" busy={busy} onClose={onClose} />
      </form>
    </Modal>
  );
}
