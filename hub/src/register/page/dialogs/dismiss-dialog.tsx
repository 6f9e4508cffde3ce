import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useState } from 'preact/hooks';
import type { UnplacedLine } from '../../wire.ts';
import { Buttons, type DialogProps, orNull, Problem, useSend, Words } from './form.tsx';

/** A tap that belongs on none of our registers, and why. */
export function DismissDialog({ line, presses, onClose }: DialogProps & { line: UnplacedLine }) {
  const [note, setNote] = useState('');
  const [error, setError] = useState<string>();
  const { send, problem, busy } = useSend(presses, onClose);
  return (
    <Modal title={`${line.name ?? 'A card we do not know'}, ${line.time}`} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const why = orNull(note);
          if (why) void send({ do: 'dismiss', tapId: line.tapId, note: why });
          else setError('Say why in a few words.');
        }}
      >
        <p>
          {line.onList && `${line.name} is on the list, and stays on it. `}It is taken off this list. The tap itself is
          kept.
        </p>
        <Problem says={problem} />
        <Words
          label={line.onList ? 'What was it about the card?' : 'Why does it belong on no list?'}
          hint={
            line.onList
              ? 'For example: an old card, now taken in.'
              : 'For example: only looked in, or tapped by mistake.'
          }
          error={error}
          value={note}
          onChange={setNote}
        />
        <Buttons does="Take off this list" busy={busy} onClose={onClose} />
      </form>
    </Modal>
  );
}
