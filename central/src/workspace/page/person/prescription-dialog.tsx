import { newId } from '@tapwell/shared/ids';
import type { EventOf } from '@tapwell/shared/path/events';
import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { OfferView } from '../../../directory/wire.ts';
import type { PathView } from '../../../paths/wire.ts';
import { DialogButtons } from '../form/dialog-buttons.tsx';
import { type Fault, type Field, faultsOf as fieldFaults, type Values, wordsOf } from '../form/fields.ts';
import { ErrorSummary, FormField, FormFields, Tick } from '../form/form-fields.tsx';
import { untilWords } from './companion-words.ts';
import { WHY_CORRECTED } from './event-dialog.tsx';
import { type About, dayField } from './event-forms.ts';
import * as drafts from './prescription-draft.ts';
import { useRecord } from './use-record.ts';

interface Props {
  title: string;
  view: PathView;
  about: About;
  event: EventOf<'prescription'> | null;
  onRecorded: (view: PathView) => void;
  onClose: () => void;
}

/** Agrees, changes or corrects a prescription: what, how often, from when, and what helps to get there. */
export function PrescriptionDialog({ title, view, about, event, onRecorded, onClose }: Props) {
  const { policy, path } = about;
  const [draft, setDraft] = useState<drafts.PrescriptionDraft>(() => drafts.startOf(about, event, path.today));
  const change = (part: Partial<drafts.PrescriptionDraft>) => setDraft((old) => ({ ...old, ...part }));
  const fields: Field[] = [{ ...dayField(path), label: 'Which day was it agreed?' }, ...(event ? [WHY_CORRECTED] : [])];
  const [values, setValues] = useState<Values>({ on: event?.on ?? path.today });
  const [faults, setFaults] = useState<Fault[]>([]);
  const { record, refused, busy } = useRecord(view.id, onRecorded);
  const range = drafts.weeksOf(policy, draft.programme);
  const faultOf = (name: string) => faults.find((fault) => fault.name === name)?.says;
  const submit = (submitted: SubmitEvent) => {
    submitted.preventDefault();
    const wrong = [...drafts.faultsOf(draft, about), ...fieldFaults(fields, values)];
    setFaults(wrong);
    if (wrong.length > 0) return;
    const corrects = event ? { corrects: event.id, why: wordsOf(values, 'whyCorrected') } : {};
    record({ kind: 'prescription', on: values.on, ...drafts.ownOf(draft, about), ...corrects });
  };
  return (
    <Modal title={title} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <ErrorSummary faults={faults} refused={refused} />
        {path.programmes.length === 2 && <p>This is the second programme.</p>}
        <Goals goals={draft.goals} onChange={(goals) => change({ goals })} />
        <Activities about={about} draft={draft} faults={faults} onChange={(activities) => change({ activities })} />
        {policy.oneOffs.length > 0 && (
          <Ticks
            title="Once"
            options={policy.oneOffs.map(({ id, title: label }) => ({ value: id, label }))}
            chosen={draft.oneOffs}
            onChange={(oneOffs) => change({ oneOffs })}
          />
        )}
        <FormField
          field={{ is: 'date', name: 'start', label: 'First day' }}
          value={draft.start}
          fault={faultOf('start')}
          onChange={(start) => change({ start })}
        />
        {range && range.from === range.to && <p>It lasts {range.to} weeks.</p>}
        {range && range.from !== range.to && (
          <FormField
            field={{
              is: 'number',
              name: 'weeks',
              label: `For how many weeks? From ${range.from} to ${range.to}`,
              ...range,
            }}
            value={draft.weeks}
            fault={faultOf('weeks')}
            onChange={(weeks) => change({ weeks })}
          />
        )}
        {policy.companions.length > 0 && (
          <Ticks
            title="Who comes along?"
            options={policy.companions.map(({ title: label, until }) => ({
              value: label,
              label,
              hint: untilWords(until),
            }))}
            chosen={draft.companions}
            onChange={(companions) => change({ companions })}
          />
        )}
        {policy.transport && (
          <FormField
            field={{ is: 'tick', name: 'transport', label: 'Transport is needed' }}
            value={draft.transport ? 'yes' : ''}
            fault={undefined}
            onChange={(value) => change({ transport: value === 'yes' })}
          />
        )}
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

function Goals(props: {
  goals: drafts.PrescriptionDraft['goals'];
  onChange: (goals: drafts.PrescriptionDraft['goals']) => void;
}) {
  const { goals, onChange } = props;
  const fields = useRef<HTMLFieldSetElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const count = useRef(goals.length);
  // Who adds a goal types it next; who leaves one out is not thrown out of the dialog.
  useLayoutEffect(() => {
    if (goals.length > count.current) [...fields.current!.querySelectorAll('input')].at(-1)?.focus();
    if (goals.length < count.current) addButton.current!.focus();
    count.current = goals.length;
  }, [goals.length]);
  return (
    <fieldset ref={fields} class="nhsuk-fieldset nhsuk-form-group agree">
      <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Goals, in their own words</legend>
      {goals.map(({ id, goal }, i) => (
        <div class="agree__goal" key={id}>
          <input
            class="nhsuk-input"
            data-field={`goal-${id}`}
            aria-label={`Goal ${i + 1}`}
            value={goal}
            onInput={(e) => {
              const words = e.currentTarget.value;
              onChange(goals.map((one) => (one.id === id ? { id, goal: words } : one)));
            }}
          />
          <button
            type="button"
            class="nhsuk-button nhsuk-button--secondary"
            onClick={() => onChange(goals.filter((one) => one.id !== id))}
          >
            Leave out<span class="nhsuk-u-visually-hidden"> goal {i + 1}</span>
          </button>
        </div>
      ))}
      <button
        ref={addButton}
        type="button"
        class="nhsuk-button nhsuk-button--secondary"
        onClick={() => onChange([...goals, { id: newId(), goal: '' }])}
      >
        Add a goal
      </button>
    </fieldset>
  );
}

interface ActivitiesProps {
  about: About;
  draft: drafts.PrescriptionDraft;
  faults: Fault[];
  onChange: (activities: drafts.ActivityDraft[]) => void;
}

function Activities({ about, draft, faults, onChange }: ActivitiesProps) {
  const { policy, path, offers } = about;
  const [search, setSearch] = useState('');
  const id = useId();
  const chosen = draft.activities.map((a) => a.activityId);
  const open = drafts.choosable(about).filter((offer) => !chosen.includes(offer.id));
  const found = drafts.foundIn(open, search);
  const change = (activity: drafts.ActivityDraft) =>
    onChange(draft.activities.map((one) => (one.id === activity.id ? activity : one)));
  const add = (activityId: string) => {
    if (activityId === '') return;
    const sessions = drafts.usualSessions(policy);
    onChange([...draft.activities, { id: newId(), activityId, perWeek: '1', sessions, agreed: null }]);
    setSearch('');
  };
  return (
    <fieldset class="nhsuk-fieldset nhsuk-form-group agree">
      <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Activities</legend>
      {draft.activities.map((activity) => (
        <ActivityRow
          key={activity.id}
          activity={activity}
          offer={offers.find((offer) => offer.id === activity.activityId)}
          faults={faults}
          onChange={change}
          onRemove={() => onChange(draft.activities.filter((one) => one.id !== activity.id))}
        />
      ))}
      {drafts.groupsComeLater(policy, path) && (
        <p class="strip-note">Groups can be chosen after a small group or one-to-one.</p>
      )}
      <div class="agree__find">
        <div>
          <label class="nhsuk-label" for={`${id}-find`}>
            Find an activity
          </label>
          <input
            class="nhsuk-input"
            id={`${id}-find`}
            type="search"
            value={search}
            onInput={(e) => setSearch(e.currentTarget.value)}
          />
        </div>
        <div>
          <label class="nhsuk-label" for={`${id}-add`}>
            Add one of {found.length}
          </label>
          <select
            class="nhsuk-select form__wide"
            id={`${id}-add`}
            data-field="add"
            value=""
            onChange={(e) => add(e.currentTarget.value)}
          >
            <option value="">Choose</option>
            {policy.areas.map((area) => {
              const inArea = found.filter((offer) => offer.area === area);
              return inArea.length === 0 ? null : (
                <optgroup key={area} label={area}>
                  {inArea.map((offer) => (
                    <option key={offer.id} value={offer.id}>
                      {offer.name}, {offer.provider}, {offer.when}
                    </option>
                  ))}
                </optgroup>
              );
            })}
          </select>
        </div>
      </div>
    </fieldset>
  );
}

function ActivityRow(props: {
  activity: drafts.ActivityDraft;
  offer: OfferView | undefined;
  faults: Fault[];
  onChange: (activity: drafts.ActivityDraft) => void;
  onRemove: () => void;
}) {
  const { activity, offer, faults, onChange, onRemove } = props;
  const name = offer?.name ?? 'An activity that is no longer in the directory';
  const faultOf = (field: string) => faults.find((fault) => fault.name === `${field}-${activity.id}`)?.says;
  return (
    <div class="agree__activity">
      <p>
        <strong>{name}</strong>
        {offer && (
          <span class="quiet">
            {' '}
            {offer.provider}, {offer.venue}. {offer.when}.
          </span>
        )}
      </p>
      {offer?.accreditationEnded && <p class="strip-note">This provider is not accredited at present.</p>}
      {offer && !offer.open && <p class="strip-note">This activity is no longer offered.</p>}
      <div class="agree__often">
        <FormField
          field={{ is: 'number', name: `per-week-${activity.id}`, label: 'Times a week', from: 1, to: 14 }}
          value={activity.perWeek}
          fault={faultOf('per-week')}
          onChange={(perWeek) => onChange({ ...activity, perWeek })}
        />
        <FormField
          field={{
            ...{ is: 'number', name: `sessions-${activity.id}`, label: 'Visits in all', from: 1, to: 1000 },
            optional: true,
          }}
          value={activity.sessions}
          fault={faultOf('sessions')}
          onChange={(sessions) => onChange({ ...activity, sessions })}
        />
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onRemove}>
          Leave out<span class="nhsuk-u-visually-hidden"> {name}</span>
        </button>
      </div>
    </div>
  );
}

function Ticks(props: {
  title: string;
  options: { value: string; label: string; hint?: string }[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}) {
  const { title, options, chosen, onChange } = props;
  const id = useId();
  return (
    <fieldset class="nhsuk-fieldset nhsuk-form-group">
      <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{title}</legend>
      {options.map(({ value, label, hint }, i) => (
        <Tick
          key={value}
          id={`${id}-${i}`}
          label={
            <>
              {label}
              {hint && <span class="quiet form__hint">{hint}</span>}
            </>
          }
          checked={chosen.includes(value)}
          onChange={(on) => onChange(on ? [...chosen, value] : chosen.filter((one) => one !== value))}
        />
      ))}
    </fieldset>
  );
}
