import { type RawBuilder, sql } from 'kysely';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';
import { isPostgres } from '../store/write.ts';
import type { LeanVisit } from './visits.ts';

type VisitTuple = [
  sessionId: string,
  startsAt: string,
  endsAt: string,
  arrivedAt: string,
  leftAt: string | null,
  late: number,
];

/** By prescribed activities, and since when they arrived: the last of the values. */
const texts = everyLength((db, values: string[]) =>
  db
    .selectFrom('attendance')
    .select(['prescribed_activity_id as prescribedId', visitsAsText(db).as('text')])
    .where('prescribed_activity_id', 'in', values.slice(0, -1))
    .where('arrived_at', '>=', values.at(-1)!)
    .where('status', '=', sql.lit('finished'))
    .where('duplicate_of', 'is', null)
    .groupBy('prescribed_activity_id'),
);

function visitsAsText(db: CentralDb): RawBuilder<string> {
  const columns = sql`session_id, session_start, session_end, arrived_at, left_at, late`;
  return isPostgres(db)
    ? sql<string>`json_agg(json_build_array(${columns}) order by arrived_at, session_id)::text`
    : sql<string>`json_group_array(json_array(${columns}))`;
}

/**
 * All that a list shows of the visits that count since an instant, as one text
 * for each prescribed activity that has any. A list of people has thousands of
 * visits, nearly all of them as they were when it was read last: comparing a
 * text is cheaper than making a row of each visit. Were they to come in another
 * order they would be read anew, and be the same.
 */
export async function visitTexts(db: CentralDb, prescribedIds: string[], since = ''): Promise<Map<string, string>> {
  if (prescribedIds.length === 0) return new Map();
  const rows = await texts(db, [...prescribedIds, since]);
  return new Map(rows.map(({ prescribedId, text }) => [prescribedId, text]));
}

/** The visits of such a text, by session. */
export function visitsFrom(prescribedId: string, text: string): Map<string, LeanVisit> {
  const visits = new Map<string, LeanVisit>();
  for (const [sessionId, startsAt, endsAt, arrivedAt, leftAt, late] of JSON.parse(text) as VisitTuple[]) {
    visits.set(sessionId, { prescribedId, sessionId, startsAt, endsAt, arrivedAt, leftAt, late });
  }
  return visits;
}
