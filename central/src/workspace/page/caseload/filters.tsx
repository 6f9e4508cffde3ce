import type { Step } from '@tapwell/shared/path/path';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useMemo } from 'preact/hooks';
import type { CaseloadRow } from '../../../prescriptions/caseload.ts';
import type { TeamView } from '../../../team/team-view.ts';
import { choices, type Order, STEP_WORDS, type Wanted } from './narrow.ts';

interface Props {
  people: CaseloadRow[];
  wanted: Wanted;
  onWanted: (wanted: Wanted) => void;
  /** Whose caseload, for a team lead. */
  of?: string;
  onOf?: (of: string) => void;
}

/** Who is shown, and in which order. */
export function Filters({ people, wanted, onWanted, of, onOf }: Props) {
  const { steps, activities, areas } = useMemo(() => choices(people), [people]);
  const set = (part: Partial<Wanted>) => onWanted({ ...wanted, ...part });
  return (
    <div class="tools">
      {of !== undefined && onOf && <WhoseCaseload of={of} onOf={onOf} />}
      <label>
        Find
        <input
          class="nhsuk-input"
          type="search"
          value={wanted.search}
          placeholder="Name or activity"
          onInput={(e) => set({ search: e.currentTarget.value })}
        />
      </label>
      <Choice
        label="Step"
        value={wanted.step}
        options={steps.map((step) => [step, STEP_WORDS[step]])}
        onChange={(step) => set({ step: step as Step | '' })}
      />
      <Choice
        label="Activity"
        value={wanted.activity}
        options={activities.map((name) => [name, name])}
        onChange={(activity) => set({ activity })}
      />
      <Choice
        label="Area"
        value={wanted.area}
        options={areas.map((name) => [name, name])}
        onChange={(area) => set({ area })}
      />
      <label>
        Sort by
        <select
          class="nhsuk-select"
          value={wanted.order}
          onChange={(e) => set({ order: e.currentTarget.value as Order })}
        >
          <option value="name">Name</option>
          <option value="last-visit">Last visit, longest ago first</option>
          <option value="next-review">Next review, soonest first</option>
          <option value="start">Start, newest first</option>
        </select>
      </label>
      <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
        <div class="nhsuk-checkboxes__item">
          <input
            class="nhsuk-checkboxes__input"
            type="checkbox"
            id="needing"
            checked={wanted.needing}
            onChange={(e) => set({ needing: e.currentTarget.checked })}
          />
          <label class="nhsuk-label nhsuk-checkboxes__label" for="needing">
            Needs something
          </label>
        </div>
      </div>
    </div>
  );
}

function Choice(props: {
  label: string;
  value: string;
  options: [value: string, words: string][];
  onChange: (value: string) => void;
}) {
  const { label, value, options, onChange } = props;
  // What was chosen before stays to be seen, also where it is nobody's now.
  const all = value === '' || options.some(([one]) => one === value) ? options : [...options, [value, value] as const];
  return (
    <label>
      {label}
      <select class="nhsuk-select" value={value} onChange={(e) => onChange(e.currentTarget.value)}>
        <option value="">All</option>
        {all.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function WhoseCaseload({ of, onOf }: { of: string; onOf: (of: string) => void }) {
  const { data } = useLive<TeamView>('/api/team');
  return (
    <label>
      Whose
      <select class="nhsuk-select" value={of} onChange={(e) => onOf(e.currentTarget.value)}>
        <option value="own">My own</option>
        <option value="team">The whole team</option>
        {data?.linkWorkers.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
