import { api } from '@tapwell/shared/ui/api.ts';
import type { CompanionView } from '../../../companions/wire.ts';
import { AskDialog } from '../access/ask-dialog.tsx';

interface Props {
  one: CompanionView;
  onErased: () => void;
  onClose: () => void;
}

/** For a team lead: the end of a companion's data here. */
export function EraseCompanion({ one: { companionId, name }, onErased, onClose }: Props) {
  return (
    <AskDialog
      title={`Remove what is held of ${name} for good?`}
      lead="Their name and cards go, here and at every venue, and they come along with nobody any more. That somebody came along stays as a number. This cannot be undone."
      fields={[
        {
          ...{ is: 'choice', name: 'reason', label: 'Why is it removed?' },
          options: [
            { value: 'asked-by-person', label: 'They asked for it' },
            { value: 'entered-by-mistake', label: 'They should never have been on record' },
            { value: 'required-by-law', label: 'The law, or a court, says so' },
          ],
        },
        { is: 'words', name: 'confirm', label: 'Type the word remove', most: 10 },
      ]}
      does="Remove for good"
      send={async ({ reason, confirm }) => {
        if (confirm?.trim().toLowerCase() !== 'remove') throw new Error('Type the word “remove” to go on.');
        await api(`/api/companions/${encodeURIComponent(companionId)}/erase`, { reason, confirm: 'remove' });
        onErased();
      }}
      onClose={onClose}
    />
  );
}
