import type { PathEvent } from '@tapwell/shared/path/events';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';

/**
 * Recorded events of many paths. Events are only ever added, so what was read
 * once is good for as long as the number of a path's events is the same; a list
 * of people that is opened again reads only what is new. Sums of lengths tell
 * of the one change there is: what is left of somebody who was erased.
 */
export async function knownEvents(db: CentralDb, pathIds: string[]): Promise<Map<string, PathEvent[]>> {
  if (pathIds.length === 0) return new Map();
  const known = memoryOf(db);
  const marks = new Map<string, string>();
  for (const { path_id, n, last, length } of await marksOf(db, pathIds)) {
    marks.set(path_id, `${n} ${last} ${length}`);
  }
  const stale = pathIds.filter((id) => marks.has(id) && known.get(id)?.mark !== marks.get(id));
  if (stale.length > 0) {
    if (known.size + stale.length > MOST_PATHS) known.clear();
    const fresh = new Map<string, PathEvent[]>(stale.map((id) => [id, []]));
    for (const { path_id, body } of await bodiesOf(db, stale)) fresh.get(path_id)!.push(JSON.parse(body) as PathEvent);
    for (const [id, events] of fresh) known.set(id, { mark: marks.get(id)!, events });
  }
  return new Map(pathIds.map((id) => [id, (marks.has(id) && known.get(id)?.events) || []]));
}

interface Known {
  mark: string;
  events: PathEvent[];
}
const memories = new WeakMap<CentralDb, Map<string, Known>>();
/** Some kilobytes each. */
const MOST_PATHS = 10_000;

function memoryOf(db: CentralDb): Map<string, Known> {
  const memory = memories.get(db) ?? new Map();
  memories.set(db, memory);
  return memory;
}

const marksOf = everyLength((db, pathIds: string[]) =>
  db
    .selectFrom('path_event')
    .select(({ fn, ref }) => [
      'path_id',
      fn.countAll<number>().as('n'),
      fn.max('recorded_at').as('last'),
      // In bytes: a database knows that without reading the text.
      fn.sum<number>(fn<number>('octet_length', [ref('body')])).as('length'),
    ])
    .where('path_id', 'in', pathIds)
    .groupBy('path_id'),
);

const bodiesOf = everyLength((db, pathIds: string[]) =>
  db.selectFrom('path_event').select(['path_id', 'body']).where('path_id', 'in', pathIds).orderBy('id'),
);
