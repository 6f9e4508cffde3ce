import { Legend } from '@tapwell/shared/ui/strip-cell.tsx';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import type { PathView } from '../../../paths/wire.ts';
import type { PrescribedActivityView, PrescriptionView } from '../../../prescriptions/read.ts';
import { dayWords } from '../dates.ts';
import { Problem } from '../problem.tsx';
import { Strip } from '../strip.tsx';
import { lengthWords } from '../visit-words.ts';
import { Visits } from '../visits.tsx';
import { poundWords } from './path-words.ts';

/** Every programme of a path, each activity as a strip of weeks with its visits; the current one first. */
export function Strips({ view }: { view: PathView }) {
  const { prescriptions, path } = view;
  if (prescriptions.length === 0) return null;
  return (
    <section aria-labelledby="visits">
      <h2 class="nhsuk-heading-m" id="visits">
        Week by week
      </h2>
      {path.hours && <p>{hoursWords(path.hours)}</p>}
      {[...prescriptions].reverse().map((prescription) => (
        <Programme key={prescription.id} prescription={prescription} several={prescriptions.length > 1} />
      ))}
      <Legend />
    </section>
  );
}

function Programme(props: { prescription: PathView['prescriptions'][number]; several: boolean }) {
  const { id, programme, startsOn, endsOn } = props.prescription;
  const { data, problem } = useLive<{ prescription: PrescriptionView }>(`/api/prescriptions/${encodeURIComponent(id)}`);
  const activities = data?.prescription.activities;
  return (
    <>
      <p class="quiet">
        {props.several && `${programme === 1 ? 'First' : 'Second'} programme: `}
        {dayWords(startsOn)} {endsOn ? `to ${dayWords(endsOn)}` : 'on, without an end date'}
      </p>
      <Problem says={problem} />
      {!activities && !problem && <p>Loading…</p>}
      {activities?.map((activity) => (
        <Activity key={activity.id} activity={activity} />
      ))}
    </>
  );
}

function Activity({ activity: a }: { activity: PrescribedActivityView }) {
  return (
    <section class="activity" aria-labelledby={a.id}>
      <h3 class="nhsuk-heading-s" id={a.id}>
        {a.activity}
      </h3>
      <p class="quiet">
        {a.provider}, {a.venue}. {a.area}.
      </p>
      <p>
        <strong>{visitWords(a)}</strong>
        {a.timed && `, ${lengthWords(a.minutes)} altogether`}
      </p>
      <Strip weeks={a.weeks} zone={a.zone} label={`${a.activity}, week by week`} />
      <Visits activity={a} />
    </section>
  );
}

function visitWords({ attended, sessions }: PrescribedActivityView): string {
  if (sessions !== null) return `${attended} of ${sessions} visits`;
  return attended === 1 ? '1 visit' : `${attended} visits`;
}

function hoursWords({ minutes, worthPence, withoutLength }: NonNullable<PathView['path']['hours']>): string {
  const unknown = withoutLength === 1 ? '1 visit' : `${withoutLength} visits`;
  return [
    `${lengthWords(minutes)} given, worth ${poundWords(worthPence)}.`,
    ...(withoutLength > 0 ? [`How long ${unknown} took is not known: it counts for nothing here.`] : []),
  ].join(' ');
}
