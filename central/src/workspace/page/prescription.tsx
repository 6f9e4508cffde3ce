import { CELL_WORDS, Legend } from '@tapwell/shared/ui/strip-cell.tsx';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useEffect } from 'preact/hooks';
import type { PrescribedActivityView, PrescriptionView } from '../../prescriptions/read.ts';
import { Cards } from './cards.tsx';
import { dayWords, timeWords } from './dates.ts';
import { Strip } from './strip.tsx';

/** One prescription: each activity as a strip of weeks, and its visits. */
export function Prescription({ id, onSignedOut }: { id: string; onSignedOut: () => void }) {
  const { data, problem, signedOut } = useLive<{ prescription: PrescriptionView }>(
    `/api/prescriptions/${encodeURIComponent(id)}`,
  );
  useEffect(() => {
    if (signedOut) onSignedOut();
  }, [signedOut]);
  const p = data?.prescription;
  return (
    <>
      <nav aria-label="Back">
        <a class="nhsuk-back-link" href="#caseload">
          Back to caseload
        </a>
      </nav>
      {problem && (
        <p class="strip-note" role="alert">
          {problem}
        </p>
      )}
      {!p && !problem && <p>Loading…</p>}
      {p && (
        <>
          <h1 class="nhsuk-heading-l">
            {p.patient.name}
            <span class="nhsuk-caption-l">
              Likes to be called {p.patient.displayName}. {dayWords(p.startsOn)} to {dayWords(p.endsOn)}, with{' '}
              {p.linkWorker}.
            </span>
          </h1>
          {p.activities.map((activity) => (
            <Activity key={activity.id} activity={activity} />
          ))}
          <Legend />
          <Cards prescriptionId={id} name={p.patient.displayName} zone={p.activities[0]?.zone ?? 'Europe/London'} />
        </>
      )}
    </>
  );
}

function Activity({ activity: a }: { activity: PrescribedActivityView }) {
  const sessions = a.weeks.flatMap((week) => week.sessions.map((session) => ({ ...session, week: week.week })));
  const visits = sessions.filter((s) => s.visit).reverse();
  return (
    <section class="activity" aria-labelledby={a.id}>
      <h2 class="nhsuk-heading-m" id={a.id}>
        {a.activity}
      </h2>
      <p class="quiet">
        {a.provider}, {a.venue}. {a.area}.
      </p>
      <p>
        <strong>
          {a.attended} of {a.sessions} visits
        </strong>
      </p>
      <Strip weeks={a.weeks} zone={a.zone} label={`${a.activity}, week by week`} />
      {visits.length === 0 && <p>No visits yet.</p>}
      {visits.length > 0 && (
        <table class="nhsuk-table visits">
          <caption class="nhsuk-u-visually-hidden">Visits to {a.activity}, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Week</th>
              <th scope="col">Came</th>
              <th scope="col">Recorded</th>
            </tr>
          </thead>
          <tbody>
            {visits.map((s) => (
              <tr key={s.sessionId}>
                <td>{s.week}</td>
                <td>
                  {timeWords(s.visit!.arrivedAt, a.zone)}
                  {s.state === 'late' && ` (${CELL_WORDS.late.toLowerCase()})`}
                </td>
                <td>{howSure(s.visit!)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function howSure({ method, assurance }: { method: string; assurance: string }): string {
  if (method !== 'card') return 'By staff';
  return assurance === 'authenticated' ? 'Tapwell card' : 'Other card (low assurance)';
}
