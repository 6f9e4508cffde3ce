import type { CardView } from '@tapwell/shared/desk/wire';
import { api } from '@tapwell/shared/ui/api.ts';
import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useState } from 'preact/hooks';
import { DialogButtons } from './form/dialog-buttons.tsx';
import { Problem } from './problem.tsx';

const WORDS = {
  block: {
    title: (name: string) => `Block ${name}’s card?`,
    says: 'It stops working at every venue within seconds; where the internet is down, as soon as it is back. You can unblock it later.',
    does: 'Block the card',
  },
  unblock: {
    title: (name: string) => `Unblock ${name}’s card?`,
    says: 'It works again at every venue within seconds; where the internet is down, as soon as it is back.',
    does: 'Unblock the card',
  },
};

/** Asks once more before a card stops or starts to work. */
export function ConfirmDialog(props: {
  card: CardView;
  action: keyof typeof WORDS;
  name: string;
  onClose: () => void;
}) {
  const { card, action, name, onClose } = props;
  const [problem, setProblem] = useState<string>();
  const words = WORDS[action];
  const go = () =>
    api(`/api/cards/${encodeURIComponent(card.id)}/${action}`, {}).then(onClose, (error: Error) =>
      setProblem(error.message),
    );
  return (
    <Modal title={words.title(name)} onClose={onClose}>
      <p>{words.says}</p>
      <Problem says={problem} />
      <DialogButtons does={words.does} onDo={() => void go()} onClose={onClose} />
    </Modal>
  );
}
