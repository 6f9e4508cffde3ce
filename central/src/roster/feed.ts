import type { RosterChange, RosterEntry, RosterPage } from '@tapwell/shared/roster/roster';
import { localDate } from '@tapwell/shared/schedule/sessions';
import type { SchemeKeys } from '../keys/scheme-keys.ts';
import type { CentralDb } from '../store/schema.ts';
import { projectRoster } from './project.ts';

const PAGE = 500;

/**
 * The roster of a hub as numbered changes. What the hub must know is worked
 * out when something may have changed, compared with what it was told, and
 * each difference gets the next number; a hub asks for what came after its
 * cursor, and one that was away for weeks catches up the same way.
 */
export async function rosterFeed(
  db: CentralDb,
  hubId: string,
  cursor: number,
  keys: SchemeKeys,
  now: Date,
  log: (error: unknown) => void = () => {},
): Promise<RosterPage> {
  await refresh(db, hubId, keys, now, log);
  const newest = await db
    .selectFrom('roster_entry')
    .select((q) => q.fn.max('seq').as('seq'))
    .where('hub_id', '=', hubId)
    .executeTakeFirst();
  // A hub that has seen more than we ever said: we were restored from a backup.
  const reset = cursor > (newest?.seq ?? 0);
  const rows = await db
    .selectFrom('roster_entry')
    .selectAll()
    .where('hub_id', '=', hubId)
    .where('seq', '>', reset ? 0 : cursor)
    .orderBy('seq')
    .limit(PAGE + 1)
    .execute();
  const page = rows.slice(0, PAGE);
  return {
    cursor: page.at(-1)?.seq ?? (reset ? 0 : cursor),
    reset,
    more: rows.length > PAGE,
    changes: page.map(
      ({ kind, entry_id, body }): RosterChange =>
        body === null
          ? { op: 'remove', kind: kind as RosterEntry['kind'], id: entry_id }
          : { op: 'put', entry: JSON.parse(body) as RosterEntry },
    ),
  };
}

async function refresh(
  db: CentralDb,
  hubId: string,
  keys: SchemeKeys,
  now: Date,
  log: (error: unknown) => void,
): Promise<void> {
  const hub = await db
    .selectFrom('hub')
    .innerJoin('venue', 'venue.id', 'hub.venue_id')
    .select(['roster_stale', 'roster_day', 'venue.zone'])
    .where('hub.id', '=', hubId)
    .executeTakeFirst();
  if (!hub) return;
  const today = localDate(now, hub.zone).toString();
  if (hub.roster_stale === 0 && hub.roster_day === today) return;
  await db.transaction().execute(async (trx) => {
    // Cleared first: a change that comes while we work marks it again.
    await trx.updateTable('hub').set({ roster_stale: 0, roster_day: today }).where('id', '=', hubId).execute();
    const wanted = await projectRoster(trx, hubId, keys, today, log);
    const held = await trx.selectFrom('roster_entry').selectAll().where('hub_id', '=', hubId).execute();
    let seq = held.reduce((most, row) => Math.max(most, row.seq), 0);
    for (const change of rosterDifference(held, wanted)) {
      await trx
        .insertInto('roster_entry')
        .values({ hub_id: hubId, ...change, seq: ++seq })
        .onConflict((c) => c.columns(['hub_id', 'kind', 'entry_id']).doUpdateSet({ seq, body: change.body }))
        .execute();
    }
  });
}

interface Held {
  kind: string;
  entry_id: string;
  /** JSON; null for a tombstone. */
  body: string | null;
}

/** What must be told anew: changed and new entries, and tombstones for those that went. Pure. */
export function rosterDifference(held: Held[], wanted: RosterEntry[]): Held[] {
  const key = (kind: string, id: string) => `${kind} ${id}`;
  const before = new Map(held.map((row) => [key(row.kind, row.entry_id), row.body]));
  const now = new Set(wanted.map((entry) => key(entry.kind, entry.id)));
  const puts = wanted
    .map((entry) => ({ kind: entry.kind, entry_id: entry.id, body: JSON.stringify(entry) }))
    .filter((row) => before.get(key(row.kind, row.entry_id)) !== row.body);
  const tombstones = held
    .filter((row) => row.body !== null && !now.has(key(row.kind, row.entry_id)))
    .map(({ kind, entry_id }) => ({ kind, entry_id, body: null }));
  return [...puts, ...tombstones];
}
