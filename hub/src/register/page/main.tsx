import { render } from 'preact';
import '@tapwell/shared/ui/staff.scss';
import { DayPage } from './day/day-page.tsx';
import { HubPage } from './hub/hub-page.tsx';
import { useWhere } from './words/where.ts';

function Pages() {
  const [where, go] = useWhere();
  if (where.page === 'hub') return <HubPage />;
  return <DayPage day={where.day} onDay={(day) => go({ page: 'register', day })} />;
}

render(<Pages />, document.getElementById('page')!);
