import { Modal } from '@tapwell/shared/ui/modal.tsx';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { DialogButtons } from './dialog-buttons.tsx';
import { type Fault, type Field, faultsOf, type Values } from './fields.ts';
import { ErrorSummary, FormFields } from './form-fields.tsx';

interface Props {
  title: string;
  /** What the button says: a verb. */
  does: string;
  fields: Field[];
  start: Values;
  /** What is wrong between fields. */
  also?: (values: Values) => Fault[];
  /** Sends it; what it throws is shown as a sentence. */
  send: (values: Values) => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
  children?: ComponentChildren;
}

/** A few questions in a dialog, sent together. */
export function FormDialog({ title, does, fields, start, also, send, onDone, onClose, children }: Props) {
  const [values, setValues] = useState(start);
  const [faults, setFaults] = useState<Fault[]>([]);
  const [refused, setRefused] = useState<string>();
  const [sending, setSending] = useState(false);
  const go = () => {
    const found = [...faultsOf(fields, values), ...(also?.(values) ?? [])];
    setFaults(found);
    setRefused(undefined);
    if (found.length > 0 || sending) return;
    setSending(true);
    send(values).then(onDone, (error: Error) => {
      setRefused(error.message);
      setSending(false);
    });
  };
  return (
    <Modal title={title} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <ErrorSummary faults={faults} refused={refused} />
        {children}
        <FormFields
          fields={fields}
          values={values}
          faults={faults}
          onChange={(name, value) => setValues((old) => ({ ...old, [name]: value }))}
        />
        <DialogButtons does={does} busy={sending} onClose={onClose} />
      </form>
    </Modal>
  );
}
