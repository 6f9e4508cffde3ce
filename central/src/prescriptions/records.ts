import { localDate } from '@tapwell/shared/schedule/sessions';
import type { CentralDb } from '../store/schema.ts';
import type { Change, DayWord, UnplacedTap, VenueRecord, Visit } from './strip.ts';

/**
 * What central has on record for a number of prescriptions: one query for each
 * kind of thing, whatever their number.
 */

/** Visits that count and those that were taken back, each by prescribed activity and session. */
export interface VisitRecord {
  visits: Map<string, Map<string, Visit>>;
  takenBack: Map<string, Map<string, Change>>;
}

export async function visitsOf(db: CentralDb, prescribedIds: string[]): Promise<VisitRecord> {
  const rows = await db
    .selectFrom('attendance')
    .select(['prescribed_activity_id', 'session_id', 'session_start', 'session_end', 'arrived_at', 'left_at', 'late'])
    .select(['status', 'method', 'assurance', 'flags', 'version', 'by_name', 'reason'])
    .where('prescribed_activity_id', 'in', prescribedIds)
    .where('duplicate_of', 'is', null)
    .orderBy('id')
    .execute();
  const visits = new Map<string, Map<string, Visit>>();
  const takenBack = new Map<string, Map<string, Change>>();
  for (const row of rows) {
    if (row.status !== 'finished') {
      put(takenBack, row.prescribed_activity_id, row.session_id, { by: row.by_name, reason: row.reason });
      continue;
    }
    put(visits, row.prescribed_activity_id, row.session_id, {
      sessionId: row.session_id,
      startsAt: row.session_start,
      endsAt: row.session_end,
      arrivedAt: row.arrived_at,
      leftAt: row.left_at,
      late: row.late === 1,
      method: row.method,
      assurance: row.assurance,
      flags: JSON.parse(row.flags) as string[],
      by: row.by_name,
      reason: row.reason,
      corrected: row.version > 0 && row.by_name !== null,
    });
  }
  return { visits, takenBack };
}

export async function sessionsThatRan(db: CentralDb, activityIds: string[], since: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('session_run')
    .select('session_id')
    .where('activity_id', 'in', activityIds)
    .where('session_start', '>=', since)
    .execute();
  return new Set(rows.map((row) => row.session_id));
}

/** What staff said of sessions, by activity and session; of two hubs' words the later holds. */
export async function dayWords(
  db: CentralDb,
  activityIds: string[],
  since: string,
): Promise<Map<string, Map<string, DayWord>>> {
  const rows = await db
    .selectFrom('session_day')
    .select(['activity_id', 'session_id', 'session_start', 'session_end', 'status', 'reason', 'extra', 'by_name'])
    .where('activity_id', 'in', activityIds)
    .where('session_start', '>=', since)
    .orderBy('fact_id')
    .execute();
  const words = new Map<string, Map<string, DayWord>>();
  for (const row of rows) {
    put(words, row.activity_id, row.session_id, {
      sessionId: row.session_id,
      startsAt: row.session_start,
      endsAt: row.session_end,
      status: row.status as DayWord['status'],
      reason: row.reason,
      extra: row.extra === 1,
      by: row.by_name,
    });
  }
  return words;
}

/** Who was excused from what, by prescribed activity and session. */
export async function excusesOf(db: CentralDb, prescribedIds: string[]): Promise<Map<string, Map<string, Change>>> {
  const rows = await db
    .selectFrom('excuse')
    .select(['prescribed_activity_id', 'session_id', 'state', 'reason', 'by_name'])
    .where('prescribed_activity_id', 'in', prescribedIds)
    .orderBy('fact_id')
    .execute();
  const excuses = new Map<string, Map<string, Change>>();
  for (const { prescribed_activity_id, session_id, state, reason, by_name } of rows) {
    if (state === 'excused') put(excuses, prescribed_activity_id, session_id, { by: by_name, reason });
    else excuses.get(prescribed_activity_id)?.delete(session_id);
  }
  return excuses;
}

/** Names of those who came along, by patient and session. */
export async function companionsOf(db: CentralDb, patientIds: string[]): Promise<Map<string, Map<string, string[]>>> {
  const rows = await db
    .selectFrom('companion_visit')
    .select(['patient_id', 'session_id', 'companion_name'])
    .where('patient_id', 'in', patientIds)
    .where('status', '=', 'finished')
    .orderBy('id')
    .execute();
  const names = new Map<string, Map<string, string[]>>();
  for (const { patient_id, session_id, companion_name } of rows) {
    const others = names.get(patient_id)?.get(session_id) ?? [];
    put(names, patient_id, session_id, [...new Set([...others, companion_name])]);
  }
  return names;
}

export async function venueRecords(db: CentralDb, venueIds: string[]): Promise<Map<string, VenueRecord>> {
  const [hubs, gaps] = await Promise.all([
    db.selectFrom('hub').select(['id', 'venue_id', 'synced_through']).where('venue_id', 'in', venueIds).execute(),
    db
      .selectFrom('kiosk_gap as g')
      .innerJoin('hub', 'hub.id', 'g.hub_id')
      .select(['hub.venue_id', 'g.from_at', 'g.to_at'])
      .where('hub.venue_id', 'in', venueIds)
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

/**
 * When a patient tapped a card at a venue without being placed, by patient and
 * venue. A tap is placed once there is an attendance of it, and that was not
 * taken back, or once staff dismissed it.
 */
export async function unplacedTaps(
  db: CentralDb,
  patientIds: string[],
): Promise<Map<string, Map<string, UnplacedTap[]>>> {
  const rows = await db
    .selectFrom('unplaced_tap as t')
    .innerJoin('venue', 'venue.id', 't.venue_id')
    .leftJoin(
      (q) =>
        q
          .selectFrom('placed_tap')
          .innerJoin('hub', 'hub.id', 'placed_tap.hub_id')
          .select(['placed_tap.tap_id', 'placed_tap.attendance_id', 'hub.venue_id'])
          .as('p'),
      (join) => join.onRef('p.tap_id', '=', 't.id').onRef('p.venue_id', '=', 't.venue_id'),
    )
    .leftJoin('attendance as a', (join) =>
      join
        .on(({ eb, fn, ref }) => eb('a.id', '=', fn.coalesce(ref('p.attendance_id'), ref('t.id'))))
        .on('a.status', '=', 'finished'),
    )
    .select(['t.patient_id', 't.venue_id', 't.at', 'venue.zone'])
    .where('t.patient_id', 'in', patientIds)
    .where('a.id', 'is', null)
    .where(({ or, eb }) => or([eb('p.tap_id', 'is', null), eb('p.attendance_id', 'is not', null)]))
    .execute();
  const taps = new Map<string, Map<string, UnplacedTap[]>>();
  for (const { patient_id, venue_id, at, zone } of rows) {
    const others = taps.get(patient_id)?.get(venue_id) ?? [];
    put(taps, patient_id, venue_id, [...others, { at, date: localDate(new Date(at), zone).toString() }]);
  }
  return taps;
}

function put<T>(into: Map<string, Map<string, T>>, first: string, second: string, value: T): void {
  const inner = into.get(first) ?? new Map<string, T>();
  inner.set(second, value);
  into.set(first, inner);
}
