import type { RosterChange, RosterEntry, RosterPage } from '@tapwell/shared/roster/roster';
import type { SchemeKeys } from '../keys/scheme-keys.ts';
import type { CentralDb } from '../store/schema.ts';
import { refreshRoster } from './refresh.ts';

const PAGE = 500;

/**
 * The roster of a hub as numbered changes. What the hub must know is worked
 * out when something may have changed, compared with what it was told, and
 * each difference gets the next number; a hub asks for what came after its
 * cursor, and one that was away for weeks catches up the same way.
 * @param urgentOnly leave visit counts and the like for a later question
 */
export async function rosterFeed(
  db: CentralDb,
  hubId: string,
  cursor: number,
  keys: SchemeKeys,
  now: Date,
  log: (error: unknown) => void = () => {},
  urgentOnly = false,
): Promise<RosterPage> {
  // A hub that has seen more than we ever said, or nothing of all that we say: we were restored from a backup, and it
  // may hold what we never said. Asked before we say anything new.
  const reset = cursor > (await newestOf(db, hubId)) || cursor < (await oldestOf(db, hubId, cursor));
  await refreshRoster(hubId, urgentOnly, { db, keys, now, log });
  const rows = await db
    .selectFrom('roster_entry')
    .selectAll()
    .where('hub_id', '=', hubId)
    .where('seq', '>', reset ? 0 : cursor)
    .orderBy('seq')
    .limit(PAGE + 1)
    .execute();
  const page = rows.slice(0, PAGE);
  const resend = await resendOf(db, hubId);
  return {
    ...(resend && { resend }),
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

/** What the hub is to send again, while it has not said that it did. */
async function resendOf(db: CentralDb, hubId: string): Promise<{ since: string; asked: string } | undefined> {
  const hub = await db
    .selectFrom('hub')
    .select(['resend_since', 'resend_asked_at', 'resend_done_at'])
    .where('id', '=', hubId)
    .executeTakeFirst();
  if (!hub?.resend_since || !hub.resend_asked_at || hub.resend_done_at !== null) return undefined;
  return { since: hub.resend_since, asked: hub.resend_asked_at };
}

/** The oldest number that still says something; for a hub that is new that is of no matter. */
async function oldestOf(db: CentralDb, hubId: string, cursor: number): Promise<number> {
  if (cursor === 0) return 0;
  const oldest = await db
    .selectFrom('roster_entry')
    .select((q) => q.fn.min('seq').as('seq'))
    .where('hub_id', '=', hubId)
    .executeTakeFirst();
  return oldest?.seq ?? 0;
}

async function newestOf(db: CentralDb, hubId: string): Promise<number> {
  const newest = await db
    .selectFrom('roster_entry')
    .select((q) => q.fn.max('seq').as('seq'))
    .where('hub_id', '=', hubId)
    .executeTakeFirst();
  return newest?.seq ?? 0;
}

/**
 * Notes that a hub has applied its roster up to the cursor it asks with.
 * @returns whether that is further than it was
 */
export async function acknowledge(db: CentralDb, hubId: string, cursor: number, now: Date): Promise<boolean> {
  const before = await db.selectFrom('hub').select('roster_cursor').where('id', '=', hubId).executeTakeFirst();
  // Of numbers we never gave out nothing is known: we were restored from a backup.
  const upTo = cursor > (await newestOf(db, hubId)) ? 0 : cursor;
  await db
    .updateTable('hub')
    .set({ roster_cursor: upTo, roster_asked_at: now.toISOString() })
    .where('id', '=', hubId)
    .execute();
  return upTo > (before?.roster_cursor ?? 0);
}
