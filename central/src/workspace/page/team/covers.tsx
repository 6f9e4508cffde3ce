import { newId } from '@tapwell/shared/ids';
import { api } from '@tapwell/shared/ui/api.ts';
import { useMemo, useState } from 'preact/hooks';
import type { CoverView } from '../../../team/cover.ts';
import type { TeamView } from '../../../team/team-view.ts';
import { dayWords } from '../dates.ts';
import { type Field, wordsOf } from '../form/fields.ts';
import { FormDialog } from '../form/form-dialog.tsx';
import type { Me } from '../pages.ts';
import { Problem } from '../problem.tsx';

interface Props {
  view: TeamView;
  me: Me;
  onDone: (said: string) => void;
}

/** Who looks after whose people while somebody is away. */
export function Covers({ view, me, onDone }: Props) {
  const [arranging, setArranging] = useState(false);
  const [problem, setProblem] = useState<string>();
  const end = (cover: CoverView) =>
    api(`/api/covers/${encodeURIComponent(cover.id)}/end`, {}).then(
      () => onDone('The cover has ended.'),
      (error: Error) => setProblem(error.message),
    );
  return (
    <section class="team__part" aria-labelledby="cover">
      <h2 class="nhsuk-heading-m" id="cover">
        Cover for leave
      </h2>
      <p>While somebody is away a colleague sees their people, on both Today and Caseload.</p>
      <Problem says={problem} />
      {view.covers.length === 0 && <p class="quiet">No cover is arranged.</p>}
      {view.covers.length > 0 && (
        <ul class="team__covers">
          {view.covers.map((cover) => (
            <li key={cover.id}>
              <span>
                <strong>{cover.coveredBy.id === me.id ? 'You cover' : `${cover.coveredBy.name} covers`}</strong> for{' '}
                {cover.linkWorker.id === me.id ? 'you' : cover.linkWorker.name}, {dayWords(cover.fromOn)} to{' '}
                {dayWords(cover.untilOn)}
                {cover.why && <span class="quiet">. {cover.why}</span>}
              </span>
              <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary team__act"
                aria-label={`End it: ${cover.coveredBy.name} covers for ${cover.linkWorker.name}`}
                onClick={() => void end(cover)}
              >
                End it
              </button>
            </li>
          ))}
        </ul>
      )}
      <button type="button" class="nhsuk-button" onClick={() => setArranging(true)}>
        Arrange cover
      </button>
      {arranging && (
        <ArrangeCover
          view={view}
          me={me}
          onClose={() => setArranging(false)}
          onDone={(said) => {
            setArranging(false);
            onDone(said);
          }}
        />
      )}
    </section>
  );
}

function ArrangeCover({ view, me, onDone, onClose }: Props & { onClose: () => void }) {
  const id = useMemo(() => newId(), []);
  const lead = me.role === 'team-lead';
  const names = view.linkWorkers.map((one) => ({ value: one.id, label: one.name }));
  const fields: Field[] = [
    ...(lead ? [{ is: 'select', name: 'of', label: 'Who is away?', options: names } as const] : []),
    {
      is: 'select',
      name: 'by',
      label: 'Who looks after their people?',
      options: lead ? names : names.filter((one) => one.value !== me.id),
    },
    { is: 'date', name: 'from', label: 'First day' },
    { is: 'date', name: 'until', label: 'Last day', min: view.today },
    { is: 'words', name: 'why', label: 'Why', optional: true, most: 300 },
  ];
  return (
    <FormDialog
      title="Arrange cover"
      does="Arrange cover"
      fields={fields}
      start={{ of: lead ? '' : me.id, by: '', from: view.today, until: '', why: '' }}
      send={(values) =>
        api('/api/covers', {
          ...{ id, linkWorkerId: lead ? values.of : me.id, coveredBy: values.by },
          ...{ fromOn: values.from, untilOn: values.until, why: wordsOf(values, 'why') },
        })
      }
      onDone={() => onDone('Cover is arranged.')}
      onClose={onClose}
    />
  );
}
