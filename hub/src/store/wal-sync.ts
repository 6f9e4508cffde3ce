import { closeSync, fdatasync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Db } from './open.ts';

/**
 * Commits whose wait for the disk does not hold the event loop. SQLite's own
 * durable commit (synchronous FULL) writes to the write-ahead log and then
 * blocks until the log is synced. Here the same two steps are taken apart: the
 * commit writes (synchronous NORMAL), and `settled` syncs the log on another
 * thread. Whoever answers waits for both, and so a pulled plug takes nothing
 * that was answered; requests are read meanwhile. Every other transaction of
 * the store stays durable by itself, and makes durable what was written before it.
 */
export class WalSync {
  readonly #db: Db;
  #log: number | undefined;
  /** A sync failed: the system may have forgotten what it could not write, and would call the next sync good. */
  #doubtful = false;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Does a transaction that may be read at once, and is durable once `settled` has resolved. */
  commit<T>(transaction: () => T): T {
    if (this.#doubtful) this.#rescue();
    this.#db.pragma('synchronous = NORMAL');
    try {
      return transaction();
    } finally {
      this.#db.pragma('synchronous = FULL');
    }
  }

  /** Resolves when everything committed before the call is on the disk. */
  async settled(): Promise<void> {
    if (this.#db.memory) return;
    try {
      this.#log ??= openLog(this.#db.name);
      await synced(this.#log);
    } catch (error) {
      this.#doubtful = true;
      throw error;
    }
    if (this.#doubtful) throw unsure();
  }

  close(): void {
    if (this.#log !== undefined) closeSync(this.#log);
    this.#log = undefined;
  }

  /** Writes all of the log into the main file, and syncs that: nothing depends on the log any more. */
  #rescue(): void {
    const [{ busy }] = this.#db.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }];
    if (busy) throw unsure();
    this.#doubtful = false;
  }
}

const synced = promisify(fdatasync);

/** The log lies beside the store for as long as that is open. That it is there must be durable too. */
function openLog(store: string): number {
  const folder = openSync(dirname(store), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return openSync(`${store}-wal`, 'r+');
}

function unsure(): Error {
  return Object.assign(new Error('the store could not be synced'), { code: 'EIO' });
}
