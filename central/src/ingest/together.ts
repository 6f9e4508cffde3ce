import { setImmediate as turn } from 'node:timers/promises';
import type { CentralDb } from '../store/schema.ts';
import { isPostgres, write } from '../store/write.ts';

/**
 * So many share a transaction. Nothing else is answered while one is under way,
 * and eight batches of fifty visits take about a tenth of a second.
 */
const MOST_AT_ONCE = 8;

interface Waiting {
  work: (trx: CentralDb) => Promise<unknown>;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * A change that may share its transaction with others that come at the same
 * time. SQLite has one writer: when many hubs upload at once each would wait for
 * the disk by itself, one behind the other. Here those that come while one
 * transaction is written go into the next, and each is told only once that is
 * on the disk. What fails in company is tried again alone, so one fails nobody
 * else. PostgreSQL does the like by itself.
 * @param work as for `write`: it may be run again
 */
export function together<T>(db: CentralDb, work: (trx: CentralDb) => Promise<T>): Promise<T> {
  if (isPostgres(db)) return write(db, work);
  return new Promise<T>((resolve, reject) => {
    const line = lineOf(db);
    line.waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
    if (!line.running) void run(db, line);
  });
}

interface Line {
  waiting: Waiting[];
  running: boolean;
}
const lines = new WeakMap<CentralDb, Line>();

function lineOf(db: CentralDb): Line {
  let line = lines.get(db);
  if (!line) {
    line = { waiting: [], running: false };
    lines.set(db, line);
  }
  return line;
}

async function run(db: CentralDb, line: Line): Promise<void> {
  line.running = true;
  while (line.waiting.length > 0) {
    await commit(db, line.waiting.splice(0, MOST_AT_ONCE));
    // Whoever asks something else has waited long enough.
    await turn();
  }
  line.running = false;
}

async function commit(db: CentralDb, lot: Waiting[]): Promise<void> {
  let results: unknown[] | undefined;
  try {
    if (lot.length > 1) {
      results = await write(db, async (trx) => {
        const done: unknown[] = [];
        for (const { work } of lot) done.push(await work(trx));
        return done;
      });
    }
  } catch {
    // One of them; which, it says when it is tried alone.
  }
  for (const [i, { work, resolve, reject }] of lot.entries()) {
    if (results) resolve(results[i]);
    else await write(db, work).then(resolve, reject);
  }
}
