import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useEffect, useRef } from 'preact/hooks';
import type { DirectoryView } from '../../../directory/wire.ts';
import type { PageProps } from '../pages.ts';
import { ActivityDetail } from './activity-detail.tsx';
import { ActivityForm } from './activity-form.tsx';
import { ActivityList } from './activity-list.tsx';
import { Exchange } from './exchange.tsx';
import { Places } from './places.tsx';
import './directory.css';
import { Problem } from '../problem.tsx';

/** What is offered, where, when and by whom: a list, one activity, its form, providers and venues, files. */
export function Directory({ id, action, me }: PageProps) {
  const { data, problem, reload } = useLive<DirectoryView>('/api/directory');
  const heading = useRef<HTMLHeadingElement>(null);
  const loaded = data !== undefined;
  // A view within the page begins at its heading, as a page of its own does.
  useEffect(() => {
    if (id) heading.current?.focus();
  }, [id, action, loaded]);
  const activity = data?.activities.find((a) => a.id === action);
  const title = titleOf(id, activity?.name);
  const goTo = (view: string) => {
    location.hash = view ? `directory/${view}` : 'directory';
  };
  return (
    <>
      {id && (
        <a
          class="nhsuk-back-link"
          href={id === 'change' && activity ? `#directory/activity/${activity.id}` : '#directory'}
        >
          {id === 'change' && activity ? activity.name : 'Directory'}
        </a>
      )}
      <h1 class="nhsuk-heading-l" tabIndex={-1} ref={heading}>
        {title}
      </h1>
      <Problem says={problem} />
      {!data && !problem && <p>Loading the directory…</p>}
      {data && id === '' && <ActivityList directory={data} own={me.role === 'provider'} />}
      {data && id === 'activity' && activity && (
        <ActivityDetail
          key={action}
          directory={data}
          activity={activity}
          onChanged={reload}
          mayRead={data.mayChangeAll}
        />
      )}
      {data && (id === 'new' || (id === 'change' && activity)) && (
        <ActivityForm
          key={`${id} ${action}`}
          directory={data}
          of={id === 'change' ? activity : undefined}
          onSaved={(saved) => {
            reload();
            goTo(`activity/${saved}`);
          }}
          onCancel={() => goTo(activity ? `activity/${activity.id}` : '')}
        />
      )}
      {data && ['activity', 'change'].includes(id) && !activity && <p>There is no such activity in the directory.</p>}
      {data && id === 'places' && <Places directory={data} onChanged={reload} />}
      {data && id === 'exchange' && data.mayChangeAll && <Exchange areas={data.areas} onImported={reload} />}
    </>
  );
}

function titleOf(id: string, activity: string | undefined): string {
  if (id === 'new') return 'Add an activity';
  if (id === 'change') return `Change ${activity ?? 'an activity'}`;
  if (id === 'places') return 'Providers and venues';
  if (id === 'exchange') return 'Directory files';
  return activity && id === 'activity' ? activity : 'Directory';
}
