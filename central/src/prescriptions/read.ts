import { Temporal } from 'temporal-polyfill';
import { lastDay } from '../roster/project-people.ts';
import type { CentralDb } from '../store/schema.ts';
import { companionsOf, dayWords, excusesOf, sessionsThatRan, unplacedTaps, venueRecords, visitsOf } from './records.ts';
import {
  type DayWord,
  mayBeFor,
  type SessionFacts,
  sessionCell,
  type Visit,
  type WeekCell,
  weekCell,
} from './strip.ts';
import { sessionExpander, withTold } from './week-sessions.ts';

export interface PrescribedActivityView {
  id: string;
  activity: string;
  area: string;
  provider: string;
  venue: string;
  /** Zone of the venue: the wall its times are read from. */
  zone: string;
  /** Planned number of visits; null without one. */
  sessions: number | null;
  attended: number;
  /** Hours count (volunteering). */
  timed: boolean;
  /** How long they stayed, in all visits whose end is known. */
  minutes: number;
  weeks: WeekCell[];
}

export interface PrescriptionView {
  id: string;
  /** The path it is part of; a path's first prescription bears its id. */
  pathId: string;
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
    .select([
      'p.id',
      'p.path_id',
      'p.starts_on',
      'p.weeks',
      'patient.id as patientId',
      'patient.given',
      'patient.family',
    ])
    .select(['patient.display_name', 'lw.name as linkWorker', 'pa.id as prescribedId', 'pa.per_week', 'pa.sessions'])
    .select(['a.id as activityId', 'a.name as activity', 'a.area', 'a.schedule', 'a.timed', 'a.venue_id'])
    .select('a.early_minutes')
    .select(['provider.name as provider', 'venue.name as venue', 'venue.zone'])
    .where('id' in which ? 'p.id' : 'p.link_worker_id', '=', 'id' in which ? which.id : which.linkWorkerId)
    .orderBy('patient.family')
    .orderBy('patient.given')
    .orderBy('p.starts_on')
    .orderBy('pa.id')
    .execute();
  if (rows.length === 0) return [];

  const ids = <K extends 'prescribedId' | 'activityId' | 'patientId' | 'venue_id'>(of: K) => [
    ...new Set(rows.map((row) => row[of])),
  ];
  // A day earlier: a session soon after midnight may start the day before in UTC.
  const since = Temporal.PlainDate.from(rows.map((r) => r.starts_on).sort()[0]!)
    .subtract({ days: 1 })
    .toString();
  const [{ visits, takenBack }, ran, days, excuses, companions, venues, unplaced] = await Promise.all([
    visitsOf(db, ids('prescribedId')),
    sessionsThatRan(db, ids('activityId'), since),
    dayWords(db, ids('activityId'), since),
    excusesOf(db, ids('prescribedId')),
    companionsOf(db, ids('patientId')),
    venueRecords(db, ids('venue_id')),
    unplacedTaps(db, ids('patientId')),
  ]);
  const expand = sessionExpander();
  const views = new Map<string, PrescriptionView>();
  for (const row of rows) {
    const view = views.get(row.id) ?? {
      id: row.id,
      pathId: row.path_id ?? row.id,
      patient: { id: row.patientId, name: `${row.given} ${row.family}`, displayName: row.display_name },
      linkWorker: row.linkWorker,
      startsOn: row.starts_on,
      endsOn: lastDay(row.starts_on, row.weeks),
      lastVisit: null,
      activities: [],
    };
    const own = visits.get(row.prescribedId) ?? new Map<string, Visit>();
    const venue = venues.get(row.venue_id) ?? { syncedThrough: null, gaps: [] };
    const words = days.get(row.activityId) ?? new Map<string, DayWord>();
    const told = [...own.values(), ...[...words.values()].filter((word) => word.extra)];
    const weeks = Array.from({ length: row.weeks ?? 12 }, (_, i) => {
      const week = expand(row.activityId, row.schedule, row.starts_on, i);
      const cells = withTold(week, row.activityId, told).map((s) => {
        const facts: SessionFacts = {
          visit: own.get(s.id),
          ran: ran.has(s.id),
          day: words.get(s.id),
          excused: excuses.get(row.prescribedId)?.get(s.id),
          takenBack: takenBack.get(row.prescribedId)?.get(s.id),
          unplaced: (unplaced.get(row.patientId)?.get(row.venue_id) ?? []).some((tap) =>
            mayBeFor(tap, s, row.early_minutes),
          ),
          companions: companions.get(row.patientId)?.get(s.id),
          earlyMinutes: row.early_minutes,
        };
        return sessionCell(s, facts, venue, now);
      });
      return weekCell(i + 1, week.from, week.to, row.per_week, cells);
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
      timed: row.timed === 1,
      minutes: minutesOf(own.values()),
      weeks,
    });
    views.set(row.id, view);
  }
  return [...views.values()];
}

/** How long they stayed altogether; visits without a known end add nothing. */
function minutesOf(visits: Iterable<Visit>): number {
  let minutes = 0;
  for (const { arrivedAt, leftAt } of visits) {
    if (leftAt) minutes += Math.round((Date.parse(leftAt) - Date.parse(arrivedAt)) / 60_000);
  }
  return minutes;
}
