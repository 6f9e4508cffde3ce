import { api } from '@tapwell/shared/ui/api.ts';
import type { PathView } from '../../../paths/wire.ts';
import { FormDialog } from '../form/form-dialog.tsx';
import { changeOf, detailFields, detailsOf, unreachable } from './details.ts';

interface Props {
  view: PathView;
  onRecorded: () => void;
  onClose: () => void;
}

/** Who somebody is, and how they are called and reached. */
export function DetailsDialog({ view: { id, patient, path }, onRecorded, onClose }: Props) {
  return (
    <FormDialog
      title="Change details"
      does="Save"
      fields={detailFields(path.today, patient.language)}
      start={detailsOf(patient)}
      also={unreachable}
      send={async (values) => {
        const change = changeOf(patient, values);
        if (Object.keys(change).length > 0)
          await api(`/api/paths/${encodeURIComponent(id)}/patient`, change, {}, 'PATCH');
      }}
      onDone={onRecorded}
      onClose={onClose}
    />
  );
}
