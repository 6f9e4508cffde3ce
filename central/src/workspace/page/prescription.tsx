import { Legend } from '@tapwell/shared/ui/strip-cell.tsx';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useEffect } from 'preact/hooks';
import type { PrescribedActivityView, PrescriptionView } from '../../prescriptions/read.ts';
import { Cards } from './cards.tsx';
import { dayWords } from './dates.ts';
import type { PageProps } from './pages.ts';
import { Strip } from './strip.tsx';
import { lengthWords } from './visit-words.ts';
import { Visits } from './visits.tsx';

/** One prescription: each activity as a strip of weeks, and its visits. */
export function Prescription({ id, onSignedOut }: PageProps) {
  const { data, problem, signedOut } = useLive<{ prescription: PrescriptionView }>(
    `/api/prescriptions/${encodeURIComponent(id)}`,
  );
  useEffect(() => {
    if (signedOut) onSignedOut();
  }, [signedOut]);
  const p = data?.prescription;
  const called = p?.patient.displayName;
  useEffect(() => {
    if (called === undefined) return;
    const before = document.title;
    document.title = `${called} – Tapwell`;
    return () => {
      document.title = before;
    };
  }, [called]);
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
              Likes to be called {p.patient.displayName}. {endWords(p)}, with {p.linkWorker}.
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

function endWords({ startsOn, endsOn }: PrescriptionView): string {
  return endsOn ? `${dayWords(startsOn)} to ${dayWords(endsOn)}` : `Since ${dayWords(startsOn)}`;
}

function Activity({ activity: a }: { activity: PrescribedActivityView }) {
  return (
    <section class="activity" aria-labelledby={a.id}>
      <h2 class="nhsuk-heading-m" id={a.id}>
        {a.activity}
      </h2>
      <p class="quiet">
        {a.provider}, {a.venue}. {a.area}.
      </p>
      <p>
        <strong>{a.sessions === null ? `${a.attended} visits` : `${a.attended} of ${a.sessions} visits`}</strong>
        {a.timed && `, ${lengthWords(a.minutes)} altogether`}
      </p>
      <Strip weeks={a.weeks} zone={a.zone} label={`${a.activity}, week by week`} />
      <Visits activity={a} />
    </section>
  );
}
