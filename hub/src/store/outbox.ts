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
  kind: string;
  body: string;
}

/** Facts on their way to central, in the order they were recorded. */
export class Outbox {
  readonly #db: Db;
  readonly #quarantine: Quarantine;
  readonly #add;
  readonly #next;
  readonly #counts;
  readonly #listeners = new Set<() => void>();

  constructor(db: Db, quarantine: Quarantine) {
    this.#db = db;
    this.#quarantine = quarantine;
    this.#add = db.prepare('INSERT INTO outbox (kind, happened_at, body) VALUES (?, ?, ?)');
    this.#next = db.prepare<[number], Row>('SELECT seq, kind, body FROM outbox ORDER BY seq LIMIT ?');
    this.#counts = db.prepare<[], { waiting: number; oldest: string | null; quarantined: number }>(
      `SELECT count(*) AS waiting, min(happened_at) AS oldest, (SELECT count(*) FROM quarantine) AS quarantined FROM outbox`,
    );
  }

  /** Call within the transaction that records the fact itself. */
  add(kind: OutboxEntry['kind'], happenedAt: string, body: Attendance | HubFact): void {
    this.#add.run(kind, happenedAt, JSON.stringify(body));
    // After the transaction: the uploader must find what it is woken for.
    setImmediate(() => {
      for (const listener of this.#listeners) listener();
    });
  }

  onAdd(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** The oldest entries, as many as are of one kind in a row, at most `limit`. */
  next(limit: number): OutboxEntry[] {
    const rows = this.#next.all(limit);
    const other = rows.findIndex((row) => row.kind !== rows[0]!.kind);
    return (other === -1 ? rows : rows.slice(0, other)).map(
      ({ seq, kind, body }) => ({ seq, kind, body: JSON.parse(body) }) as OutboxEntry,
    );
  }

  counts(): { waiting: number; oldest: string | null; quarantined: number } {
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

  /** Ends entries central has, and sets refused ones aside with the reason; one transaction. */
  settle(stored: number[], refused: { seq: number; reason: string }[], now: Date): void {
    const remove = this.#db.prepare('DELETE FROM outbox WHERE seq = ?');
    const find = this.#db.prepare<[number], Row>('SELECT seq, kind, body FROM outbox WHERE seq = ?');
    this.#db.transaction(() => {
      for (const seq of stored) remove.run(seq);
      for (const { seq, reason } of refused) {
        const row = find.get(seq);
        if (row) {
          this.#quarantine.add({ key: `outbox ${seq}`, kind: row.kind, body: row.body, reason }, now);
          if (row.kind === 'attendance') this.#tellRefused(JSON.parse(row.body) as Attendance);
        }
        remove.run(seq);
      }
    })();
  }
}
