import { type RosterChange, type RosterEntry, rosterChange, rosterEntry } from '@tapwell/shared/roster/roster';
import { type Db, metaOf } from '../store/open.ts';
import { RosterView } from './roster-view.ts';

/** A page of the roster as it came. */
export interface StagedPage {
  changes: RosterChange[];
  cursor: number;
  /** Forget everything held before: central numbers its changes anew. */
  reset?: boolean;
}

/**
 * Keeps the roster on disk and in view. What comes in several pages is laid
 * aside durably page by page and taken whole with the last one, so that a hub
 * never works with half a roster; only a card taken out of use is so at once.
 */
export class RosterStore {
  readonly #db: Db;
  readonly #meta: ReturnType<typeof metaOf>;
  readonly #listeners = new Set<() => void>();
  /** By kind and id: a change is read once, not the whole roster again with it. */
  #entries: Map<string, RosterEntry>;
  #view: RosterView;

  /** @param onProblem hears of what an older or newer Tapwell kept and this one cannot read */
  constructor(db: Db, onProblem: (why: string) => void = () => {}) {
    this.#db = db;
    this.#meta = metaOf(db);
    const rows = db.prepare<[], { body: string }>('SELECT body FROM roster').all();
    const kept = rows.map((row) => rosterEntry.safeParse(JSON.parse(row.body)));
    const entries = kept.flatMap((read): RosterEntry[] => (read.success ? [read.data] : []));
    if (entries.length < kept.length) {
      onProblem(`${kept.length - entries.length} entries of the roster cannot be read: it is asked for anew`);
      this.#askAnew();
    } else if (!this.#stagedIsGood()) {
      onProblem('the part of a roster laid aside cannot be read: it is asked for again');
      db.transaction(() => this.#dropStaged())();
    }
    this.#entries = new Map(entries.map((entry) => [keyOf(entry), entry]));
    this.#view = new RosterView(entries);
  }

  get view(): RosterView {
    return this.#view;
  }

  /** Up to where the roster in use goes. */
  get cursor(): number {
    return Number(this.#meta.get('roster-cursor') ?? 0);
  }

  /** From where to ask on: after what is in use or laid aside. */
  get askFrom(): number {
    return Number(this.#meta.get('roster-staged-cursor') || this.cursor);
  }

  /** Up to where central may take it that we work with what it said: what is laid aside is not in use yet. */
  get acknowledged(): number {
    return this.#meta.get('roster-staged-reset') === 'yes' ? 0 : this.cursor;
  }

  /** Called after each applied change. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Lays a page aside of which more is to come. */
  stage({ changes, cursor, reset = false }: StagedPage): void {
    const add = this.#db.prepare('INSERT INTO roster_staged (body) VALUES (?)');
    const outOfUse = changes.filter((change) => takesCardOutOfUse(change, this.#entries));
    this.#db.transaction(() => {
      if (reset) this.#dropStaged();
      if (reset) this.#meta.set('roster-staged-reset', 'yes');
      for (const change of changes) add.run(JSON.stringify(change));
      this.#meta.set('roster-staged-cursor', String(cursor));
      this.#write(outOfUse);
    })();
    if (outOfUse.length > 0) this.#show(outOfUse, false);
  }

  /** Takes the last page, and with it what was laid aside; all in one transaction. */
  apply(changes: RosterChange[], cursor: number, reset = false): void {
    const staged = reset ? [] : this.#staged();
    const anew = reset || (staged.length > 0 && this.#meta.get('roster-staged-reset') === 'yes');
    const all = [...staged, ...changes];
    this.#db.transaction(() => {
      if (anew) this.#db.exec('DELETE FROM roster');
      this.#write(all);
      this.#dropStaged();
      this.#meta.set('roster-cursor', String(cursor));
    })();
    if (all.length > 0 || anew) this.#show(all, anew);
  }

  #staged(): RosterChange[] {
    const rows = this.#db.prepare<[], { body: string }>('SELECT body FROM roster_staged ORDER BY seq').all();
    return rows.map((row) => rosterChange.parse(JSON.parse(row.body)));
  }

  #stagedIsGood(): boolean {
    const rows = this.#db.prepare<[], { body: string }>('SELECT body FROM roster_staged').all();
    return rows.every((row) => rosterChange.safeParse(JSON.parse(row.body)).success);
  }

  /** Keeps what is in use, and asks central for all of it from the first number on. */
  #askAnew(): void {
    this.#db.transaction(() => {
      this.#dropStaged();
      this.#meta.set('roster-cursor', '0');
    })();
  }

  #dropStaged(): void {
    this.#db.exec('DELETE FROM roster_staged');
    this.#meta.set('roster-staged-cursor', '');
    this.#meta.set('roster-staged-reset', '');
  }

  #write(changes: RosterChange[]): void {
    const put = this.#db.prepare(
      'INSERT INTO roster VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body',
    );
    const remove = this.#db.prepare('DELETE FROM roster WHERE kind = ? AND id = ?');
    for (const change of changes) {
      if (change.op === 'put') put.run(change.entry.kind, change.entry.id, JSON.stringify(change.entry));
      else remove.run(change.kind, change.id);
    }
  }

  #show(changes: RosterChange[], anew: boolean): void {
    const entries = new Map(anew ? [] : this.#entries);
    for (const change of changes) {
      if (change.op === 'put') entries.set(keyOf(change.entry), change.entry);
      else entries.delete(keyOf(change));
    }
    this.#entries = entries;
    this.#view = new RosterView(entries.values());
    for (const listener of this.#listeners) listener();
  }
}

function keyOf({ kind, id }: { kind: string; id: string }): string {
  return `${kind} ${id}`;
}

/** A card in use here that is so no longer: nobody waits with that until the rest is here. Pure. */
function takesCardOutOfUse(change: RosterChange, held: ReadonlyMap<string, RosterEntry>): boolean {
  if (change.op !== 'put' || change.entry.kind !== 'card') return false;
  const { state } = change.entry;
  return state !== 'active' && state !== 'issued' && held.has(keyOf(change.entry));
}
