import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useState } from 'preact/hooks';
import type { SessionRegister } from '../../wire.ts';
import { sessionTitle } from '../words/session-words.ts';
import { Buttons, type DialogProps, Field, Problem, useSend } from './form.tsx';

const MOST = 1000;

/** People without a prescription are counted, never named. */
export function GuestsDialog({ session, presses, onClose }: DialogProps & { session: SessionRegister }) {
  const [typed, setTyped] = useState(String(session.guests));
  const [error, setError] = useState<string>();
  const { send, problem, busy } = useSend(presses, onClose);
  const guests = /^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  const step = (by: number) => setTyped(String(Math.min(MOST, Math.max(0, (guests || 0) + by))));
  return (
    <Modal title={`Guests at ${sessionTitle(session)}`} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (guests <= MOST) void send({ do: 'guests', sessionId: session.sessionId, guests });
          else setError(`Give a number from 0 to ${MOST}.`);
        }}
      >
        <Problem says={problem} />
        <Field label="How many guests are here?" hint="People without a prescription. No names." error={error}>
          {(attributes) => (
            <span class="counter">
              <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => step(-1)}>
                <span aria-hidden="true">−</span>
                <span class="nhsuk-u-visually-hidden">One fewer</span>
              </button>
              <input
                class="nhsuk-input"
                type="text"
                inputMode="numeric"
                autocomplete="off"
                maxLength={4}
                {...attributes}
                value={typed}
                onInput={(event) => setTyped(event.currentTarget.value)}
              />
              <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => step(1)}>
                <span aria-hidden="true">+</span>
                <span class="nhsuk-u-visually-hidden">One more</span>
              </button>
            </span>
          )}
        </Field>
        <Buttons does="Save" busy={busy} onClose={onClose} />
      </form>
    </Modal>
  );
}
