import { join } from 'node:path';
import { ensureDataFolder } from '@tapwell/shared/disk/data-folder';
import type { Tap } from '@tapwell/shared/tap/tap';
import Database, { SqliteError } from 'better-sqlite3';
import { Outages } from './outages.ts';

/** More than a page of the file, so that it must find new ones; a tap, at most 1,000 bytes, then finds them too. */
const ROOM_BYTES = 8_000;

/** A disk that is full, or that failed for once: it may be well again the next time. */
export function isDiskTrouble(error: unknown): boolean {
  return error instanceof SqliteError && /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|BUSY)/.test(error.code);
}

/**
 * The kiosk's own memory of taps: durable before anything is shown, in the
 * order they happened. Only the hub's answer ends an entry.
 */
export class Journal {
  readonly outages: Outages;
  readonly #db: Database.Database;
  readonly #add;
  readonly #oldest;
  readonly #end;
  readonly #count;

  /**
   * @param dataDir created if needed; `:memory:` for a journal that forgets
   * @param open for tests of a disk that fills
   */
  constructor(dataDir: string, open: (file: string) => Database.Database = (file) => new Database(file)) {
    ensureDataFolder(dataDir);
    this.#db = open(dataDir === ':memory:' ? dataDir : join(dataDir, 'journal.sqlite'));
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('synchronous = FULL');
    this.#db.exec(
      `CREATE TABLE IF NOT EXISTS tap (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
       CREATE TABLE IF NOT EXISTS room (body TEXT NOT NULL) STRICT`,
    );
    this.outages = new Outages(this.#db);
    this.#add = this.#db.prepare('INSERT INTO tap (id, body) VALUES (?, ?)');
    this.#oldest = this.#db.prepare<[string, number], { body: string }>(
      'SELECT body FROM tap WHERE id NOT IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?',
    );
    this.#end = this.#db.prepare('DELETE FROM tap WHERE id = ?');
    this.#count = this.#db.prepare<[], { n: number }>('SELECT count(*) AS n FROM tap');
  }

  /** Durable when it returns. */
  add(tap: Tap): void {
    this.#add.run(tap.id, JSON.stringify(tap));
  }

  /** The oldest taps the hub has not acknowledged, but for these. */
  oldest(limit: number, except: string[] = []): Tap[] {
    return this.#oldest.all(JSON.stringify(except), limit).map((row) => JSON.parse(row.body) as Tap);
  }

  /** Whether a tap could be kept now: tried with one, and taken back. */
  hasRoom(): boolean {
    try {
      // Committed on its own, so that it really reaches the disk.
      this.#db.prepare('INSERT INTO room VALUES (?)').run(' '.repeat(ROOM_BYTES));
      this.#db.prepare('DELETE FROM room').run();
      return true;
    } catch (error) {
      if (isDiskTrouble(error)) return false;
      throw error;
    }
  }

  /** The hub has these. */
  end(ids: string[]): void {
    this.#db.transaction(() => {
      for (const id of ids) this.#end.run(id);
    })();
  }

  get waiting(): number {
    return this.#count.get()!.n;
  }

  close(): void {
    this.#db.close();
  }
}
