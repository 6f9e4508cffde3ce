import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { askedOf, type Fault, type Field, type Values } from './fields.ts';
import './form.css';

interface Props {
  fields: Field[];
  values: Values;
  faults: Fault[];
  onChange: (name: string, value: string) => void;
}

/** The fields of a form, each with its label, its hint and what is wrong with it. */
export function FormFields({ fields, values, faults, onChange }: Props) {
  return (
    <>
      {askedOf(fields, values).map((field) => (
        <FormField
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          fault={faults.find((fault) => fault.name === field.name)?.says}
          onChange={(value) => onChange(field.name, value)}
        />
      ))}
    </>
  );
}

interface FieldProps {
  field: Field;
  value: string;
  fault: string | undefined;
  onChange: (value: string) => void;
}

export function FormField({ field, value, fault, onChange }: FieldProps) {
  const id = useId();
  const described = [...(field.hint ? [`${id}-hint`] : []), ...(fault ? [`${id}-fault`] : [])].join(' ');
  const about = {
    'aria-describedby': described || undefined,
    'aria-invalid': fault ? ('true' as const) : undefined,
  };
  const group = `nhsuk-form-group ${fault ? 'nhsuk-form-group--error' : ''}`;
  const says = (
    <>
      {field.hint && (
        <span class="nhsuk-hint" id={`${id}-hint`}>
          {field.hint}
        </span>
      )}
      {fault && (
        <span class="nhsuk-error-message" id={`${id}-fault`}>
          <span class="nhsuk-u-visually-hidden">Error: </span>
          {fault}
        </span>
      )}
    </>
  );
  if (field.is === 'choice') {
    return (
      <div class={group}>
        <fieldset class="nhsuk-fieldset" aria-describedby={described || undefined}>
          <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{labelOf(field)}</legend>
          {says}
          <div class="nhsuk-radios nhsuk-radios--small">
            {field.options.map((option, i) => (
              <div class="nhsuk-radios__item" key={option.value}>
                <input
                  class="nhsuk-radios__input"
                  type="radio"
                  id={`${id}-${i}`}
                  name={id}
                  data-field={i === 0 ? field.name : undefined}
                  value={option.value}
                  checked={value === option.value}
                  onChange={() => onChange(option.value)}
                />
                <label class="nhsuk-label nhsuk-radios__label" for={`${id}-${i}`}>
                  {option.label}
                  {option.hint && <span class="quiet form__hint">{option.hint}</span>}
                </label>
              </div>
            ))}
          </div>
        </fieldset>
      </div>
    );
  }
  if (field.is === 'tick') {
    return (
      <div class={group}>
        {says}
        <Tick
          id={id}
          name={field.name}
          label={field.label}
          checked={value === 'yes'}
          onChange={(on) => onChange(on ? 'yes' : '')}
        />
      </div>
    );
  }
  return (
    <div class={group}>
      <label class="nhsuk-label form__label" for={id}>
        {labelOf(field)}
      </label>
      {says}
      {field.is === 'select' && (
        <select
          class="nhsuk-select form__wide"
          id={id}
          data-field={field.name}
          value={value}
          onChange={(e) => onChange(e.currentTarget.value)}
          {...about}
        >
          <option value="">Choose</option>
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
      {field.is === 'words' && field.long && (
        <textarea
          class="nhsuk-textarea"
          id={id}
          data-field={field.name}
          rows={4}
          value={value}
          onInput={(e) => onChange(e.currentTarget.value)}
          {...about}
        />
      )}
      {field.is === 'date' && (
        <input
          class="nhsuk-input form__short"
          type="date"
          id={id}
          data-field={field.name}
          min={field.min}
          max={field.max}
          value={value}
          onInput={(e) => onChange(e.currentTarget.value)}
          {...about}
        />
      )}
      {(field.is === 'number' || (field.is === 'words' && !field.long)) && (
        <input
          class={`nhsuk-input ${field.is === 'words' ? '' : 'form__short'}`}
          inputMode={field.is === 'number' ? 'numeric' : 'text'}
          id={id}
          data-field={field.name}
          value={value}
          onInput={(e) => onChange(e.currentTarget.value)}
          {...about}
        />
      )}
    </div>
  );
}

function labelOf(field: Field): string {
  return field.optional ? `${field.label} (if you like)` : field.label;
}

interface TickProps {
  id: string;
  name?: string;
  label: ComponentChildren;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** A box to tick. */
export function Tick({ id, name, label, checked, onChange }: TickProps) {
  return (
    <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
      <div class="nhsuk-checkboxes__item">
        <input
          class="nhsuk-checkboxes__input"
          type="checkbox"
          id={id}
          data-field={name}
          checked={checked}
          onChange={(e) => onChange(e.currentTarget.checked)}
        />
        <label class="nhsuk-label nhsuk-checkboxes__label" for={id}>
          {label}
        </label>
      </div>
    </div>
  );
}

/**
 * Everything that is wrong, above the form, each a way to its field. It takes
 * the focus when it comes, so that nobody has to look for it.
 * @param refused what the server said, in its own sentence
 */
export function ErrorSummary({ faults, refused }: { faults: Fault[]; refused?: string | undefined }) {
  const summary = useRef<HTMLDivElement>(null);
  const nothing = faults.length === 0 && !refused;
  useEffect(() => {
    if (!nothing) summary.current?.focus();
  }, [nothing, refused, faults]);
  if (nothing) return null;
  const goTo = (name: string) => {
    const form = summary.current?.closest('dialog, form, main');
    form?.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`)?.focus();
  };
  return (
    <div class="nhsuk-error-summary" role="alert" tabIndex={-1} ref={summary}>
      <h3 class="nhsuk-error-summary__title">{refused ? 'This was not saved' : 'Please look at this again'}</h3>
      {refused && <p>{refused}</p>}
      {faults.length > 0 && (
        <ul class="nhsuk-list nhsuk-error-summary__list">
          {faults.map((fault) => (
            <li key={fault.name}>
              <button type="button" class="form__fault" onClick={() => goTo(fault.name)}>
                {fault.says}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
