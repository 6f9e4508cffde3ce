import { Legend } from '@tapwell/shared/ui/strip-cell.tsx';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { PrescriptionView } from '../../prescriptions/read.ts';
import { Concerns } from './concerns.tsx';
import { dayWords, timeWords } from './dates.ts';
import type { PageProps } from './pages.ts';
import { StripSummary } from './strip.tsx';
import { Venues } from './venues.tsx';

/** How the list was left, for coming back from a person; gone with the page, and at sign-out. */
interface Kept {
  search: string;
  order: Order;
  scrolled: number;
}
const FRESH: Kept = { search: '', order: 'name', scrolled: 0 };
let kept = FRESH;
export function forgetCaseload(): void {
  kept = FRESH;
}

type Order = 'name' | 'last-visit' | 'start';

/** The link worker's prescriptions, dense and calm; found and sorted without a reload. */
export function Caseload({ onSignedOut }: PageProps) {
  const { data, problem, signedOut } = useLive<{ prescriptions: PrescriptionView[] }>('/api/caseload');
  const [search, setSearch] = useState(kept.search);
  const [order, setOrder] = useState(kept.order);
  useEffect(() => {
    kept = { ...kept, search, order };
  }, [search, order]);
  const loaded = data !== undefined;
  useLayoutEffect(() => {
    if (!loaded) return;
    scrollTo(0, kept.scrolled);
    const onScroll = () => {
      kept = { ...kept, scrolled: scrollY };
    };
    addEventListener('scroll', onScroll, { passive: true });
    return () => removeEventListener('scroll', onScroll);
  }, [loaded]);
  useEffect(() => {
    if (signedOut) onSignedOut();
  }, [signedOut]);

  const rows = (data?.prescriptions ?? []).filter((p) => matches(p, search)).sort(by[order]);
  return (
    <>
      <h1 class="nhsuk-heading-l">Caseload</h1>
      {problem && (
        <p class="strip-note" role="alert">
          {problem}
        </p>
      )}
      {!data && !problem && <p>Loading your caseload…</p>}
      {data && (
        <>
          <Concerns />
          <div class="tools">
            <label>
              Find
              <input
                class="nhsuk-input"
                type="search"
                value={search}
                placeholder="Name or activity"
                onInput={(e) => setSearch(e.currentTarget.value)}
              />
            </label>
            <label>
              Sort by
              <select class="nhsuk-select" value={order} onChange={(e) => setOrder(e.currentTarget.value as Order)}>
                <option value="name">Name</option>
                <option value="last-visit">Last visit, longest ago first</option>
                <option value="start">Start, newest first</option>
              </select>
            </label>
            <Legend />
          </div>
          <p class="quiet" role="status">
            {rows.length === 1 ? '1 person' : `${rows.length} people`}
          </p>
          <CaseloadTable rows={rows} />
          <Venues />
        </>
      )}
    </>
  );
}

function CaseloadTable({ rows }: { rows: PrescriptionView[] }) {
  return (
    <div class="wide">
      <table class="nhsuk-table caseload">
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Activity, week by week</th>
            <th scope="col">Visits</th>
            <th scope="col">Last visit</th>
            <th scope="col">Ends</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((p) => (
            <tr key={p.id}>
              <th scope="row">
                <a href={`#person/${p.id}`}>{p.patient.name}</a>
              </th>
              <td>
                {p.activities.map((a) => (
                  <div key={a.id} class="caseload__activity">
                    <span>{a.activity}</span>
                    <StripSummary weeks={a.weeks} zone={a.zone} label={a.activity} />
                  </div>
                ))}
              </td>
              <td>
                {p.activities.map((a) => (
                  <div key={a.id} class="caseload__activity">
                    {a.attended}
                    {a.sessions !== null && ` of ${a.sessions}`}
                  </div>
                ))}
              </td>
              <td>{p.lastVisit ? timeWords(p.lastVisit, p.activities[0]!.zone) : 'None yet'}</td>
              <td>{p.endsOn ? dayWords(p.endsOn) : 'No end'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function matches(p: PrescriptionView, search: string): boolean {
  const text = [p.patient.name, ...p.activities.map((a) => a.activity)].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const by: Record<Order, (a: PrescriptionView, b: PrescriptionView) => number> = {
  name: (a, b) => a.patient.name.localeCompare(b.patient.name),
  'last-visit': (a, b) => (a.lastVisit ?? '').localeCompare(b.lastVisit ?? ''),
  start: (a, b) => b.startsOn.localeCompare(a.startsOn),
};
