import { localDate } from '@tapwell/shared/schedule/sessions';
import type { CentralDb } from '../store/schema.ts';
import { countOnce, movedOf } from './came-elsewhere.ts';
import { weekCells } from './cells.ts';
import { prescribedRows, type Which } from './prescribed.ts';
import { pausesOn, surroundingsOf } from './records.ts';
import type { Visit, WeekCell } from './strip.ts';
import { visitsOf } from './visits.ts';
import { endOf } from './weeks.ts';

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
  /** First and last day, where it was agreed later or stopped earlier than the rest. */
  startsOn: string | null;
  endsOn: string | null;
  attended: number;
  /** Hours count (volunteering). */
  timed: boolean;
  /** How long they stayed, in all visits whose end is known. */
  minutes: number;
  /** All that were agreed; without an end, those up to next week. */
  weeks: WeekCell[];
}

export interface PrescriptionView {
  id: string;
  /** The path it is part of; a path's first prescription bears its id. */
  pathId: string;
  /** 2 after a renewal. */
  programme: number;
  patient: { id: string; name: string; displayName: string };
  linkWorker: string;
  startsOn: string;
  /** Null without an end. */
  endsOn: string | null;
  lastVisit: string | null;
  activities: PrescribedActivityView[];
}

/**
 * Prescriptions with expected against attended, week by week, and all that is
 * known of each session. A handful of queries whatever their number.
 */
export async function readPrescriptions(db: CentralDb, which: Which, now: Date): Promise<PrescriptionView[]> {
  const rows = await prescribedRows(db, which);
  if (rows.length === 0) return [];
  const pathIds = [...new Set(rows.map((row) => row.path_id))];
  const todayAt = (zone: string) => localDate(now, zone).toString();
  const [visited, around, pauses] = await Promise.all([
    visitsOf(
      db,
      rows.map((row) => row.prescribedId),
    ),
    surroundingsOf(db, rows, rows[0]!.starts_on),
    pausesOn(db, pathIds, todayAt(rows[0]!.zone)),
  ]);
  const records = { ...visited, ...around };
  const moved = [...around.elsewhere.values()].flatMap((same) => movedOf(same.values()));
  if (moved.length > 0) {
    const all = await visitsOf(db, [...new Set(moved.map((visit) => visit.prescribedId))]);
    countOnce(records.visits, moved, (visit) => all.visits.get(visit.prescribedId)?.get(visit.sessionId));
  }
  const views = new Map<string, PrescriptionView>();
  for (const row of rows) {
    const view = views.get(row.id) ?? {
      id: row.id,
      pathId: row.path_id,
      programme: row.programme,
      patient: { id: row.patientId, name: `${row.given} ${row.family}`, displayName: row.display_name },
      linkWorker: row.linkWorker,
      startsOn: row.starts_on,
      endsOn: endOf(row.starts_on, row.weeks),
      lastVisit: null,
      activities: [],
    };
    const own = [...(records.visits.get(row.prescribedId)?.values() ?? [])];
    for (const { arrivedAt } of own) {
      if (view.lastVisit === null || arrivedAt > view.lastVisit) view.lastVisit = arrivedAt;
    }
    view.activities.push({
      id: row.prescribedId,
      activity: row.activity,
      area: row.area,
      provider: row.provider,
      venue: row.venue,
      zone: row.zone,
      sessions: row.sessions,
      startsOn: row.activityFrom,
      endsOn: row.activityUntil,
      attended: own.length,
      timed: row.timed === 1,
      minutes: minutesOf(own),
      weeks: weekCells(row, records, pauses.get(row.path_id) ?? [], { now, today: todayAt(row.zone) }),
    });
    views.set(row.id, view);
  }
  return [...views.values()];
}

/** How long they stayed altogether; visits without a known end add nothing. */
function minutesOf(visits: Visit[]): number {
  let minutes = 0;
  for (const { arrivedAt, leftAt } of visits) {
    if (leftAt) minutes += Math.round((Date.parse(leftAt) - Date.parse(arrivedAt)) / 60_000);
  }
  return minutes;
}
