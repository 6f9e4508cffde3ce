import type { ComponentChildren } from 'preact';
import type { Fault } from '../form/fields.ts';
import { type ActivityDraft, WEEKDAYS } from './activity-draft.ts';

interface Props {
  draft: ActivityDraft;
  faults: Fault[];
  onChange: (part: Partial<ActivityDraft>) => void;
}

/** When it happens: weekly times, single dates, and dates on which it does not. */
export function Times({ draft, faults, onChange }: Props) {
  const { weekly, single, cancelled } = draft;
  const set = <T,>(rows: T[], i: number, part: Partial<T>) =>
    rows.map((row, n) => (n === i ? { ...row, ...part } : row));
  const without = <T,>(rows: T[], i: number) => rows.filter((_, n) => n !== i);
  const says = (name: string) => faults.find((fault) => fault.name === name)?.says;
  return (
    <>
      <Rows
        title="Every week"
        add="Add a weekly time"
        onAdd={() => onChange({ weekly: [...weekly, { weekday: '1', start: '', end: '', every: '1' }] })}
      >
        {weekly.map((row, i) => (
          <Row
            key={i}
            name={`weekly-${i}`}
            fault={says(`weekly-${i}`)}
            what={`weekly time ${i + 1}`}
            onRemove={() => onChange({ weekly: without(weekly, i) })}
          >
            <label>
              Day
              <select
                class="nhsuk-select"
                data-field={`weekly-${i}`}
                value={row.weekday}
                onChange={(e) => onChange({ weekly: set(weekly, i, { weekday: e.currentTarget.value }) })}
              >
                {WEEKDAYS.map((day, n) => (
                  <option key={day} value={String(n + 1)}>
                    {day}
                  </option>
                ))}
              </select>
            </label>
            <FromTo row={row} onChange={(part) => onChange({ weekly: set(weekly, i, part) })} />
            <label>
              How often
              <select
                class="nhsuk-select"
                value={row.every}
                onChange={(e) => onChange({ weekly: set(weekly, i, { every: e.currentTarget.value }) })}
              >
                <option value="1">Every week</option>
                <option value="2">Every other week</option>
                {[3, 4, 5, 6, 7, 8].map((n) => (
                  <option key={n} value={String(n)}>
                    Every {n} weeks
                  </option>
                ))}
              </select>
            </label>
          </Row>
        ))}
      </Rows>
      <Rows
        title="On single dates"
        add="Add a single date"
        onAdd={() => onChange({ single: [...single, { date: '', start: '', end: '' }] })}
      >
        {single.map((row, i) => (
          <Row
            key={i}
            name={`single-${i}`}
            fault={says(`single-${i}`)}
            what={`single date ${i + 1}`}
            onRemove={() => onChange({ single: without(single, i) })}
          >
            <label>
              Day
              <input
                class="nhsuk-input"
                type="date"
                data-field={`single-${i}`}
                value={row.date}
                onInput={(e) => onChange({ single: set(single, i, { date: e.currentTarget.value }) })}
              />
            </label>
            <FromTo row={row} onChange={(part) => onChange({ single: set(single, i, part) })} />
          </Row>
        ))}
      </Rows>
      <Rows
        title="Not on"
        add="Add a date it is not on"
        onAdd={() => onChange({ cancelled: [...cancelled, { date: '' }] })}
      >
        {cancelled.map((row, i) => (
          <Row
            key={i}
            name={`cancelled-${i}`}
            fault={says(`cancelled-${i}`)}
            what={`date it is not on ${i + 1}`}
            onRemove={() => onChange({ cancelled: without(cancelled, i) })}
          >
            <label>
              Day{row.start && ` (only the session at ${row.start})`}
              <input
                class="nhsuk-input"
                type="date"
                data-field={`cancelled-${i}`}
                value={row.date}
                onInput={(e) => onChange({ cancelled: set(cancelled, i, { date: e.currentTarget.value }) })}
              />
            </label>
          </Row>
        ))}
      </Rows>
    </>
  );
}

function Rows(props: { title: string; add: string; onAdd: () => void; children: ComponentChildren }) {
  return (
    <fieldset class="nhsuk-fieldset times">
      <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{props.title}</legend>
      {props.children}
      <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={props.onAdd}>
        {props.add}
      </button>
    </fieldset>
  );
}

interface RowProps {
  name: string;
  fault: string | undefined;
  what: string;
  onRemove: () => void;
  children: ComponentChildren;
}

function Row({ name, fault, what, onRemove, children }: RowProps) {
  return (
    // The fault belongs to the row: its fields are one answer.
    <fieldset
      class={`nhsuk-fieldset times__row ${fault ? 'nhsuk-form-group--error' : ''}`}
      aria-describedby={fault && `${name}-fault`}
    >
      <legend class="nhsuk-u-visually-hidden">{what}</legend>
      {fault && (
        <span class="nhsuk-error-message" id={`${name}-fault`}>
          <span class="nhsuk-u-visually-hidden">Error: </span>
          {fault}
        </span>
      )}
      {children}
      <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onRemove}>
        Remove<span class="nhsuk-u-visually-hidden"> {what}</span>
      </button>
    </fieldset>
  );
}

function FromTo({
  row,
  onChange,
}: {
  row: { start: string; end: string };
  onChange: (part: { start?: string; end?: string }) => void;
}) {
  return (
    <>
      <label>
        From
        <input
          class="nhsuk-input"
          type="time"
          value={row.start}
          onInput={(e) => onChange({ start: e.currentTarget.value })}
        />
      </label>
      <label>
        To
        <input
          class="nhsuk-input"
          type="time"
          value={row.end}
          onInput={(e) => onChange({ end: e.currentTarget.value })}
        />
      </label>
    </>
  );
}
