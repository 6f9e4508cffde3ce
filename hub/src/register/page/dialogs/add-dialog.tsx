import type { ManualReason } from '@tapwell/shared/tap/staff-wire';
import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useState } from 'preact/hooks';
import type { SessionRegister } from '../../wire.ts';
import { sessionTitle } from '../words/session-words.ts';
import { Choices, type DialogProps, Problem, useSend } from './form.tsx';
import { PeopleFinder } from './people-finder.tsx';
import { REASONS } from './reasons.ts';

/** Someone is here who did not tap: found by name or card number. */
export function AddDialog({ session, presses, onClose }: DialogProps & { session: SessionRegister }) {
  const [reason, setReason] = useState<ManualReason>('forgot-card');
  const { send, problem, busy } = useSend(presses, onClose);
  const { sessionId } = session;
  return (
    <Modal title={`Add someone to ${sessionTitle(session)}`} onClose={onClose}>
      <Problem says={problem} />
      <PeopleFinder
        sessionId={sessionId}
        does="Mark as here"
        busy={busy}
        onChoose={({ personId }) => void send({ do: 'check-in', sessionId, personId, reason, note: null })}
      />
      <Choices legend="Why did they not tap?" name="reason" options={REASONS} value={reason} onChange={setReason} />
      <p class="quiet">Someone without a prescription is not listed by name: count them as a guest.</p>
      <div class="buttons">
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Modal>
  );
}
