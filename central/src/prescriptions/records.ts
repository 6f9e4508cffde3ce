import { addDays } from '@tapwell/shared/path/dates';
import type { PathEvent } from '@tapwell/shared/path/events';
import { localDate } from '@tapwell/shared/schedule/sessions';
import { sql } from 'kysely';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';
import { PAUSE_KINDS, type Pause, pausesOf } from './pauses.ts';
import type { PrescribedRow } from './prescribed.ts';
import type { Change, DayWord, UnplacedTap, VenueRecord, Visit } from './strip.ts';

/**
 * What central has on record for a number of prescriptions: one query for each
 * kind of thing, whatever their number.
 */
export interface Records<V> extends VisitRecord<V>, Surroundings {}

/** All but the visits themselves. */
export interface Surroundings {
  ran: Set<string>;
  days: Map<string, Map<string, DayWord>>;
  /** Of those, sessions besides the schedule, by activity. */
  extras: Map<string, DayWord[]>;
  excuses: Map<string, Map<string, Change>>;
  companions: Map<string, Map<string, string[]>>;
  venues: Map<string, VenueRecord>;
  unplaced: Map<string, Map<string, UnplacedTap[]>>;
  /** Where a patient was prescribed the same more than once: under which their visit to a session counts. */
  elsewhere: Map<string, Map<string, string>>;
}

/** @param since the first local date that is of interest */
export async function surroundingsOf(db: CentralDb, rows: PrescribedRow[], since: string): Promise<Surroundings> {
  const [activities, people] = await Promise.all([aroundActivities(db, rows, since), aroundPeople(db, rows)]);
  return { ...activities, ...people };
}

/** What is the same for all who come to an activity: whoever reads very many prescriptions reads it once. */
export async function aroundActivities(
  db: CentralDb,
  rows: Pick<PrescribedRow, 'activityId' | 'venue_id' | 'heldBefore'>[],
  since: string,
): Promise<Pick<Surroundings, 'ran' | 'days' | 'extras' | 'venues'>> {
  const activityIds = [...new Set(rows.map((row) => row.activityId))];
  // A session soon after midnight may start the day before in UTC.
  const from = addDays(since, -1);
  const [ran, days, venues] = await Promise.all([
    sessionsThatRan(db, activityIds, from),
    dayWords(db, activityIds, from),
    venueRecords(db, venueIdsOf(rows), from),
  ]);
  const extras = new Map<string, DayWord[]>();
  for (const [activityId, words] of days) {
    const own = [...words.values()].filter((word) => word.extra);
    if (own.length > 0) extras.set(activityId, own);
  }
  return { ran, days, extras, venues };
}

function venueIdsOf(rows: Pick<PrescribedRow, 'venue_id' | 'heldBefore'>[]): string[] {
  const ids = new Set<string>();
  for (const { venue_id, heldBefore } of rows) {
    ids.add(venue_id);
    if (heldBefore) for (const { venueId } of heldBefore) ids.add(venueId);
  }
  return [...ids];
}

/** What is of these people alone. */
export async function aroundPeople(
  db: CentralDb,
  rows: Pick<PrescribedRow, 'prescribedId' | 'patientId'>[],
): Promise<Pick<Surroundings, 'excuses' | 'companions' | 'unplaced' | 'elsewhere'>> {
  const patientIds = [...new Set(rows.map((row) => row.patientId))];
  const [excuses, companions, unplaced, elsewhere] = await Promise.all([
    excusesOf(db, [...new Set(rows.map((row) => row.prescribedId))]),
    companionsOf(db, patientIds),
    unplacedTaps(db, patientIds),
    visitsToSame(db, patientIds),
  ]);
  return { excuses, companions, unplaced, elsewhere };
}

const prescribedTo = everyLength((db, patientIds: string[]) =>
  db
    .selectFrom('prescribed_activity as pa')
    .innerJoin('prescription as p', 'p.id', 'pa.prescription_id')
    .select(['pa.id', 'pa.activity_id', 'p.patient_id'])
    .where('p.patient_id', 'in', patientIds),
);

/**
 * Visits of those who were prescribed one activity more than once, by patient
 * and session: after a renewal a hub may still know the earlier programme only.
 */
async function visitsToSame(db: CentralDb, patientIds: string[]): Promise<Map<string, Map<string, string>>> {
  const same = new Map<string, { id: string; patientId: string }[]>();
  for (const { id, activity_id, patient_id } of await prescribedTo(db, patientIds)) {
    const key = `${patient_id} ${activity_id}`;
    const others = same.get(key);
    if (others) others.push({ id, patientId: patient_id });
    else same.set(key, [{ id, patientId: patient_id }]);
  }
  const several = [...same.values()].filter((ids) => ids.length > 1).flat();
  const patientOf = new Map(several.map(({ id, patientId }) => [id, patientId]));
  const found = new Map<string, Map<string, string>>();
  for (const [id, visits] of await leanVisits(db, [...patientOf.keys()])) {
    for (const sessionId of visits.keys()) put(found, patientOf.get(id)!, sessionId, id);
  }
  return found;
}

/** Visits that count and those that were taken back, each by prescribed activity and session. */
export interface VisitRecord<V = Visit> {
  visits: Map<string, Map<string, V>>;
  takenBack: Map<string, Map<string, Change>>;
}

const attendances = everyLength((db, prescribedIds: string[]) =>
  db
    .selectFrom('attendance as a')
    .leftJoin('device', 'device.id', 'a.source')
    .select(['a.id', 'prescribed_activity_id', 'session_id', 'session_start', 'session_end', 'arrived_at', 'left_at'])
    .select(['late', 'status', 'method', 'assurance', 'flags', 'version', 'by_name', 'reason', 'duplicate_of'])
    .select('device.name as recorder')
    .where('prescribed_activity_id', 'in', prescribedIds)
    .orderBy('a.id'),
);

export async function visitsOf(db: CentralDb, prescribedIds: string[]): Promise<VisitRecord> {
  const rows = await attendances(db, prescribedIds);
  const visits = new Map<string, Map<string, Visit>>();
  const takenBack = new Map<string, Map<string, Change>>();
  const counted = new Map<string, Visit>();
  for (const row of rows) {
    if (row.duplicate_of !== null) continue;
    if (row.status !== 'finished') {
      put(takenBack, row.prescribed_activity_id, row.session_id, { by: row.by_name, reason: row.reason });
      continue;
    }
    const visit: Visit = {
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
    };
    put(visits, row.prescribed_activity_id, row.session_id, visit);
    counted.set(row.id, visit);
  }
  for (const { duplicate_of, arrived_at, recorder } of rows) {
    const visit = duplicate_of === null ? undefined : counted.get(duplicate_of);
    if (visit) visit.again = [...(visit.again ?? []), { arrivedAt: arrived_at, recorder }];
  }
  return { visits, takenBack };
}

/** Of some activities, since a time: the last of the values. */
const run = everyLength((db, values: string[]) =>
  db
    .selectFrom('session_run')
    .select('session_id')
    .where('activity_id', 'in', values.slice(0, -1))
    .where('session_start', '>=', values.at(-1)!),
);

async function sessionsThatRan(db: CentralDb, activityIds: string[], since: string): Promise<Set<string>> {
  const rows = await run(db, [...activityIds, since]);
  return new Set(rows.map((row) => row.session_id));
}

const said = everyLength((db, values: string[]) =>
  db
    .selectFrom('session_day')
    .select(['activity_id', 'session_id', 'session_start', 'session_end', 'status', 'reason', 'extra', 'by_name'])
    .where('activity_id', 'in', values.slice(0, -1))
    .where('session_start', '>=', values.at(-1)!)
    .orderBy('fact_id'),
);

/** A visit as a list needs it: a row as it comes, for there are thousands. */
export interface LeanVisit {
  prescribedId: string;
  sessionId: string;
  /** Of the session. */
  startsAt: string;
  endsAt: string;
  arrivedAt: string;
  leftAt: string | null;
  /** 1 when they were. */
  late: number;
}

/** By prescribed activities, and since when they arrived: the last of the values. */
const finished = everyLength((db, values: string[]) =>
  db
    .selectFrom('attendance')
    .select(['prescribed_activity_id as prescribedId', 'session_id as sessionId', 'session_start as startsAt'])
    .select(['session_end as endsAt', 'arrived_at as arrivedAt', 'left_at as leftAt', 'late'])
    .where('prescribed_activity_id', 'in', values.slice(0, -1))
    .where('arrived_at', '>=', values.at(-1)!)
    .where('status', '=', sql.lit('finished'))
    .where('duplicate_of', 'is', null),
);

/** Visits that count since an instant, by prescribed activity and session. */
export async function leanVisits(
  db: CentralDb,
  prescribedIds: string[],
  since = '',
): Promise<Map<string, Map<string, LeanVisit>>> {
  const visits = new Map<string, Map<string, LeanVisit>>();
  if (prescribedIds.length === 0) return visits;
  for (const visit of await finished(db, [...prescribedIds, since])) {
    put(visits, visit.prescribedId, visit.sessionId, visit);
  }
  return visits;
}

/** How often somebody came to something before an instant, and when first and last. */
export interface Earlier {
  prescribedId: string;
  count: number;
  first: string;
  last: string;
}

/** By prescribed activities, and the instant before which: the last of the values. */
const countedBefore = everyLength((db, values: string[]) =>
  db
    .selectFrom('attendance')
    .select(({ fn }) => [
      'prescribed_activity_id as prescribedId',
      fn.countAll<number>().as('count'),
      fn.min('arrived_at').as('first'),
      fn.max('arrived_at').as('last'),
    ])
    .where('prescribed_activity_id', 'in', values.slice(0, -1))
    .where('arrived_at', '<', values.at(-1)!)
    .where('status', '=', sql.lit('finished'))
    .where('duplicate_of', 'is', null)
    .groupBy('prescribed_activity_id'),
);

/** Of somebody who has come for years a list needs no more of the time before. */
export async function earlierVisits(
  db: CentralDb,
  prescribedIds: string[],
  before: string,
): Promise<Map<string, Earlier>> {
  if (prescribedIds.length === 0) return new Map();
  const rows = await countedBefore(db, [...prescribedIds, before]);
  return new Map(rows.map((row) => [row.prescribedId, row]));
}

/** What staff said of sessions, by activity and session; of two hubs' words the later holds. */
async function dayWords(
  db: CentralDb,
  activityIds: string[],
  since: string,
): Promise<Map<string, Map<string, DayWord>>> {
  const rows = await said(db, [...activityIds, since]);
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

const excusedFrom = everyLength((db, prescribedIds: string[]) =>
  db
    .selectFrom('excuse')
    .select(['prescribed_activity_id', 'session_id', 'state', 'reason', 'by_name'])
    .where('prescribed_activity_id', 'in', prescribedIds)
    .orderBy('fact_id'),
);

/** Who was excused from what, by prescribed activity and session. */
async function excusesOf(db: CentralDb, prescribedIds: string[]): Promise<Map<string, Map<string, Change>>> {
  const rows = await excusedFrom(db, prescribedIds);
  const excuses = new Map<string, Map<string, Change>>();
  for (const { prescribed_activity_id, session_id, state, reason, by_name } of rows) {
    if (state === 'excused') put(excuses, prescribed_activity_id, session_id, { by: by_name, reason });
    else excuses.get(prescribed_activity_id)?.delete(session_id);
  }
  return excuses;
}

const cameAlong = everyLength((db, patientIds: string[]) =>
  db
    .selectFrom('companion_visit')
    .select(['patient_id', 'session_id', 'companion_name'])
    .where('patient_id', 'in', patientIds)
    .where('status', '=', sql.lit('finished'))
    .orderBy('id'),
);

/** Names of those who came along, by patient and session. */
export async function companionsOf(db: CentralDb, patientIds: string[]): Promise<Map<string, Map<string, string[]>>> {
  const rows = await cameAlong(db, patientIds);
  const names = new Map<string, Map<string, string[]>>();
  for (const { patient_id, session_id, companion_name } of rows) {
    const others = names.get(patient_id)?.get(session_id) ?? [];
    put(names, patient_id, session_id, [...new Set([...others, companion_name])]);
  }
  return names;
}

const hubsAt = everyLength((db, venueIds: string[]) =>
  db.selectFrom('hub').select(['id', 'venue_id', 'synced_through']).where('venue_id', 'in', venueIds),
);
const gapsAt = everyLength((db, values: string[]) =>
  db
    .selectFrom('kiosk_gap as g')
    .innerJoin('hub', 'hub.id', 'g.hub_id')
    .select(['hub.venue_id', 'g.from_at', 'g.to_at'])
    .where('hub.venue_id', 'in', values.slice(0, -1))
    .where('g.to_at', '>=', values.at(-1)!),
);

async function venueRecords(db: CentralDb, venueIds: string[], since: string): Promise<Map<string, VenueRecord>> {
  const [hubs, gaps] = await Promise.all([hubsAt(db, venueIds), gapsAt(db, [...venueIds, since])]);
  const records = new Map<string, VenueRecord>();
  for (const hub of hubs) {
    const other = records.get(hub.venue_id);
    // With two hubs at a venue the record is as complete as the one further behind; one that
    // is planned and was never heard of has nothing that could be missing.
    const through = other ? earlier(other.syncedThrough, hub.synced_through) : hub.synced_through;
    const own = gaps.filter((g) => g.venue_id === hub.venue_id).map((g) => ({ from: g.from_at, to: g.to_at }));
    records.set(hub.venue_id, { syncedThrough: through, gaps: own });
  }
  return records;
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

const tapsOf = everyLength((db, patientIds: string[]) =>
  db
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
        .on('a.status', '=', sql.lit('finished')),
    )
    .select(['t.patient_id', 't.venue_id', 't.at', 'venue.zone'])
    .where('t.patient_id', 'in', patientIds)
    .where('a.id', 'is', null)
    .where(({ or, eb }) => or([eb('p.tap_id', 'is', null), eb('p.attendance_id', 'is not', null)])),
);

/**
 * When a patient tapped a card at a venue without being placed, by patient and
 * venue. A tap is placed once there is an attendance of it, and that was not
 * taken back, or once staff dismissed it.
 */
async function unplacedTaps(db: CentralDb, patientIds: string[]): Promise<Map<string, Map<string, UnplacedTap[]>>> {
  const rows = await tapsOf(db, patientIds);
  const taps = new Map<string, Map<string, UnplacedTap[]>>();
  for (const { patient_id, venue_id, at, zone } of rows) {
    const others = taps.get(patient_id)?.get(venue_id) ?? [];
    put(taps, patient_id, venue_id, [...others, { at, date: localDate(new Date(at), zone).toString() }]);
  }
  return taps;
}

const pauseEvents = everyLength((db, pathIds: string[]) =>
  db
    .selectFrom('path_event')
    .select(['path_id', 'body'])
    .where('path_id', 'in', pathIds)
    .where(({ eb }) =>
      eb('kind', 'in', sql<string[]>`(${sql.join(PAUSE_KINDS.map((kind) => sql.lit(kind)))})` as never),
    ),
);

/** When each path was paused; those that never were are left out. */
export async function pausesOn(db: CentralDb, pathIds: string[], today: string): Promise<Map<string, Pause[]>> {
  const events = new Map<string, PathEvent[]>();
  for (const { path_id, body } of await pauseEvents(db, pathIds)) {
    const own = events.get(path_id) ?? [];
    own.push(JSON.parse(body) as PathEvent);
    events.set(path_id, own);
  }
  return new Map([...events].map(([id, own]) => [id, pausesOf(own, today)]));
}

function put<T>(into: Map<string, Map<string, T>>, first: string, second: string, value: T): void {
  let inner = into.get(first);
  if (!inner) {
    inner = new Map();
    into.set(first, inner);
  }
  inner.set(second, value);
}
