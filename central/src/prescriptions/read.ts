import { localDate, type Schedule, type Session, schedule, sessionsBetween } from '@tapwell/shared/schedule/sessions';
import { Temporal } from 'temporal-polyfill';
import { lastDay } from '../roster/project-people.ts';
import type { CentralDb } from '../store/schema.ts';
import { sessionCell, type VenueRecord, type Visit, type WeekCell, weekCell } from './strip.ts';

export interface PrescribedActivityView {
  id: string;
  activity: string;
  area: string;
  provider: string;
  venue: string;
  /** Zone of the venue: the wall its times are read from. */
  zone: string;
  sessions: number;
  attended: number;
  weeks: WeekCell[];
}

export interface PrescriptionView {
  id: string;
  patient: { id: string; name: string; displayName: string };
  linkWorker: string;
  startsOn: string;
  endsOn: string;
  lastVisit: string | null;
  activities: PrescribedActivityView[];
}

/** Which prescriptions to read: one, or a link worker's caseload. */
export type Which = { id: string } | { linkWorkerId: string };

/**
 * Prescriptions with expected against attended, week by week. A handful of
 * queries whatever their number: the caseload reads as fast as it is long.
 */
export async function readPrescriptions(db: CentralDb, which: Which, now: Date): Promise<PrescriptionView[]> {
  const rows = await db
    .selectFrom('prescription as p')
    .innerJoin('patient', 'patient.id', 'p.patient_id')
    .innerJoin('staff as lw', 'lw.id', 'p.link_worker_id')
    .innerJoin('prescribed_activity as pa', 'pa.prescription_id', 'p.id')
    .innerJoin('activity as a', 'a.id', 'pa.activity_id')
    .innerJoin('provider', 'provider.id', 'a.provider_id')
    .innerJoin('venue', 'venue.id', 'a.venue_id')
    .select(['p.id', 'p.starts_on', 'p.weeks', 'patient.id as patientId', 'patient.given', 'patient.family'])
    .select(['patient.display_name', 'lw.name as linkWorker', 'pa.id as prescribedId', 'pa.per_week', 'pa.sessions'])
    .select(['a.id as activityId', 'a.name as activity', 'a.area', 'a.schedule', 'a.venue_id'])
    .select(['provider.name as provider', 'venue.name as venue', 'venue.zone'])
    .where('id' in which ? 'p.id' : 'p.link_worker_id', '=', 'id' in which ? which.id : which.linkWorkerId)
    .orderBy('patient.family')
    .orderBy('patient.given')
    .orderBy('p.starts_on')
    .orderBy('pa.id')
    .execute();
  if (rows.length === 0) return [];

  const [visits, ran, venues, unplaced] = await Promise.all([
    visitsOf(
      db,
      rows.map((r) => r.prescribedId),
    ),
    sessionsThatRan(
      db,
      rows.map((r) => r.activityId),
      rows.map((r) => r.starts_on).sort()[0]!,
    ),
    venueRecords(
      db,
      rows.map((r) => r.venue_id),
    ),
    unplacedDays(
      db,
      rows.map((r) => r.patientId),
    ),
  ]);
  const expand = sessionExpander();
  const views = new Map<string, PrescriptionView>();
  for (const row of rows) {
    const view = views.get(row.id) ?? {
      id: row.id,
      patient: { id: row.patientId, name: `${row.given} ${row.family}`, displayName: row.display_name },
      linkWorker: row.linkWorker,
      startsOn: row.starts_on,
      endsOn: lastDay(row.starts_on, row.weeks),
      lastVisit: null,
      activities: [],
    };
    const own = visits.get(row.prescribedId) ?? new Map<string, Visit>();
    const venue = venues.get(row.venue_id) ?? { syncedThrough: null, gaps: [] };
    const weeks = Array.from({ length: row.weeks }, (_, i) => {
      const { from, to, sessions } = expand(row.activityId, row.schedule, row.starts_on, i);
      // A visit stays where it was made, though the schedule has been changed since.
      const planned = new Set(sessions.map((s) => s.id));
      const moved = [...own.values()].filter((v) => dateOf(v) >= from && dateOf(v) <= to && !planned.has(v.sessionId));
      const all = [...sessions, ...moved.map((v) => sessionOf(row.activityId, v))];
      const cells = all.map((s) => {
        const notPlaced = unplaced.has(`${row.patientId} ${row.venue_id} ${s.date}`);
        return sessionCell(s, own.get(s.id), ran.has(s.id), venue, notPlaced, now);
      });
      return weekCell(i + 1, from, to, row.per_week, cells);
    });
    const last =
      [...own.values()]
        .map((v) => v.arrivedAt)
        .sort()
        .at(-1) ?? null;
    if (last && (!view.lastVisit || last > view.lastVisit)) view.lastVisit = last;
    view.activities.push({
      id: row.prescribedId,
      activity: row.activity,
      area: row.area,
      provider: row.provider,
      venue: row.venue,
      zone: row.zone,
      sessions: row.sessions,
      attended: own.size,
      weeks,
    });
    views.set(row.id, view);
  }
  return [...views.values()];
}

async function visitsOf(db: CentralDb, prescribedIds: string[]): Promise<Map<string, Map<string, Visit>>> {
  const rows = await db
    .selectFrom('attendance')
    .select([
      'prescribed_activity_id',
      'session_id',
      'session_start',
      'session_end',
      'arrived_at',
      'late',
      'method',
      'assurance',
    ])
    .where('prescribed_activity_id', 'in', prescribedIds)
    .where('status', '=', 'finished')
    .where('duplicate_of', 'is', null)
    .execute();
  const visits = new Map<string, Map<string, Visit>>();
  for (const row of rows) {
    const own = visits.get(row.prescribed_activity_id) ?? new Map<string, Visit>();
    own.set(row.session_id, {
      sessionId: row.session_id,
      startsAt: row.session_start,
      endsAt: row.session_end,
      arrivedAt: row.arrived_at,
      late: row.late === 1,
      method: row.method,
      assurance: row.assurance,
    });
    visits.set(row.prescribed_activity_id, own);
  }
  return visits;
}

async function sessionsThatRan(db: CentralDb, activityIds: string[], since: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('session_run')
    .select('session_id')
    .where('activity_id', 'in', [...new Set(activityIds)])
    .where('session_start', '>=', since)
    .execute();
  return new Set(rows.map((row) => row.session_id));
}

async function venueRecords(db: CentralDb, venueIds: string[]): Promise<Map<string, VenueRecord>> {
  const unique = [...new Set(venueIds)];
  const [hubs, gaps] = await Promise.all([
    db.selectFrom('hub').select(['id', 'venue_id', 'synced_through']).where('venue_id', 'in', unique).execute(),
    db
      .selectFrom('kiosk_gap as g')
      .innerJoin('hub', 'hub.id', 'g.hub_id')
      .select(['hub.venue_id', 'g.from_at', 'g.to_at'])
      .where('hub.venue_id', 'in', unique)
      .execute(),
  ]);
  const records = new Map<string, VenueRecord>();
  for (const hub of hubs) {
    const other = records.get(hub.venue_id);
    // With two hubs at a venue the record is as complete as the one further behind.
    const through = other ? earlier(other.syncedThrough, hub.synced_through) : hub.synced_through;
    const own = gaps.filter((g) => g.venue_id === hub.venue_id).map((g) => ({ from: g.from_at, to: g.to_at }));
    records.set(hub.venue_id, { syncedThrough: through, gaps: own });
  }
  return records;
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return null;
  return a < b ? a : b;
}

/** Days on which a patient tapped a card at a venue without being placed, as `patient venue date`. */
async function unplacedDays(db: CentralDb, patientIds: string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('unplaced_tap as t')
    .innerJoin('venue', 'venue.id', 't.venue_id')
    .select(['t.patient_id', 't.venue_id', 't.at', 'venue.zone'])
    .where('t.patient_id', 'in', [...new Set(patientIds)])
    .execute();
  return new Set(rows.map((row) => `${row.patient_id} ${row.venue_id} ${localDate(new Date(row.at), row.zone)}`));
}

/** The local date of a visit's session: part of its id. */
function dateOf({ sessionId }: Visit): string {
  return sessionId.split('@')[1]?.slice(0, 10) ?? '';
}

function sessionOf(activityId: string, visit: Visit): Session {
  const { sessionId: id, startsAt, endsAt } = visit;
  return { id, activityId, startsAt, endsAt, date: dateOf(visit), time: id.slice(-5), cancelled: false };
}

/** Weeks of a schedule, each worked out once however many patients share it. */
function sessionExpander() {
  const done = new Map<string, { from: string; to: string; sessions: Session[] }>();
  const schedules = new Map<string, Schedule>();
  return (activityId: string, scheduleJson: string, startsOn: string, week: number) => {
    const key = `${activityId} ${startsOn} ${week}`;
    let found = done.get(key);
    if (!found) {
      const plan = schedules.get(activityId) ?? schedule.parse(JSON.parse(scheduleJson));
      schedules.set(activityId, plan);
      const first = Temporal.PlainDate.from(startsOn).add({ weeks: week });
      const next = first.add({ weeks: 1 });
      const midnight = (d: Temporal.PlainDate) => new Date(d.toZonedDateTime(plan.zone).epochMilliseconds);
      const from = first.toString();
      const sessions = sessionsBetween(activityId, plan, midnight(first), midnight(next)).filter(
        (s) => s.date >= from && s.date < next.toString(),
      );
      found = { from, to: next.subtract({ days: 1 }).toString(), sessions };
      done.set(key, found);
    }
    return found;
  };
}
