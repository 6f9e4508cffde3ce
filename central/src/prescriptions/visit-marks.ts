import { sql } from 'kysely';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';
import { isPostgres } from '../store/write.ts';
import { type LeanVisit, leanVisits } from './visits.ts';

type VisitTuple = [
  sessionId: string,
  startsAt: string,
  endsAt: string,
  arrivedAt: string,
  leftAt: string | null,
  late: number,
];

/** By prescribed activities, and since when they arrived: the last of the values. */
const marks = everyLength((db, values: string[]) =>
  db
    .selectFrom('attendance')
    .select(['prescribed_activity_id as prescribedId', (isPostgres(db) ? digest : text).as('mark')])
    .where('prescribed_activity_id', 'in', values.slice(0, -1))
    .where('arrived_at', '>=', values.at(-1)!)
    .where('status', '=', sql.lit('finished'))
    .where('duplicate_of', 'is', null)
    .groupBy('prescribed_activity_id'),
);

const text = sql<string>`json_group_array(json_array(session_id, session_start, session_end, arrived_at, left_at, late))`;
/** PostgreSQL takes three times as long for such a text, and most of it would go over to be thrown away. */
const digest = sql<string>`md5(string_agg(
  session_id || ' ' || session_start || session_end || arrived_at || coalesce(left_at, '') || late, ' '))`;

/**
 * What the visits that count since an instant can be told by, for each
 * prescribed activity that has any: all that a list shows of them as one text,
 * or a digest of it. A list of people has thousands of visits, nearly all of
 * them as they were when it was read last: comparing a mark is cheaper than
 * making a row of each visit. Were they to come in another order they would be
 * read anew, and be the same.
 */
export async function visitMarks(db: CentralDb, prescribedIds: string[], since = ''): Promise<Map<string, string>> {
  if (prescribedIds.length === 0) return new Map();
  const rows = await marks(db, [...prescribedIds, since]);
  return new Map(rows.map(({ prescribedId, mark }) => [prescribedId, mark]));
}

/** Visits, and the mark by which these very visits can be told. */
export interface MarkedVisits {
  mark: string;
  visits: Map<string, LeanVisit>;
}

/** By prescribed activities, and since when they arrived: the last of the values. */
const whole = everyLength((db, values: string[]) =>
  db
    .selectFrom('attendance')
    .select(['prescribed_activity_id as prescribedId', digest.as('mark'), rows.as('rows')])
    .where('prescribed_activity_id', 'in', values.slice(0, -1))
    .where('arrived_at', '>=', values.at(-1)!)
    .where('status', '=', sql.lit('finished'))
    .where('duplicate_of', 'is', null)
    .groupBy('prescribed_activity_id'),
);
const rows = sql<string>`json_agg(json_build_array(session_id, session_start, session_end, arrived_at, left_at, late))::text`;

/**
 * The visits of such marks, by prescribed activity and session. A digest says
 * no more than that they changed, so they are read with the mark of what was
 * read: had somebody come in between and been taken back since, the mark of
 * before would be right again and the visits would not.
 */
export async function visitsOfMarks(
  db: CentralDb,
  marks: Map<string, string>,
  since = '',
): Promise<Map<string, MarkedVisits>> {
  const found = new Map<string, MarkedVisits>();
  if (!isPostgres(db)) {
    for (const [id, mark] of marks) found.set(id, { mark, visits: visitsFrom(id, mark) });
  } else if (marks.size > 0) {
    for (const { prescribedId, mark, rows } of await whole(db, [...marks.keys(), since])) {
      found.set(prescribedId, { mark, visits: visitsFrom(prescribedId, rows) });
    }
  }
  return found;
}

/** All visits that count, by prescribed activity and session, for whoever remembers none: as rows or as texts, as is cheaper. */
export async function allVisits(db: CentralDb, prescribedIds: string[]): Promise<Map<string, Map<string, LeanVisit>>> {
  if (isPostgres(db)) return leanVisits(db, prescribedIds);
  return new Map([...(await visitMarks(db, prescribedIds))].map(([id, text]) => [id, visitsFrom(id, text)]));
}

function visitsFrom(prescribedId: string, text: string): Map<string, LeanVisit> {
  const visits = new Map<string, LeanVisit>();
  for (const [sessionId, startsAt, endsAt, arrivedAt, leftAt, late] of JSON.parse(text) as VisitTuple[]) {
    visits.set(sessionId, { prescribedId, sessionId, startsAt, endsAt, arrivedAt, leftAt, late });
  }
  return visits;
}
