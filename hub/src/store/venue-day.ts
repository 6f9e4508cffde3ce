import type { Attendance } from '@tapwell/shared/attendance/attendance';
import type { HubFact } from '@tapwell/shared/facts/hub-report';
import type { Db } from './open.ts';
import type { Outbox } from './outbox.ts';

type FactOf<K extends HubFact['kind']> = Extract<HubFact, { kind: K }>;
export type SessionFact = FactOf<'session'>;
export type ExpectedFact = FactOf<'expected'>;
export type CompanionFact = FactOf<'companion'>;
export type PlacedFact = FactOf<'placed'>;
/** A fact of which only the newest version holds. */
export type DayFact = SessionFact | ExpectedFact | CompanionFact | PlacedFact;

interface Body {
  body: string;
}

/** What is said of a venue's days besides attendances. Call `save` within a transaction: each goes to the outbox with its row. */
export class VenueDay {
  readonly #outbox: Outbox;
  readonly #session;
  readonly #between;
  readonly #visitTo;
  readonly #expected;
  readonly #visits;
  readonly #visit;
  readonly #placed;
  readonly #dismiss;
  readonly #dismissedBy;
  readonly #put: { [K in DayFact['kind']]: (fact: FactOf<K>, body: string) => void };

  constructor(db: Db, outbox: Outbox) {
    this.#outbox = outbox;
    this.#session = db.prepare<[string], Body>('SELECT body FROM session_day WHERE session_id = ?');
    this.#between = db.prepare<[string, string], Body>(
      'SELECT body FROM session_day WHERE ends_at > ? AND starts_at < ?',
    );
    this.#visitTo = db.prepare<[string], Body>('SELECT body FROM attendance WHERE session_id = ? LIMIT 1');
    this.#expected = db.prepare<[string], Body>('SELECT body FROM expectation WHERE session_id = ?');
    this.#visits = db.prepare<[string], Body>(
      `SELECT body FROM companion_visit WHERE session_id = ? AND status = 'finished' ORDER BY id`,
    );
    this.#visit = db.prepare<[string], Body>('SELECT body FROM companion_visit WHERE id = ?');
    this.#placed = db.prepare<[string], Body>('SELECT body FROM placed_tap WHERE tap_id = ?');
    this.#dismiss = db.prepare('INSERT OR IGNORE INTO dismissed_tap VALUES (?, ?, ?)');
    this.#dismissedBy = db.prepare<[string], string>('SELECT provider_id FROM dismissed_tap WHERE tap_id = ?').pluck();
    const session = db.prepare(
      'INSERT INTO session_day VALUES (?, ?, ?, ?) ON CONFLICT (session_id) DO UPDATE SET body = excluded.body',
    );
    const expected = db.prepare(
      'INSERT INTO expectation VALUES (?, ?, ?, ?) ON CONFLICT (session_id, person_id) DO UPDATE SET body = excluded.body',
    );
    const companion = db.prepare(
      `INSERT INTO companion_visit VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET status = excluded.status, body = excluded.body`,
    );
    const placed = db.prepare(
      `INSERT INTO placed_tap VALUES (?, ?, ?)
       ON CONFLICT (tap_id) DO UPDATE SET at = excluded.at, body = excluded.body`,
    );
    this.#put = {
      session: (f, body) => void session.run(f.sessionId, f.sessionStart, f.sessionEnd, body),
      expected: (f, body) => void expected.run(f.sessionId, f.personId, f.sessionEnd, body),
      companion: (f, body) =>
        void companion.run(f.visitId, f.status, f.sessionId, f.sessionEnd, f.personId, companionKey(f), body),
      placed: (f, body) => void placed.run(f.tapId, f.at, body),
    };
  }

  save(fact: DayFact): void {
    const put = this.#put[fact.kind] as (fact: DayFact, body: string) => void;
    put(fact, JSON.stringify(fact));
    this.#outbox.add('fact', fact.at, fact);
  }

  /** What staff said of a session. */
  session(sessionId: string): SessionFact | undefined {
    return bodyOf(this.#session.get(sessionId));
  }

  /** What staff said of sessions that overlap [from, to). */
  sessionsBetween(from: Date, to: Date): SessionFact[] {
    return this.#between.all(from.toISOString(), to.toISOString()).map(({ body }) => JSON.parse(body) as SessionFact);
  }

  /** Some visit to a session, whether it holds or was taken back: it says when the session was. */
  visitTo(sessionId: string): Attendance | undefined {
    return bodyOf(this.#visitTo.get(sessionId));
  }

  /** Who was excused from a session, or is expected again. */
  expectedAt(sessionId: string): ExpectedFact[] {
    return this.#expected.all(sessionId).map(({ body }) => JSON.parse(body) as ExpectedFact);
  }

  /** Who came along to a session. */
  companionsAt(sessionId: string): CompanionFact[] {
    return this.#visits.all(sessionId).map(({ body }) => JSON.parse(body) as CompanionFact);
  }

  companionVisit(visitId: string): CompanionFact | undefined {
    return bodyOf(this.#visit.get(visitId));
  }

  /** What staff made of a tap that was on no register. */
  placed(tapId: string): PlacedFact | undefined {
    return bodyOf(this.#placed.get(tapId));
  }

  /** A tap goes on no list of this provider's; it may still go on another's. */
  dismiss(tapId: string, providerId: string, at: string): void {
    this.#dismiss.run(tapId, providerId, at);
  }

  /** Providers that said so. */
  dismissedBy(tapId: string): Set<string> {
    return new Set(this.#dismissedBy.all(tapId));
  }
}

/** The same companion is recorded once with a person and session, whether their card or staff said so. */
export function companionKey({
  companionId,
  companionName,
}: Pick<CompanionFact, 'companionId' | 'companionName'>): string {
  return companionId ?? `name ${companionName.trim().toLowerCase()}`;
}

function bodyOf<T>(row: Body | undefined): T | undefined {
  return row && (JSON.parse(row.body) as T);
}
