import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Press } from '../press/press-ids.ts';
import type { Presses } from '../press/use-presses.ts';

/** What every dialog is given. */
export interface DialogProps {
  presses: Presses;
  onClose: () => void;
}

/** Sends a press from a dialog; what went wrong is said in it, and the same button tries again. */
export function useSend(presses: Presses, onDone: () => void) {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const send = async (press: Press) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await presses.send(press);
      onDone();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return { send, problem, busy };
}

/** Why it is not saved yet. Focus stays on the button that tries again. */
export function Problem({ says }: { says: string | undefined }) {
  return (
    <div role="alert">
      {says && (
        <p class="strip-note">
          <strong>Not saved.</strong> {says}
        </p>
      )}
    </div>
  );
}

/** What ties a control to its label, hint and error. */
interface ControlAttributes {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: 'true';
}

interface FieldProps {
  label: string;
  hint?: string;
  /** What is wrong with what was typed. */
  error?: string | undefined;
  children: (attributes: ControlAttributes) => ComponentChildren;
}

/** A label, what helps, what is wrong, and the control they belong to. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) group.current?.querySelector<HTMLElement>(`#${CSS.escape(id)}`)?.focus();
  }, [error]);
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class={`nhsuk-form-group ${error ? 'nhsuk-form-group--error' : ''}`} ref={group}>
      <label class="nhsuk-label" for={id}>
        {label}
      </label>
      {hint && (
        <span class="nhsuk-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {error && (
        <span class="nhsuk-error-message" id={`${id}-error`}>
          <span class="nhsuk-u-visually-hidden">Error: </span>
          {error}
        </span>
      )}
      {children({
        id,
        ...(describedBy && { 'aria-describedby': describedBy }),
        ...(error && { 'aria-invalid': 'true' as const }),
      })}
    </div>
  );
}

/** A few words of staff's own. */
export function Words(props: {
  label: string;
  hint?: string;
  error?: string | undefined;
  value: string;
  onChange: (words: string) => void;
}) {
  const { value, onChange, ...field } = props;
  return (
    <Field {...field}>
      {(attributes) => (
        <input
          class="nhsuk-input"
          type="text"
          maxLength={300}
          autocomplete="off"
          {...attributes}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function Choices<T extends string>(props: {
  legend: string;
  name: string;
  options: readonly (readonly [T, string])[];
  value: T | undefined;
  error?: string | undefined;
  onChange: (value: T) => void;
}) {
  const { legend, name, options, value, error, onChange } = props;
  const id = useId();
  return (
    <fieldset class="choices" {...(error && { 'aria-describedby': `${id}-error` })}>
      <legend>{legend}</legend>
      {error && (
        <span class="nhsuk-error-message" id={`${id}-error`}>
          <span class="nhsuk-u-visually-hidden">Error: </span>
          {error}
        </span>
      )}
      {options.map(([one, words]) => (
        <label key={one} class="choices__one">
          <input type="radio" name={name} value={one} checked={one === value} onChange={() => onChange(one)} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function Buttons(props: { does: string; busy: boolean; onClose: () => void; close?: string }) {
  const { does, busy, onClose, close = 'Cancel' } = props;
  return (
    <div class="buttons">
      <button type="submit" class="nhsuk-button" aria-disabled={busy}>
        {busy ? 'Saving…' : does}
      </button>
      <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onClose}>
        {close}
      </button>
    </div>
  );
}

/** Words typed, or null for none. */
export function orNull(words: string): string | null {
  return words.trim() || null;
}
