import type { Attendance } from '@tapwell/shared/attendance/attendance';
import type { RosterPrescribedActivity } from '@tapwell/shared/roster/roster';
import type { Db } from './open.ts';
import type { Outbox } from './outbox.ts';

/** Attendances recorded at this hub. Call within a transaction: each goes to the outbox with its row. */
export class Attendances {
  readonly #outbox: Outbox;
  readonly #insert;
  readonly #present;
  readonly #sessions;
  readonly #atSession;
  readonly #ofTap;
  readonly #retract;

  constructor(db: Db, outbox: Outbox) {
    this.#outbox = outbox;
    this.#insert = db.prepare(
      `INSERT INTO attendance (id, status, person_id, prescribed_activity_id, session_id, arrived_at, tap_id, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#present = db.prepare<[string, string], { since: string }>(
      `SELECT arrived_at AS since FROM attendance WHERE person_id = ? AND session_id = ? AND status = 'finished'`,
    );
    this.#sessions = db.prepare<[string], { session_id: string; finished: number }>(
      `SELECT session_id, max(status = 'finished') AS finished FROM attendance
       WHERE prescribed_activity_id = ? GROUP BY session_id`,
    );
    this.#atSession = db.prepare<[string], { body: string }>(
      `SELECT body FROM attendance WHERE session_id = ? AND status = 'finished' ORDER BY arrived_at`,
    );
    this.#ofTap = db.prepare<[string], { body: string }>(
      `SELECT body FROM attendance WHERE tap_id = ? AND status = 'finished'`,
    );
    this.#retract = db.prepare(`UPDATE attendance SET status = 'entered-in-error' WHERE id = ?`);
  }

  record(a: Attendance, tapId: string | null): void {
    const { id, status, personId, prescribedActivityId, sessionId, arrivedAt } = a;
    this.#insert.run(id, status, personId, prescribedActivityId, sessionId, arrivedAt, tapId, JSON.stringify(a));
    this.#outbox.add('attendance', a.arrivedAt, a);
  }

  /** Takes an attendance back: the fact stays, marked, and the correction goes upstream. */
  retract(a: Attendance): void {
    this.#retract.run(a.id);
    this.#outbox.add('attendance', a.arrivedAt, { ...a, version: a.version + 1, status: 'entered-in-error' });
  }

  /** When someone came to a session, by our own record. */
  presentSince(personId: string, sessionId: string): string | null {
    return this.#present.get(personId, sessionId)?.since ?? null;
  }

  /**
   * The different sessions attended under a prescribed activity: what central
   * has on record, joined with our own. Where we took an attendance back, we
   * know better than a roster that has not heard of it yet.
   */
  sessionsAttended({ id, attended }: Pick<RosterPrescribedActivity, 'id' | 'attended'>): Set<string> {
    const sessions = new Set(attended);
    for (const { session_id, finished } of this.#sessions.all(id)) {
      if (finished) sessions.add(session_id);
      else sessions.delete(session_id);
    }
    return sessions;
  }

  atSession(sessionId: string): Attendance[] {
    return this.#atSession.all(sessionId).map((row) => JSON.parse(row.body) as Attendance);
  }

  ofTap(tapId: string): Attendance | undefined {
    const row = this.#ofTap.get(tapId);
    return row && (JSON.parse(row.body) as Attendance);
  }
}
