import type { PathEvent } from '@tapwell/shared/path/events';
import { standingOf } from '@tapwell/shared/path/standing';
import type { CentralDb } from '../../store/schema.ts';

/** What happened on some paths. */
export interface PathHistory {
  /** What holds, in the order it happened. */
  events: PathEvent[];
  /** The ids of what was corrected or taken back. */
  corrected: Set<string>;
  /** When anything of an event, its corrections and what became of these was last recorded, by the id of each. */
  changed: Map<string, string>;
}

const NOTHING: PathHistory = { events: [], corrected: new Set(), changed: new Map() };

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
    const changed = lastChanges(all);
    histories.set(pathId, { events, corrected: new Set(corrected.map((c) => c.event.id)), changed });
  }
  return (pathId) => histories.get(pathId) ?? NOTHING;
}

/** What is taken back is as it was before, and has changed all the same: the newest of its chain says when. */
function lastChanges(events: PathEvent[]): Map<string, string> {
  const byId = new Map(events.map((event) => [event.id, event]));
  const firsts = new Map(events.map((event) => [event.id, firstOf(event, byId)]));
  const newest = new Map<string, string>();
  for (const { id, recordedAt } of events) {
    const first = firsts.get(id)!;
    if (recordedAt > (newest.get(first) ?? '')) newest.set(first, recordedAt);
  }
  return new Map(events.map(({ id }) => [id, newest.get(firsts.get(id)!)!]));
}

/** The id of what it corrects, and what that corrects, back to the first; should they ever go round in a ring, of one of them. */
function firstOf(event: PathEvent, byId: Map<string, PathEvent>): string {
  const seen = new Set<string>();
  let at = event;
  for (let next: PathEvent | undefined = event; next && !seen.has(next.id); ) {
    at = next;
    seen.add(at.id);
    next = at.corrects === null ? undefined : byId.get(at.corrects);
  }
  return at.id;
}
