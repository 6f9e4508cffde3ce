import type { Logger } from 'pino';
import { OLDEST_MS } from '../decide/happened-at.ts';
import type { Db } from '../store/open.ts';
import { noteGone } from '../sync/holds-since.ts';
import { type Purging, RETENTION } from './retention.ts';
import { storeTrouble } from './store-trouble.ts';

const DAY_MS = 86_400_000;
/** The first one waits until the hub has settled after its start. */
const FIRST_MS = 60_000;
/** Rows in one transaction, so that no tap waits long behind a purge. */
const AT_ONCE = 100;

/** How many rows left each table. */
export type Purged = Record<string, number>;

/**
 * Removes what is older than the hub may keep, and what has expired. A venue
 * holds the least: central keeps the record.
 *
 * Step by step, so that between two steps a tap can be taken.
 * @param pause lets others go between two steps
 */
export async function purge(db: Db, keepDays: number, now: Date, pause = yieldToOthers): Promise<Purged> {
  const before = new Date(now.getTime() - keepDays * DAY_MS).toISOString();
  const oldest = new Date(now.getTime() - Math.max(keepDays * DAY_MS, OLDEST_MS)).toISOString();
  noteGone(db, before);
  const purged: Purged = {};
  for (const [table, rule] of Object.entries(RETENTION)) {
    for (const purging of 'kept' in rule ? [] : rule) {
      const step = db.prepare(sqlOf(table, purging));
      let gone = 0;
      for (let changes = AT_ONCE; changes === AT_ONCE; gone += changes) {
        changes = step.run({ before, oldest, now: now.toISOString(), most: AT_ONCE }).changes;
        await pause();
      }
      if (gone > 0) purged[table] = (purged[table] ?? 0) + gone;
    }
  }
  return purged;
}

function sqlOf(table: string, { where, set }: Purging): string {
  const rows = `rowid IN (SELECT rowid FROM ${table} WHERE ${where} LIMIT @most)`;
  return set ? `UPDATE ${table} SET ${set} WHERE ${rows}` : `DELETE FROM ${table} WHERE ${rows}`;
}

function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Purges soon after the start and then once a day, until stopped. */
export function purgeDaily(db: Db, keepDays: number, log: Pick<Logger, 'info' | 'error'>): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const once = async () => {
    try {
      const purged = await purge(db, keepDays, new Date(), async () => {
        await yieldToOthers();
        if (stopped) throw new Stopped();
      });
      if (Object.keys(purged).length > 0) log.info({ purged, keepDays }, 'purged');
    } catch (error) {
      // A store that cannot be written is told of elsewhere; tomorrow is another day.
      if (!(error instanceof Stopped) && !storeTrouble(error)) log.error({ err: error }, 'purge failed');
    }
  };
  const start = () => {
    running = once();
  };
  const first = setTimeout(start, FIRST_MS);
  const daily = setInterval(start, DAY_MS);
  first.unref();
  daily.unref();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(first);
      clearInterval(daily);
      await running;
    },
  };
}

class Stopped extends Error {}
