import { newId } from '@tapwell/shared/ids';
import { api } from '@tapwell/shared/ui/api.ts';
import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { CaseloadRow } from '../../../prescriptions/caseload.ts';
import type { TeamMember, TeamView } from '../../../team/team-view.ts';
import { STEP_WORDS } from '../caseload/narrow.ts';
import { DialogButtons } from '../form/dialog-buttons.tsx';
import { type Fault, type Field, faultsOf, type Values } from '../form/fields.ts';
import { ErrorSummary, FormFields, Tick } from '../form/form-fields.tsx';
import type { Me } from '../pages.ts';
import { inParts } from './in-parts.ts';

interface Props {
  from: TeamMember;
  me: Me;
  view: TeamView;
  onDone: (said: string) => void;
  onClose: () => void;
}

/** Chooses people of one link worker, and who has them from now on. */
export function HandOver({ from, me, view, onDone, onClose }: Props) {
  const [people, setPeople] = useState<CaseloadRow[]>();
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [values, setValues] = useState<Values>({ to: '', why: '' });
  const [faults, setFaults] = useState<Fault[]>([]);
  const [refused, setRefused] = useState<string>();
  const [sending, setSending] = useState(false);
  useEffect(() => {
    const of = me.role === 'team-lead' ? from.id : 'own';
    api<{ people: CaseloadRow[] }>(`/api/caseload?of=${encodeURIComponent(of)}`).then(
      (found) => setPeople(found.people.filter((person) => person.linkWorker?.id === from.id)),
      (error: Error) => setRefused(error.message),
    );
  }, []);
  // Made once for each person, so that pressing twice hands over once.
  const numbers = useMemo(() => new Map((people ?? []).map((person) => [person.id, newId()])), [people]);
  const others = view.linkWorkers.filter((one) => one.id !== from.id);
  const fields: Field[] = [
    {
      is: 'select',
      name: 'to',
      label: 'To whom?',
      options: others.map(({ id, name }) => ({ value: id, label: name })),
    },
    { is: 'words', name: 'why', label: 'Why?', hint: 'It stays on their record.', most: 300 },
  ];
  const go = () => {
    const found = faultsOf(fields, values);
    if (chosen.size === 0) found.unshift({ name: 'people', says: 'Who: choose at least one person.' });
    setFaults(found);
    setRefused(undefined);
    if (found.length > 0 || sending) return;
    setSending(true);
    const paths = [...chosen].map((pathId) => ({ id: numbers.get(pathId)!, pathId }));
    const to = others.find((one) => one.id === values.to)!;
    inParts(paths, (part) =>
      api('/api/team/hand-over', { paths: part, from: from.id, to: to.id, why: values.why }),
    ).then(
      () => onDone(`${paths.length === 1 ? 'One person is' : `${paths.length} people are`} with ${to.name} now.`),
      (error: Error) => {
        setRefused(error.message);
        setSending(false);
      },
    );
  };
  const choose = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const missing = faults.find((fault) => fault.name === 'people')?.says;
  return (
    <Modal title={from.id === me.id ? 'Hand people over' : `Hand over people of ${from.name}`} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <ErrorSummary faults={faults} refused={refused} />
        <div class={`nhsuk-form-group ${missing ? 'nhsuk-form-group--error' : ''}`}>
          <fieldset class="nhsuk-fieldset" aria-describedby={missing ? 'people-fault' : undefined}>
            <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Who?</legend>
            {missing && (
              <span class="nhsuk-error-message" id="people-fault">
                <span class="nhsuk-u-visually-hidden">Error: </span>
                {missing}
              </span>
            )}
            {!people && !refused && <p>Loading…</p>}
            {people?.length === 0 && <p>There is nobody to hand over.</p>}
            {people && people.length > 1 && (
              <Tick
                id="everybody"
                name="people"
                label={<strong>Everybody: {people.length} people</strong>}
                checked={chosen.size === people.length}
                onChange={(on) => setChosen(new Set(on ? people.map((person) => person.id) : []))}
              />
            )}
            <div class="team__people">
              {people?.map((person, i) => (
                <Tick
                  key={person.id}
                  id={`person-${person.id}`}
                  {...(i === 0 && people.length === 1 && { name: 'people' })}
                  label={
                    <>
                      {person.name} <span class="quiet">{STEP_WORDS[person.step]}</span>
                    </>
                  }
                  checked={chosen.has(person.id)}
                  onChange={(on) => choose(person.id, on)}
                />
              ))}
            </div>
          </fieldset>
        </div>
        <FormFields
          fields={fields}
          values={values}
          faults={faults}
          onChange={(name, value) => setValues((old) => ({ ...old, [name]: value }))}
        />
        <DialogButtons does="Hand over" busy={sending} onClose={onClose} />
      </form>
    </Modal>
  );
}
