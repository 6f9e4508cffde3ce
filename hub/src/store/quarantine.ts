import type { Db } from './open.ts';

/** What could not be taken or was refused, with its reason, for staff to settle. Nothing leaves it by itself. */
export class Quarantine {
  readonly #add;

  constructor(db: Db) {
    this.#add = db.prepare(
      'INSERT OR IGNORE INTO quarantine (key, kind, body, reason, refused_at) VALUES (?, ?, ?, ?, ?)',
    );
  }

  /**
   * @param entry `key` names the thing, so that the same one twice is kept once
   * @returns whether it is new
   */
  add(entry: { key: string; kind: string; body: string; reason: string }, now: Date): boolean {
    return this.#add.run(entry.key, entry.kind, entry.body, entry.reason, now.toISOString()).changes === 1;
  }
}
