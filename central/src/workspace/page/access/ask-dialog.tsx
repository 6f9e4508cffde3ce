import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useState } from 'preact/hooks';
import { DialogButtons } from '../form/dialog-buttons.tsx';
import { type Fault, type Field, faultsOf, type Values } from '../form/fields.ts';
import { ErrorSummary, FormFields } from '../form/form-fields.tsx';

interface Props {
  title: string;
  /** What happens, said before anybody presses. */
  lead?: string | undefined;
  fields: Field[];
  start?: Values;
  does: string;
  /** Sends it; what it throws is said in the dialog, and the same button tries again. */
  send: (values: Values) => Promise<void>;
  onClose: () => void;
}

/** Asks for a few things, or for a second press, before something is done. */
export function AskDialog({ title, onClose, ...form }: Props) {
  return (
    <Modal title={title} onClose={onClose}>
      <AskForm {...form} onClose={onClose} />
    </Modal>
  );
}

/** The same on a page of its own; without `onClose` there is nothing to leave. */
export function AskForm(props: Omit<Props, 'title' | 'onClose'> & { onClose?: () => void }) {
  const { lead, fields, start = {}, does, send, onClose } = props;
  const [values, setValues] = useState<Values>(start);
  const [faults, setFaults] = useState<Fault[]>([]);
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (submitted: SubmitEvent) => {
    submitted.preventDefault();
    if (busy) return;
    const wrong = faultsOf(fields, values);
    setFaults(wrong);
    setRefused(undefined);
    if (wrong.length > 0) return;
    setBusy(true);
    await send(values).catch((error: Error) => setRefused(error.message.replace(/^[\w.]+: /, '')));
    setBusy(false);
  };
  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary faults={faults} refused={refused} />
      {lead && <p>{lead}</p>}
      <FormFields
        fields={fields}
        values={values}
        faults={faults}
        onChange={(name, value) => setValues((old) => ({ ...old, [name]: value }))}
      />
      <DialogButtons does={does} busy={busy} meanwhile="One moment…" onClose={onClose} />
    </form>
  );
}
