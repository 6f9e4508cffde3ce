import type { PathEvent } from '@tapwell/shared/path/events';
import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useMemo, useState } from 'preact/hooks';
import type { PathView } from '../../../paths/wire.ts';
import { DialogButtons } from '../form/dialog-buttons.tsx';
import { type Fault, type Field, faultsOf, type Values, wordsOf } from '../form/fields.ts';
import { ErrorSummary, FormFields } from '../form/form-fields.tsx';
import { type About, dayField, formOf, leadOf, type PlainKind } from './event-forms.ts';
import { useRecord } from './use-record.ts';

/** Asked of every correction. */
export const WHY_CORRECTED: Field = {
  ...{ is: 'words', name: 'whyCorrected', label: 'Why is it being corrected?', most: 300 },
  hint: 'What was recorded first stays on record beside it.',
};

interface Props {
  title: string;
  view: PathView;
  about: About;
  kind: PlainKind;
  /** The event to correct; null for a new one. */
  event: PathEvent | null;
  onRecorded: (view: PathView) => void;
  onClose: () => void;
}

/** Records one event, or corrects one. */
export function EventDialog({ title, view, about, kind, event, onRecorded, onClose }: Props) {
  // As it was when the dialog opened: what others record meanwhile does not empty the form.
  const form = useMemo(() => formOf(kind, about, event), []);
  const fields = [dayField(about.path), ...form.fields, ...(event ? [WHY_CORRECTED] : [])];
  const [values, setValues] = useState<Values>({ on: event?.on ?? about.path.today, ...form.start });
  const [faults, setFaults] = useState<Fault[]>([]);
  const { record, refused, busy } = useRecord(view.id, onRecorded);
  const lead = form.lead ?? (event ? null : leadOf(kind, about));
  const submit = (submitted: SubmitEvent) => {
    submitted.preventDefault();
    const wrong = faultsOf(fields, values);
    setFaults(wrong);
    if (wrong.length > 0) return;
    const corrects = event ? { corrects: event.id, why: wordsOf(values, 'whyCorrected') } : {};
    record({ kind, on: values.on, ...form.own(values), ...corrects });
  };
  return (
    <Modal title={title} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <ErrorSummary faults={faults} refused={refused} />
        {lead && <p>{lead}</p>}
        <FormFields
          fields={fields}
          values={values}
          faults={faults}
          onChange={(name, value) => setValues((old) => ({ ...old, [name]: value }))}
        />
        <DialogButtons does={event ? 'Correct' : 'Save'} busy={busy} meanwhile="Saving…" onClose={onClose} />
      </form>
    </Modal>
  );
}

/** Says that something was never so. */
export function TakeBackDialog(props: {
  view: PathView;
  event: PathEvent;
  what: string;
  today: string;
  onRecorded: (view: PathView) => void;
  onClose: () => void;
}) {
  const { view, event, what, today, onRecorded, onClose } = props;
  const [values, setValues] = useState<Values>({});
  const [faults, setFaults] = useState<Fault[]>([]);
  const { record, refused, busy } = useRecord(view.id, onRecorded);
  const fields: Field[] = [{ is: 'words', name: 'why', label: 'Why was it never so?', most: 300 }];
  const submit = (submitted: SubmitEvent) => {
    submitted.preventDefault();
    const wrong = faultsOf(fields, values);
    setFaults(wrong);
    if (wrong.length === 0) {
      record({ kind: 'taken-back', on: today, corrects: event.id, why: wordsOf(values, 'why') });
    }
  };
  return (
    <Modal title="Take back" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <ErrorSummary faults={faults} refused={refused} />
        <p>
          <strong>{what}</strong> stays on record, struck through, and counts for nothing.
          {event.corrects && ' What it put right holds again.'}
        </p>
        <FormFields
          fields={fields}
          values={values}
          faults={faults}
          onChange={(name, value) => setValues((old) => ({ ...old, [name]: value }))}
        />
        <DialogButtons does="Take back" busy={busy} meanwhile="Saving…" onClose={onClose} />
      </form>
    </Modal>
  );
}
