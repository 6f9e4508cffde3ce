import type { Db } from './open.ts';

export interface QuarantineEntry {
  /** Names the thing, so that the same one twice is kept once. */
  key: string;
  kind: 'attendance' | 'fact' | 'tap';
  /** JSON. */
  body: string;
  reason: string;
  /** The kiosk it came from, where it never became a fact. */
  kioskId?: string;
}

export type QuarantineState = 'open' | 'retrying' | 'explained' | 'taken';

export interface KeptEntry {
  key: string;
  kind: QuarantineEntry['kind'];
  body: string;
  reason: string;
  refused_at: string;
  kiosk_id: string | null;
  state: QuarantineState;
  explanation: string | null;
  settled_by: string | null;
  settled_by_id: string | null;
}

/** What could not be taken or was refused, with its reason, for staff to settle. Only what was settled leaves it, with its age. */
export class Quarantine {
  readonly #add;
  readonly #find;
  readonly #list;
  readonly #open;
  readonly #settle;
  readonly #again;

  constructor(db: Db) {
    this.#add = db.prepare(
      'INSERT OR IGNORE INTO quarantine (key, kind, body, reason, refused_at, kiosk_id) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#find = db.prepare<[string], KeptEntry>('SELECT * FROM quarantine WHERE key = ?');
    // What staff have still to settle first, and of the rest the newest.
    this.#list = db.prepare<[], KeptEntry>(
      `SELECT * FROM quarantine WHERE state <> 'taken' ORDER BY state = 'explained', refused_at DESC`,
    );
    this.#open = db.prepare<[], KeptEntry>(`SELECT * FROM quarantine WHERE state = 'open'`);
    // What was said of it, and by whom, outlasts what central makes of it in the end.
    this.#settle = db.prepare(
      `UPDATE quarantine SET state = @state, explanation = coalesce(@explanation, explanation),
         settled_by = coalesce(@by, settled_by), settled_by_id = coalesce(@byId, settled_by_id), settled_at = @at
       WHERE key = @key`,
    );
    this.#again = db.prepare('UPDATE quarantine SET state = ?, reason = ?, refused_at = ? WHERE key = ?');
  }

  /** @returns whether it is new */
  add(entry: QuarantineEntry, now: Date): boolean {
    const { key, kind, body, reason, kioskId = null } = entry;
    return this.#add.run(key, kind, body, reason, now.toISOString(), kioskId).changes === 1;
  }

  find(key: string): KeptEntry | undefined {
    return this.#find.get(key);
  }

  /** What is not taken in the end. */
  list(limit: number, isWanted: (entry: KeptEntry) => boolean = () => true): KeptEntry[] {
    const wanted: KeptEntry[] = [];
    // One after another: lines of others must not hide those that are asked for.
    for (const entry of this.#list.iterate()) {
      if (isWanted(entry)) wanted.push(entry);
      if (wanted.length >= limit) break;
    }
    return wanted;
  }

  /** How many wait to be settled, of those wanted. */
  countOpen(isWanted: (entry: KeptEntry) => boolean): number {
    return this.#open.all().filter(isWanted).length;
  }

  /** What staff, or central in the end, made of it. */
  settle(
    key: string,
    state: QuarantineState,
    explanation: string | null,
    by: { id: string; name: string } | null,
    now = new Date(),
  ): void {
    const who = { by: by?.name ?? null, byId: by?.id ?? null };
    this.#settle.run({ key, state, explanation, ...who, at: now.toISOString() });
  }

  /** Sent again and refused again. */
  refusedAgain(key: string, reason: string, now: Date): void {
    this.#again.run('open', reason, now.toISOString(), key);
  }
}
