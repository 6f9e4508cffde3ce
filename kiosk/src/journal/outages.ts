import { newId } from '@tapwell/shared/ids';
import type Database from 'better-sqlite3';

/** A time in which no card could be read; kiosk clock, ms since 1970. */
export interface Outage {
  id: string;
  from: number;
  to: number;
}

/** Shorter than this hides nobody: people wait, or try again. */
const SHORTEST_MS = 60_000;
/** How often the kiosk notes that it lives; a crash is taken to have begun then. */
const NOTE_EVERY_MS = 15_000;

/**
 * The times in which this kiosk could not read a card: reader not ready, or
 * the kiosk itself not running. Kept until the hub has heard of each, so that
 * an absence then is never called "missed".
 */
export class Outages {
  readonly #db: Database.Database;
  readonly #now: () => number;
  #downSince: number | null;
  #notedAt = 0;

  constructor(db: Database.Database, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
    db.exec(
      `CREATE TABLE IF NOT EXISTS outage (id TEXT PRIMARY KEY, from_at INTEGER NOT NULL, to_at INTEGER NOT NULL) STRICT;
       CREATE TABLE IF NOT EXISTS alive (only INTEGER PRIMARY KEY CHECK (only = 1), at INTEGER NOT NULL) STRICT;`,
    );
    // Until the reader is ready we are down, and were since we last noted that we lived.
    const last = db.prepare<[], { at: number }>('SELECT at FROM alive').get();
    this.#downSince = Math.min(last?.at ?? now(), now());
  }

  /** Since when no card can be read, kiosk clock; null while the reader works. */
  get downSince(): number | null {
    return this.#downSince;
  }

  readerReady(): void {
    const from = this.#downSince;
    this.#downSince = null;
    const to = this.#now();
    if (from !== null && to - from >= SHORTEST_MS) {
      this.#db.prepare('INSERT INTO outage VALUES (?, ?, ?)').run(newId(), from, to);
    }
    this.#note();
  }

  readerDown(): void {
    this.#downSince ??= this.#now();
  }

  /** Call every few seconds while running. */
  alive(): void {
    // While down, what was noted before stays: a restart in the middle is one outage.
    if (this.#downSince === null && Math.abs(this.#now() - this.#notedAt) >= NOTE_EVERY_MS) this.#note();
  }

  /** What the hub has not heard of, oldest first. */
  untold(): Outage[] {
    return this.#db
      .prepare<[], Outage>('SELECT id, from_at AS "from", to_at AS "to" FROM outage ORDER BY from_at LIMIT 50')
      .all();
  }

  told(ids: string[]): void {
    const remove = this.#db.prepare('DELETE FROM outage WHERE id = ?');
    for (const id of ids) remove.run(id);
  }

  #note(): void {
    this.#notedAt = this.#now();
    this.#db
      .prepare('INSERT INTO alive VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET at = excluded.at')
      .run(this.#notedAt);
  }
}
