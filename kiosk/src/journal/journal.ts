import { join } from 'node:path';
import { ensureDataFolder } from '@tapwell/shared/disk/data-folder';
import type { Tap } from '@tapwell/shared/tap/tap';
import Database from 'better-sqlite3';
import { Outages } from './outages.ts';

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

  /** @param dataDir created if needed; `:memory:` for a journal that forgets */
  constructor(dataDir: string) {
    ensureDataFolder(dataDir);
    this.#db = new Database(dataDir === ':memory:' ? dataDir : join(dataDir, 'journal.sqlite'));
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('synchronous = FULL');
    this.#db.exec(
      `CREATE TABLE IF NOT EXISTS tap (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT`,
    );
    this.outages = new Outages(this.#db);
    this.#add = this.#db.prepare('INSERT INTO tap (id, body) VALUES (?, ?)');
    this.#oldest = this.#db.prepare<[number], { body: string }>('SELECT body FROM tap ORDER BY seq LIMIT ?');
    this.#end = this.#db.prepare('DELETE FROM tap WHERE id = ?');
    this.#count = this.#db.prepare<[], { n: number }>('SELECT count(*) AS n FROM tap');
  }

  /** Durable when it returns. */
  add(tap: Tap): void {
    this.#add.run(tap.id, JSON.stringify(tap));
  }

  /** The oldest taps the hub has not acknowledged. */
  oldest(limit: number): Tap[] {
    return this.#oldest.all(limit).map((row) => JSON.parse(row.body) as Tap);
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
