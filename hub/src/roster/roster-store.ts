import { type RosterChange, type RosterEntry, rosterEntry } from '@tapwell/shared/roster/roster';
import { type Db, metaOf } from '../store/open.ts';
import { RosterView } from './roster-view.ts';

/** Keeps the roster on disk and in view; a page of changes is applied whole or not at all. */
export class RosterStore {
  readonly #db: Db;
  readonly #meta: ReturnType<typeof metaOf>;
  readonly #listeners = new Set<() => void>();
  #view: RosterView;

  constructor(db: Db) {
    this.#db = db;
    this.#meta = metaOf(db);
    this.#view = this.#load();
  }

  get view(): RosterView {
    return this.#view;
  }

  get cursor(): number {
    return Number(this.#meta.get('roster-cursor') ?? 0);
  }

  /** Called after each applied change. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** @param reset forget everything held before: central numbers its changes anew */
  apply(changes: RosterChange[], cursor: number, reset = false): void {
    const put = this.#db.prepare(
      'INSERT INTO roster VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body',
    );
    const remove = this.#db.prepare('DELETE FROM roster WHERE kind = ? AND id = ?');
    this.#db.transaction(() => {
      if (reset) this.#db.exec('DELETE FROM roster');
      for (const change of changes) {
        if (change.op === 'put') put.run(change.entry.kind, change.entry.id, JSON.stringify(change.entry));
        else remove.run(change.kind, change.id);
      }
      this.#meta.set('roster-cursor', String(cursor));
    })();
    if (changes.length === 0 && !reset) return;
    this.#view = this.#load();
    for (const listener of this.#listeners) listener();
  }

  #load(): RosterView {
    const rows = this.#db.prepare<[], { body: string }>('SELECT body FROM roster').all();
    return new RosterView(rows.map((row): RosterEntry => rosterEntry.parse(JSON.parse(row.body))));
  }
}
