import type { PathEvent } from '@tapwell/shared/path/events';
import { standingOf } from '@tapwell/shared/path/standing';
import type { CentralDb } from '../../store/schema.ts';

/** What happened on some paths. */
export interface PathHistory {
  /** What holds, in the order it happened. */
  events: PathEvent[];
  /** What was corrected or taken back, by its id: when. */
  corrected: Map<string, string>;
}

const NOTHING: PathHistory = { events: [], corrected: new Map() };

/** @returns what happened on each of these paths; nothing for one that is not known */
export async function historiesOf(db: CentralDb, pathIds: string[]): Promise<(pathId: string) => PathHistory> {
  const wanted = [...new Set(pathIds)];
  if (wanted.length === 0) return () => NOTHING;
  const rows = await db.selectFrom('path_event').select(['path_id', 'body']).where('path_id', 'in', wanted).execute();
  const recorded = new Map<string, PathEvent[]>();
  for (const { path_id, body } of rows) {
    const own = recorded.get(path_id) ?? [];
    own.push(JSON.parse(body) as PathEvent);
    recorded.set(path_id, own);
  }
  const histories = new Map<string, PathHistory>();
  for (const [pathId, all] of recorded) {
    const { events, corrected } = standingOf(all);
    histories.set(pathId, { events, corrected: new Map(corrected.map((c) => [c.event.id, c.by.recordedAt])) });
  }
  return (pathId) => histories.get(pathId) ?? NOTHING;
}
