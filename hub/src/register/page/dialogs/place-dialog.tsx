import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useState } from 'preact/hooks';
import type { UnplacedLine } from '../../wire.ts';
import { sessionTitle } from '../words/session-words.ts';
import { Buttons, Choices, type DialogProps, Problem, useSend } from './form.tsx';
import { PeopleFinder } from './people-finder.tsx';

/** Puts a tap on a session's register; for a card the hub does not know, staff say whose it is. */
export function PlaceDialog({ line, presses, onClose }: DialogProps & { line: UnplacedLine }) {
  const [sessionId, setSessionId] = useState(line.sessions[0]?.sessionId ?? '');
  const { send, problem, busy } = useSend(presses, onClose);
  const press = { do: 'place', tapId: line.tapId, sessionId, note: null } as const;
  const options = line.sessions.map(
    (one) => [one.sessionId, `${sessionTitle(one)}${one.asGuest ? ' (as a guest)' : ''}`] as const,
  );
  const asGuest = line.sessions.find((one) => one.sessionId === sessionId)?.asGuest;
  const known = line.name !== null;
  return (
    <Modal title={`${line.name ?? 'A card we do not know'}, ${line.time}`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (known) void send(press);
        }}
      >
        <Problem says={problem} />
        <Choices
          legend="Which session did they come to?"
          name="session"
          options={options}
          value={sessionId}
          onChange={setSessionId}
        />
        {asGuest && (
          <p>
            {line.name} has no prescription for this, so the visit cannot count for them. They are counted as a guest.
          </p>
        )}
        {!known && (
          <>
            <p>Whose card is it? Ask the person in front of you; the card itself does not say.</p>
            <PeopleFinder
              sessionId={sessionId}
              does="It was"
              busy={busy}
              onChoose={({ personId }) => void send({ ...press, personId })}
            />
          </>
        )}
        {known ? (
          <Buttons does="Put on this list" busy={busy} onClose={onClose} />
        ) : (
          <div class="buttons">
            <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onClose}>
              Cancel
            </button>
          </div>
        )}
      </form>
    </Modal>
  );
}
