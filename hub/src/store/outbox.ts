import type { Attendance } from '@tapwell/shared/attendance/attendance';
import type { HubFact } from '@tapwell/shared/facts/hub-report';
import type { Db } from './open.ts';
import type { Quarantine } from './quarantine.ts';

/** One fact waiting to go up. */
export type OutboxEntry = { seq: number } & (
  | { kind: 'attendance'; body: Attendance }
  | { kind: 'fact'; body: HubFact }
);

interface Row {
  seq: number;
  kind: 'attendance' | 'fact';
  body: string;
  /** Its line in the quarantine, when it is sent again from there. */
  quarantine_key: string | null;
}

export interface OutboxCounts {
  waiting: number;
  /** When the oldest of them happened. */
  oldest: string | null;
  /** Of those that wait, how many central fails at. */
  setBack: number;
  /** Refused, for staff to settle. */
  quarantined: number;
}

/** Facts on their way to central, in the order they were recorded. */
export class Outbox {
  readonly #db: Db;
  readonly #quarantine: Quarantine;
  readonly #add;
  readonly #next;
  readonly #nextSetBack;
  readonly #setBack;
  readonly #end;
  readonly #find;
  readonly #counts;
  readonly #last;
  readonly #listeners = new Set<() => void>();
  #waking = false;
  /** The last entry that may go up. */
  #upTo = Number.MAX_SAFE_INTEGER;

  constructor(db: Db, quarantine: Quarantine) {
    this.#db = db;
    this.#quarantine = quarantine;
    this.#add = db.prepare('INSERT INTO outbox (kind, happened_at, body, quarantine_key) VALUES (?, ?, ?, ?)');
    this.#next = db.prepare<[number, number, number], Row>(
      'SELECT * FROM outbox WHERE seq > ? AND seq <= ? AND setbacks = 0 ORDER BY seq LIMIT ?',
    );
    this.#nextSetBack = db.prepare<[], Row>('SELECT * FROM outbox WHERE setbacks > 0 ORDER BY setbacks, seq LIMIT 1');
    this.#setBack = db.prepare('UPDATE outbox SET setbacks = setbacks + 1 WHERE seq = ?');
    this.#end = db
      .prepare<[number], string | null>('DELETE FROM outbox WHERE seq = ? RETURNING quarantine_key')
      .pluck();
    this.#find = db.prepare<[number], Row>('SELECT * FROM outbox WHERE seq = ?');
    this.#last = db.prepare<[], number>(`SELECT seq FROM sqlite_sequence WHERE name = 'outbox'`).pluck();
    this.#counts = db.prepare<[], OutboxCounts>(
      // Each on its own: together, count and min would read every entry (18 ms of 100,000; so it is 0.2 ms).
      `SELECT (SELECT count(*) FROM outbox) AS waiting, (SELECT min(happened_at) FROM outbox) AS oldest,
         (SELECT count(*) FROM outbox WHERE setbacks > 0) AS setBack,
         (SELECT count(*) FROM quarantine WHERE state = 'open') AS quarantined`,
    );
  }

  /** Call within the transaction that records the fact itself. */
  add(kind: OutboxEntry['kind'], happenedAt: string, body: Attendance | HubFact): void {
    this.#put(kind, happenedAt, JSON.stringify(body), null);
  }

  /** Puts something refused at the end once more; its line in the quarantine hears how that goes. */
  again({ key, kind, body }: { key: string; kind: OutboxEntry['kind']; body: string }): void {
    const { at, arrivedAt } = JSON.parse(body) as { at?: string; arrivedAt?: string };
    this.#put(kind, arrivedAt ?? at ?? new Date().toISOString(), body, key);
  }

  #put(kind: OutboxEntry['kind'], happenedAt: string, body: string, quarantineKey: string | null): void {
    this.#add.run(kind, happenedAt, body, quarantineKey);
    this.#wake();
  }

  #wake(): void {
    if (this.#waking) return;
    this.#waking = true;
    // After the transaction: the uploader must find what it is woken for.
    setImmediate(() => {
      this.#waking = false;
      for (const listener of this.#listeners) listener();
    });
  }

  /** The newest entry there ever was. */
  last(): number {
    return this.#last.get() ?? 0;
  }

  /**
   * Keeps what came after an entry here until it is released: it is not yet on
   * the disk, and central must not have what a pulled plug would take from us.
   */
  holdBack(after: number): void {
    this.#upTo = Math.min(this.#upTo, after);
  }

  /** @param upTo the last entry that may go up; all of them without it */
  release(upTo = Number.MAX_SAFE_INTEGER): void {
    this.#upTo = upTo;
    this.#wake();
  }

  onAdd(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /**
   * The oldest entries, as many as are of one kind in a row, at most `limit`; none that was set back.
   * @param after look only at those that came later than this one
   */
  next(limit: number, after = 0): OutboxEntry[] {
    const rows = this.#next.all(after, this.#upTo, limit);
    const other = rows.findIndex((row) => row.kind !== rows[0]!.kind);
    return (other === -1 ? rows : rows.slice(0, other)).map(entryOf);
  }

  /** Central fails at this entry, though not at others: it goes behind them all, and never leaves for that. */
  setBack(seq: number): void {
    this.#setBack.run(seq);
  }

  /** The entry that was set back least often. */
  nextSetBack(): OutboxEntry | undefined {
    const row = this.#nextSetBack.get();
    return row && entryOf(row);
  }

  counts(): OutboxCounts {
    return this.#counts.get()!;
  }

  /** Central could not take this attendance: it must at least not call the person absent. */
  #tellRefused({ id, arrivedAt: at, personId, kioskAt, hubAt }: Attendance): void {
    const evidence = { kind: 'refused' as const };
    const outcome = 'refused';
    this.add('fact', at, {
      kind: 'tap',
      id,
      at,
      outcome,
      evidence,
      kioskAt: kioskAt ?? hubAt,
      cardId: null,
      counter: null,
      personId,
    });
  }

  /**
   * Ends entries central has, and sets refused ones aside with the reason; one
   * transaction. That something is at central need not outlast a pulled plug:
   * it would be sent again and be known there. Why something is refused must.
   */
  settle(stored: number[], refused: { seq: number; reason: string }[], now: Date): void {
    if (refused.length === 0) this.#db.pragma('synchronous = NORMAL');
    try {
      this.#db.transaction(() => {
        for (const seq of stored) {
          const key = this.#end.get(seq);
          if (key) this.#quarantine.settle(key, 'taken', null, null);
        }
        for (const { seq, reason } of refused) {
          const row = this.#find.get(seq);
          if (row) this.#refuse(row, reason, now);
          this.#end.get(seq);
        }
      })();
    } finally {
      this.#db.pragma('synchronous = FULL');
    }
  }

  #refuse({ seq, kind, body, quarantine_key: key }: Row, reason: string, now: Date): void {
    if (key) {
      this.#quarantine.refusedAgain(key, reason, now);
      return;
    }
    this.#quarantine.add({ key: `outbox ${seq}`, kind, body, reason }, now);
    if (kind === 'attendance') this.#tellRefused(JSON.parse(body) as Attendance);
  }
}

function entryOf({ seq, kind, body }: Row): OutboxEntry {
  return { seq, kind, body: JSON.parse(body) } as OutboxEntry;
}
