import { type CarePlan, toCarePlan } from '@tapwell/shared/fhir/care-plan';
import { type RequestStatus, type ServiceRequest, toServiceRequest } from '@tapwell/shared/fhir/service-request';
import { addDays, addWeeks } from '@tapwell/shared/path/dates';
import type { PathEvent } from '@tapwell/shared/path/events';
import { ofKind } from '@tapwell/shared/path/programme';
import { readStoredPolicy } from '../../paths/policy-of.ts';
import { changedAt, inTime, type Kind, ofThoseHere, onward } from './kind.ts';
import { identifiers, period, plain, references } from './params.ts';
import { historiesOf } from './paths.ts';
import { ownId } from './people.ts';

export const carePlanKind: Kind<CarePlan> = {
  type: 'CarePlan',
  about: 'A prescription: one for each programme of an episode. Goals are contained in it.',
  goes: true,
  search: {
    identifier: identifiers((c) => c.identifier),
    patient: references('Patient', (c) => c.subject),
    subject: references('Patient', (c) => c.subject),
    'activity-reference': references('ServiceRequest', (c) =>
      (c.activity ?? []).flatMap((one) => ('reference' in one ? [one.reference] : [])),
    ),
    status: plain((c) => c.status),
    date: period((c) => c.period),
  },
  rowIds: ownId,
  rows: async (db, ask) => {
    const { narrow } = ask;
    let query = db
      .selectFrom('prescription as r')
      .innerJoin('stamp as s', (j) => j.on('s.kind', '=', 'prescription').onRef('s.id', '=', 'r.id'))
      .innerJoin('stamp as ps', (j) => j.on('ps.kind', '=', 'path').onRef('ps.id', '=', 'r.path_id'))
      .innerJoin('patient', 'patient.id', 'r.patient_id')
      .innerJoin('scheme', 'scheme.id', 'r.scheme_id')
      .select(['r.id', 'r.path_id', 'r.programme', 'r.patient_id', 'r.link_worker_id', 'r.starts_on', 'r.weeks'])
      .select(['r.status', 'patient.nhs_number', 'scheme.name as schemeName', 'scheme.policy'])
      .select(['s.updated_at as stamped', 'ps.updated_at as pathStamped']);
    if (narrow.patients) query = query.where('r.patient_id', 'in', narrow.patients);
    if (narrow.scheme !== undefined) query = query.where('r.scheme_id', '=', narrow.scheme);
    if (narrow.identifiers) query = query.where('r.id', 'in', narrow.identifiers);
    const rows = await inTime(ofThoseHere(onward(query, 'r.id', ask), narrow), ['s', 'ps'], narrow).execute();
    if (rows.length === 0) return [];
    const activities = await db
      .selectFrom('prescribed_activity')
      .select(['id', 'prescription_id'])
      .where(
        'prescription_id',
        'in',
        rows.map((r) => r.id),
      )
      .orderBy('id')
      .execute();
    const historyOf = await historiesOf(
      db,
      rows.map((r) => r.path_id ?? r.id),
    );
    return rows.map((r) => {
      const { events } = historyOf(r.path_id ?? r.id);
      const agreed = ofKind(events, 'prescription').filter((e) => e.programme === r.programme);
      const last = agreed.at(-1) ?? null;
      const wanted = new Set(agreed.flatMap((e) => e.oneOffs));
      const plan = toCarePlan({
        ...{ id: r.id, programme: r.programme, personId: r.patient_id, nhsNumber: r.nhs_number },
        ...{ schemeName: r.schemeName, linkWorkerId: r.link_worker_id, startsOn: r.starts_on, agreed: last },
        status: planStatus(r.status, r.programme, events),
        endsOn: lastDayOf(r.starts_on, r.weeks, endedOn(r.programme, events)),
        prescribedActivityIds: activities.filter((a) => a.prescription_id === r.id).map((a) => a.id),
        oneOffs: readStoredPolicy(r.policy)
          .oneOffs.filter(({ id }) => wanted.has(id))
          .map(({ id, title }) => {
            const done = ofKind(events, 'one-off-done').find((e) => e.oneOff === id);
            return { id, title, doneOn: done?.on ?? null };
          }),
      });
      return { key: r.id, patientId: r.patient_id, resources: [changedAt(plan, r.stamped, r.pathStamped)] };
    });
  },
};

export const serviceRequestKind: Kind<ServiceRequest> = {
  type: 'ServiceRequest',
  about: 'A prescribed activity: how often, how many times, from when to when.',
  goes: true,
  search: {
    identifier: identifiers((s) => s.identifier),
    patient: references('Patient', (s) => s.subject),
    subject: references('Patient', (s) => s.subject),
    'based-on': references('CarePlan', (s) => s.basedOn, { by: 'plans' }),
    requester: references('PractitionerRole', (s) => s.requester),
    performer: references(['HealthcareService', 'Organization'], (s) => s.performer),
    status: plain((s) => s.status),
    occurrence: period((s) => s.occurrenceTiming.repeat.boundsPeriod),
  },
  rowIds: ownId,
  rows: async (db, ask) => {
    const { narrow } = ask;
    let query = db
      .selectFrom('prescribed_activity as r')
      .innerJoin('stamp as s', (j) => j.on('s.kind', '=', 'prescribed_activity').onRef('s.id', '=', 'r.id'))
      .innerJoin('prescription as p', 'p.id', 'r.prescription_id')
      .innerJoin('stamp as ps', (j) => j.on('ps.kind', '=', 'path').onRef('ps.id', '=', 'p.path_id'))
      .innerJoin('stamp as rs', (j) => j.on('rs.kind', '=', 'prescription').onRef('rs.id', '=', 'p.id'))
      .innerJoin('activity as a', 'a.id', 'r.activity_id')
      .innerJoin('stamp as as', (j) => j.on('as.kind', '=', 'activity').onRef('as.id', '=', 'a.id'))
      .innerJoin('patient', 'patient.id', 'p.patient_id')
      .select(['r.id', 'r.prescription_id', 'r.per_week', 'r.sessions', 'r.starts_on', 'r.ends_on', 'p.path_id'])
      .select(['p.patient_id', 'patient.nhs_number', 'p.link_worker_id', 'p.status', 'p.programme'])
      .select(['p.starts_on as planStartsOn', 'p.weeks', 'a.id as activityId', 'a.name as activity'])
      .select(['a.provider_id', 'a.venue_id', 's.updated_at as stamped', 'ps.updated_at as pathStamped'])
      .select(['rs.updated_at as planStamped', 'as.updated_at as activityStamped']);
    if (narrow.patients) query = query.where('p.patient_id', 'in', narrow.patients);
    if (narrow.scheme !== undefined) query = query.where('p.scheme_id', '=', narrow.scheme);
    if (narrow.identifiers) query = query.where('r.id', 'in', narrow.identifiers);
    if (narrow.plans) query = query.where('r.prescription_id', 'in', narrow.plans);
    const rows = await inTime(
      ofThoseHere(onward(query, 'r.id', ask), narrow),
      ['s', 'ps', 'rs', 'as'],
      narrow,
    ).execute();
    const historyOf = await historiesOf(
      db,
      rows.map((r) => r.path_id ?? r.prescription_id),
    );
    const today = new Date().toISOString().slice(0, 10);
    return rows.map((r) => {
      const { events } = historyOf(r.path_id ?? r.prescription_id);
      const { status, endsOn, stoppedOn } = requestStands(r, events, today);
      const request = toServiceRequest({
        ...{ id: r.id, prescriptionId: r.prescription_id, personId: r.patient_id, nhsNumber: r.nhs_number },
        ...{ linkWorkerId: r.link_worker_id, perWeek: r.per_week, sessions: r.sessions },
        activity: { id: r.activityId, name: r.activity, providerId: r.provider_id, venueId: r.venue_id },
        status,
        startsOn: r.starts_on ?? r.planStartsOn,
        endsOn,
      });
      const times = [r.stamped, r.pathStamped, r.planStamped, r.activityStamped];
      if (stoppedOn !== null) times.push(`${stoppedOn}T00:00:00.000Z`);
      return { key: r.id, patientId: r.patient_id, resources: [changedAt(request, ...times)] };
    });
  },
};

/** How a programme stands, from what venues know of it and from how it ended. Pure. */
export function planStatus(status: string, programme: number, events: PathEvent[]): RequestStatus {
  if (status === 'draft') return 'draft';
  const outcome = outcomeOf(programme, events);
  if (outcome || status === 'ended') {
    return !outcome || outcome.outcome === 'completed' || outcome.outcome === 'renewed' ? 'completed' : 'revoked';
  }
  const turns = events.filter((e) => e.kind === 'paused' || e.kind === 'resumed');
  return turns.at(-1)?.kind === 'paused' ? 'on-hold' : 'active';
}

interface RequestRow {
  id: string;
  status: string;
  programme: number;
  ends_on: string | null;
  planStartsOn: string;
  weeks: number | null;
}

/**
 * How a prescribed activity stands: as its programme does, but where something
 * else was agreed instead of it, it ended before. Pure.
 * @returns with the day on which it was no more, where it stands otherwise than its programme for that
 */
export function requestStands(
  { id, status, programme, ends_on, planStartsOn, weeks }: RequestRow,
  events: PathEvent[],
  today: string,
): { status: RequestStatus; endsOn: string | null; stoppedOn: string | null } {
  const plan = planStatus(status, programme, events);
  const planned = lastDayOf(planStartsOn, weeks, endedOn(programme, events));
  const endsOn = ends_on !== null && (planned === null || ends_on < planned) ? ends_on : planned;
  const last = ofKind(events, 'prescription').findLast((e) => e.programme === programme);
  const isPart = !last || last.activities.some((one) => one.id === id);
  if (plan === 'draft' || isPart || ends_on === null || ends_on >= today)
    return { status: plan, endsOn, stoppedOn: null };
  return { status: 'revoked', endsOn, stoppedOn: addDays(ends_on, 1) };
}

/** The first programme ends where the path was renewed. */
function outcomeOf(programme: number, events: PathEvent[]) {
  const outcomes = ofKind(events, 'outcome');
  const renewed = programme === 1 ? outcomes.find((e) => e.outcome === 'renewed') : undefined;
  return renewed ?? outcomes.filter((e) => e.outcome !== 'renewed').at(-1);
}

function endedOn(programme: number, events: PathEvent[]): string | null {
  return outcomeOf(programme, events)?.on ?? null;
}

/** The last planned day, or the earlier one on which it ended; null without an end. */
function lastDayOf(startsOn: string, weeks: number | null, ended: string | null): string | null {
  const planned = weeks === null ? null : addDays(addWeeks(startsOn, weeks), -1);
  return planned === null || (ended !== null && ended < planned) ? ended : planned;
}
