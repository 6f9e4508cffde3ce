import { sql } from 'kysely';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';
import { put } from './put.ts';
import type { Change, Visit } from './strip.ts';

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
