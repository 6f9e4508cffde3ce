import { Legend } from '@tapwell/shared/ui/strip-cell.tsx';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import type { CaseloadRow } from '../../../prescriptions/caseload.ts';
import type { PageProps } from '../pages.ts';
import { Venues } from '../venues.tsx';
import { CaseloadTable } from './caseload-table.tsx';
import { Filters } from './filters.tsx';
import { EVERYBODY, narrowed, type Wanted } from './narrow.ts';
import './caseload.css';
import { Problem } from '../problem.tsx';

/** How the list was left, for coming back from a person; gone with the page, and at sign-out. */
interface Kept {
  wanted: Wanted;
  /** Whose. */
  of: string;
  scrolled: number;
}
const FRESH: Kept = { wanted: EVERYBODY, of: 'own', scrolled: 0 };
let kept = FRESH;
export function forgetCaseload(): void {
  kept = FRESH;
}

/** People and their activities week by week, dense and calm; found and sorted without a reload. */
export function Caseload({ id, me }: PageProps) {
  const lead = me.role === 'team-lead';
  // From the team page somebody comes with whom they want to see.
  const [of, setOf] = useState(lead ? id || kept.of : 'own');
  const { data, problem } = useLive<{ people: CaseloadRow[] }>(`/api/caseload?of=${encodeURIComponent(of)}`);
  const [wanted, setWanted] = useState(kept.wanted);
  useEffect(() => {
    kept = { ...kept, wanted, of };
  }, [wanted, of]);
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

  const rows = useMemo(() => narrowed(data?.people ?? [], wanted), [data, wanted]);
  const shortened = rows.some((row) => row.activities.some((a) => a.of === null || a.of > a.weeks.length));
  return (
    <>
      <h1 class="nhsuk-heading-l">Caseload</h1>
      <Problem says={problem} />
      <Filters people={data?.people ?? []} wanted={wanted} onWanted={setWanted} {...(lead && { of, onOf: setOf })} />
      {!data && !problem && <p>Loading your caseload…</p>}
      {data && (
        <>
          <Legend />
          <p class="quiet" role="status">
            {rows.length === 1 ? '1 person' : `${rows.length} people`}
            {rows.length < data.people.length && ` of ${data.people.length}`}
            {shortened && '. Strips show twelve weeks; a person’s page shows all.'}
          </p>
          {data.people.length === 0 && <p class="caseload__nobody">Nobody is on this caseload yet.</p>}
          {data.people.length > 0 && rows.length === 0 && (
            <p class="caseload__nobody">
              Nobody is like that.{' '}
              <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary"
                onClick={() => setWanted({ ...EVERYBODY, order: wanted.order })}
              >
                Show everybody
              </button>
            </p>
          )}
          {rows.length > 0 && <CaseloadTable rows={rows} showLinkWorker={of === 'team'} />}
          <Venues />
        </>
      )}
    </>
  );
}
