import type { Attendance } from '@tapwell/shared/attendance/attendance';
import type { RosterPrescribedActivity } from '@tapwell/shared/roster/roster';
import { nextVersion } from '../decide/next-version.ts';
import type { Db } from './open.ts';
import type { Outbox } from './outbox.ts';

/** Attendances recorded at this hub. Call within a transaction: each goes to the outbox with its row. */
export class Attendances {
  readonly #outbox: Outbox;
  readonly #insert;
  readonly #sessions;
  readonly #atSession;
  readonly #ofTap;
  readonly #change;
  readonly #find;
  readonly #takenBack;
  readonly #recent;
  readonly #count;
  readonly #ofDay;

  constructor(db: Db, outbox: Outbox) {
    this.#outbox = outbox;
    this.#insert = db.prepare(
      `INSERT INTO attendance (id, status, person_id, prescribed_activity_id, session_id, arrived_at, tap_id, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#find = db.prepare<[string, string], { body: string }>(
      `SELECT body FROM attendance WHERE person_id = ? AND session_id = ? AND status = 'finished'`,
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
    this.#change = db.prepare('UPDATE attendance SET status = ?, arrived_at = ?, body = ? WHERE id = ?');
    this.#takenBack = db.prepare<[string], { body: string }>(
      `SELECT body FROM attendance WHERE session_id = ? AND status <> 'finished'`,
    );
    this.#recent = db.prepare<[string, string], { body: string }>(
      `SELECT body FROM attendance WHERE person_id = ? AND status = 'finished' AND arrived_at > ?`,
    );
    this.#count = db.prepare<[string], { here: number }>(
      `SELECT count(*) AS here FROM attendance WHERE session_id = ? AND status = 'finished'`,
    );
    // A session's id is <activity>@<day>T<time>.
    this.#ofDay = db.prepare<[string, string], { body: string }>(
      'SELECT body FROM attendance WHERE session_id >= ? AND session_id < ?',
    );
  }

  record(a: Attendance, tapId: string | null): void {
    const { id, status, personId, prescribedActivityId, sessionId, arrivedAt } = a;
    this.#insert.run(id, status, personId, prescribedActivityId, sessionId, arrivedAt, tapId, JSON.stringify(a));
    this.#outbox.add('attendance', a.arrivedAt, a);
  }

  /**
   * Keeps the next version of an attendance, and sends it up. The versions
   * before are at central, and in the log of what staff did.
   * @param at when the change was made or tapped: until then the record above is not complete
   */
  change(next: Attendance, at: string): void {
    this.#change.run(next.status, next.arrivedAt, JSON.stringify(next), next.id);
    this.#outbox.add('attendance', at, next);
  }

  /** Takes an attendance back: the fact stays, marked, and the correction goes upstream. */
  retract(a: Attendance, at: string, now: Date): void {
    this.change({ ...a, version: nextVersion(a.version, now), status: 'entered-in-error' }, at);
  }

  /** The attendance of a person at a session that holds. */
  find(personId: string, sessionId: string): Attendance | undefined {
    return bodyOf(this.#find.get(personId, sessionId));
  }

  /** Where a person was since some time ago. */
  recent(personId: string, since: Date): Attendance[] {
    return this.#recent.all(personId, since.toISOString()).map(bodyOf) as Attendance[];
  }

  /** How many are on record for a session. */
  countAt(sessionId: string): number {
    return this.#count.get(sessionId)!.here;
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

  /** Who is on record for a session, in order of arrival. */
  atSession(sessionId: string): Attendance[] {
    return this.#atSession.all(sessionId).map(bodyOf) as Attendance[];
  }

  /** Attendances of a session that were taken back. */
  takenBackAt(sessionId: string): Attendance[] {
    return this.#takenBack.all(sessionId).map(bodyOf) as Attendance[];
  }

  /** All of the sessions of some activities that began on a local day, taken back or not. */
  ofDay(day: string, activityIds: Iterable<string>): Attendance[] {
    const all = [...activityIds].flatMap((id) => this.#ofDay.all(`${id}@${day}T`, `${id}@${day}U`));
    return all.map(bodyOf) as Attendance[];
  }

  ofTap(tapId: string): Attendance | undefined {
    return bodyOf(this.#ofTap.get(tapId));
  }
}

function bodyOf(row: { body: string } | undefined): Attendance | undefined {
  return row && (JSON.parse(row.body) as Attendance);
}
