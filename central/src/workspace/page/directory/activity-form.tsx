import { newId } from '@tapwell/shared/ids';
import { api } from '@tapwell/shared/ui/api.ts';
import { useRef, useState } from 'preact/hooks';
import type { ActivityView, DirectoryView } from '../../../directory/wire.ts';
import type { Fault } from '../form/fields.ts';
import { ErrorSummary, FormFields } from '../form/form-fields.tsx';
import { type ActivityDraft, activityFields, draftFaults, draftOf, entryOf } from './activity-draft.ts';
import { Times } from './times.tsx';

interface Props {
  directory: DirectoryView;
  of: ActivityView | undefined;
  onSaved: (id: string) => void;
  onCancel: () => void;
}

/** Adds an activity or changes one. */
export function ActivityForm({ directory, of, onSaved, onCancel }: Props) {
  // Made once: pressed twice it is one activity.
  const id = useRef(of?.id ?? newId());
  // Of when the form was opened: who saved in between is told of, not overwritten.
  const opened = useRef({ of, fields: activityFields(directory, of) });
  const [draft, setDraft] = useState((): ActivityDraft => {
    const start = draftOf(of, directory.today);
    if (of || directory.providers.length !== 1) return start;
    return { ...start, values: { ...start.values, providerId: directory.providers[0]!.id } };
  });
  const [faults, setFaults] = useState<Fault[]>([]);
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { fields } = opened.current;
  const change = (part: Partial<ActivityDraft>) => setDraft((old) => ({ ...old, ...part }));
  const save = () => {
    const wrong = draftFaults(fields, draft);
    setFaults(wrong);
    setRefused(undefined);
    if (wrong.length > 0 || busy) return;
    setBusy(true);
    const before = opened.current.of;
    const venue = directory.venues.find((v) => v.id === draft.values.venueId);
    const zone = before?.schedule.zone ?? venue?.zone ?? directory.zone;
    const sent = { id: id.current, seen: before?.seen ?? null, entry: entryOf(draft, before, zone) };
    api('/api/directory/activities', sent)
      .then(() => onSaved(id.current))
      .catch((error: Error) => {
        // The server names the field before its sentence; people need not see it.
        setRefused(error.message.replace(/^entry(\.\w+)*: /, ''));
        setBusy(false);
      });
  };
  const days = ['from', 'until'];
  const asked = (inTimes: boolean) => fields.filter((field) => days.includes(field.name) === inTimes);
  const set = (name: string, value: string) =>
    setDraft((old) => ({ ...old, values: { ...old.values, [name]: value } }));
  return (
    <form
      class="entry"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <ErrorSummary faults={faults} refused={refused} />
      <FormFields fields={asked(false)} values={draft.values} faults={faults} onChange={set} />
      <h2 class="nhsuk-heading-m">When</h2>
      <Times draft={draft} faults={faults} onChange={change} />
      <FormFields fields={asked(true)} values={draft.values} faults={faults} onChange={set} />
      <div class="form__buttons">
        <button type="submit" class="nhsuk-button" aria-disabled={busy ? 'true' : undefined}>
          Save
        </button>
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
