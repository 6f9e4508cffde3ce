import { type Absence, type Appointment, toAppointment } from '@tapwell/shared/fhir/appointment';
import { fromFhirId } from '@tapwell/shared/fhir/fhir-id';
import { readPrescriptions } from '../../prescriptions/read.ts';
import type { WeekCell } from '../../prescriptions/strip.ts';
import { plannedSessions } from '../../prescriptions/week-sessions.ts';
import type { CentralDb } from '../../store/schema.ts';
import { byId, type Kind, ofThoseHere, onward } from './kind.ts';
import { identifiers, period, plain, references } from './params.ts';

export const appointmentKind: Kind<Appointment> = {
  type: 'Appointment',
  about:
    'Somebody was expected and did not come: noshow only where that is known, cancelled where they were excused. ' +
    'Worked out when it is read, so it has no version: an absence is known once the records of a venue have come.',
  goes: true,
  search: {
    identifier: identifiers((a) => a.identifier),
    patient: references('Patient', (a) => a.participant.map((p) => p.actor)),
    'based-on': references('ServiceRequest', (a) => a.basedOn, { by: 'ids' }),
    status: plain((a) => a.status),
    date: period((a) => ({ start: a.start, end: a.end })),
  },
  unversioned: true,
  // Each is looked at week by week.
  atOnce: 50,
  rowIds: (id) => [fromFhirId(id)?.replace(/\.\d{8}T\d{4}$/, '')].filter((one) => one !== undefined),
  rows: async (db, ask) => {
    const { narrow } = ask;
    let query = db
      .selectFrom('prescribed_activity as r')
      .innerJoin('prescription as p', 'p.id', 'r.prescription_id')
      .innerJoin('stamp as s', (j) => j.on('s.kind', '=', 'prescribed_activity').onRef('s.id', '=', 'r.id'))
      .innerJoin('activity as a', 'a.id', 'r.activity_id')
      .innerJoin('patient', 'patient.id', 'p.patient_id')
      .select(['r.id', 'p.path_id', 'p.patient_id', 'patient.nhs_number', 'a.id as activityId', 'a.schedule'])
      .select(['a.venue_id']);
    if (narrow.patients) query = query.where('p.patient_id', 'in', narrow.patients);
    if (narrow.scheme !== undefined) query = query.where('p.scheme_id', '=', narrow.scheme);
    if (narrow.identifiers) {
      const prescribed = narrow.identifiers.map((value) => value.replace(/\/[^/]*$/, ''));
      query = query.where('r.id', 'in', prescribed);
    }
    if (narrow.createdUntil !== undefined) query = query.where('s.created_at', '<=', narrow.createdUntil);
    const rows = await ofThoseHere(onward(query, 'r.id', ask), narrow).execute();
    const pathIds = [...new Set(rows.flatMap((r) => (r.path_id === null ? [] : [r.path_id])))];
    const views = await readPrescriptions(db, { pathIds }, new Date());
    const viewOf = new Map(views.flatMap((view) => view.activities.map((activity) => [activity.id, activity])));
    const extras = await endsOfExtras(db, [...new Set(rows.map((r) => r.activityId))]);
    return rows.map((r) => {
      const activity = viewOf.get(r.id);
      const absences = (activity?.weeks ?? []).flatMap(absencesIn).flatMap(({ sessionId, startsAt, state }) => {
        const date = sessionId.split('@')[1]?.slice(0, 10) ?? '';
        const planned = plannedSessions(r.activityId, r.schedule, date, date).find((s) => s.id === sessionId);
        const endsAt = planned?.endsAt ?? extras.get(sessionId);
        if (endsAt === undefined) return [];
        const absence: Absence = {
          ...{ prescribedActivityId: r.id, sessionId, activity: activity!.activity, venueId: r.venue_id },
          ...{ startsAt, endsAt, excused: state === 'excused', personId: r.patient_id, nhsNumber: r.nhs_number },
        };
        return [toAppointment(absence)];
      });
      return { key: r.id, patientId: r.patient_id, resources: byId(absences) };
    });
  },
};

/**
 * Who was excused from which sessions, and which were missed: not more than
 * lack of those expected in the week. Of two sessions for one visit a week
 * nobody misses both, and it is the later one that was the last chance. Pure.
 */
export function absencesIn(week: Pick<WeekCell, 'expected' | 'attended' | 'sessions'>): WeekCell['sessions'] {
  const of = (...states: string[]) => week.sessions.filter((s) => states.includes(s.state));
  const excused = of('excused');
  const lacking = week.expected - week.attended - excused.length - of('no-data', 'to-come').length;
  return lacking > 0 ? [...excused, ...of('missed').slice(-lacking)] : excused;
}

/** When sessions end that a venue added besides the schedule. */
async function endsOfExtras(db: CentralDb, activityIds: string[]): Promise<Map<string, string>> {
  if (activityIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('session_day')
    .select(['session_id', 'session_end'])
    .where('activity_id', 'in', activityIds)
    .where('extra', '=', 1)
    .execute();
  return new Map(rows.map((row) => [row.session_id, row.session_end]));
}
