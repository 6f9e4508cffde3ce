import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { Tap } from '@tapwell/shared/tap/tap';
import { offeredBy } from '../decide/offered.ts';
import type { Db } from './open.ts';

/** A tap as the hub understood it, but for its outcome. */
export interface ReceivedTap {
  id: string;
  kioskAt: string;
  happenedAt: string;
  hubAt: string;
  /** False when the kiosk's clock was impossible and the tap is placed by hub receipt. */
  sure: boolean;
  /** The card on file, genuine or not; null when unknown. */
  cardId: string | null;
  /** The card's read counter, where it proved one. */
  counter: number | null;
  personId: string | null;
  /** How sure the card's holder is; null when no card was accepted. */
  assurance: 'authenticated' | 'uid-only' | null;
}

export interface StoredTap extends ReceivedTap {
  outcome: Outcome;
}

/** A tap that led to no attendance, or leaves another open, and that staff have not settled. */
export interface UnplacedTap extends StoredTap {
  /** The same for all taps of one person, or of one card that nobody knows. */
  who: string;
}

interface Row {
  id: string;
  kiosk_at: string;
  hub_at: string;
  happened_at: string;
  sure: number;
  card_id: string | null;
  counter: number | null;
  person_id: string | null;
  assurance: StoredTap['assurance'];
  outcome: string;
}

/** Stands for the time of a card's read so long ago that a purge has forgotten it; sorts before every time. */
export const TIME_FORGOTTEN = '';

/** Outcomes after which somebody is there, and on no list. */
const UNPLACED = [
  'drop-in',
  'choose-session',
  'prescription-ended',
  'card-not-recognised',
  'card-blocked',
  'card-suspect',
] as const;

export function isUnplaced(outcome: Outcome): boolean {
  return (UNPLACED as readonly string[]).includes(outcome.outcome) || offeredBy(outcome) !== null;
}

/** Every tap received, with its evidence and what became of it. */
export class Taps {
  readonly #insert;
  readonly #find;
  readonly #setOutcome;
  readonly #saveRead;
  readonly #doubtReads;
  readonly #conflictingRead;
  readonly #unplaced;
  readonly #unplacedFor;
  readonly #unplacedOf;

  constructor(db: Db) {
    this.#insert = db.prepare(
      `INSERT INTO tap (id, kiosk_id, kiosk_at, offset_ms, hub_at, happened_at, sure, evidence, card_id, counter,
         person_id, assurance, outcome)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#find = db.prepare<[string], Row>('SELECT * FROM tap WHERE id = ?');
    this.#setOutcome = db.prepare('UPDATE tap SET outcome = ? WHERE id = ?');
    this.#saveRead = db.prepare('INSERT INTO card_read VALUES (?, ?, ?, ?)');
    this.#doubtReads = db.prepare('UPDATE card_read SET sure = 0 WHERE sure AND happened_at >= ?');
    this.#conflictingRead = db.prepare<
      { card: string; counter: number; at: string; sure: number; long: number },
      { counter: number }
    >(
      `SELECT counter FROM card_read WHERE card_id = @card AND
         (counter = @counter OR (NOT @long AND happened_at = '${TIME_FORGOTTEN}' AND counter > @counter) OR (@sure AND sure AND
          happened_at <> '${TIME_FORGOTTEN}' AND
           ((happened_at < @at AND counter > @counter) OR (happened_at > @at AND counter < @counter))))
       LIMIT 1`,
    );
    const unplaced = (more = '') =>
      `SELECT tap.*, coalesce(person_id, card_id, evidence ->> '$.uid', id) AS who
       FROM tap
       WHERE happened_at >= ? AND happened_at < ?
         AND (outcome ->> '$.outcome' IN ('${UNPLACED.join("', '")}') OR outcome ->> '$.next' IS NOT NULL
           OR id IN (SELECT tap_id FROM placed_tap))
         ${more}
         AND NOT EXISTS (
           SELECT 1 FROM placed_tap WHERE tap_id = tap.id AND NOT EXISTS (
             SELECT 1 FROM attendance WHERE id = placed_tap.body ->> '$.attendanceId' AND status <> 'finished'))
       ORDER BY happened_at`;
    this.#unplaced = db.prepare<[string, string], Row & { who: string }>(unplaced());
    // With the words of the indexes tap_unplaced and tap_next: each visit asks.
    const of = (words: string) =>
      `SELECT * FROM tap WHERE person_id = @person AND happened_at >= @from AND happened_at < @to AND ${words}
         AND NOT EXISTS (
           SELECT 1 FROM placed_tap WHERE tap_id = tap.id AND NOT EXISTS (
             SELECT 1 FROM attendance WHERE id = placed_tap.body ->> '$.attendanceId' AND status <> 'finished'))`;
    this.#unplacedOf = db.prepare<{ person: string; from: string; to: string }, Row>(
      `${of("outcome ->> '$.outcome' IN ('drop-in', 'choose-session', 'prescription-ended', 'card-blocked')")}
       UNION ALL ${of("outcome ->> '$.next' IS NOT NULL")} ORDER BY happened_at`,
    );
    this.#unplacedFor = db.prepare<[string, string, string], Row & { who: string }>(
      unplaced('AND NOT EXISTS (SELECT 1 FROM dismissed_tap WHERE tap_id = tap.id AND provider_id = ?)'),
    );
  }

  insert(tap: Tap, kioskId: string, received: ReceivedTap, outcome: Outcome): void {
    this.#insert.run(
      tap.id,
      kioskId,
      tap.kioskAt,
      tap.offsetMs,
      received.hubAt,
      received.happenedAt,
      received.sure ? 1 : 0,
      JSON.stringify(tap.evidence),
      received.cardId,
      received.counter,
      received.personId,
      received.assurance,
      JSON.stringify(outcome),
    );
  }

  find(id: string): StoredTap | undefined {
    const row = this.#find.get(id);
    return row && stored(row);
  }

  /**
   * Taps between two instants that led to no attendance, or to one that was taken back: the provider is to place them.
   * @param providerId without those that this provider dismissed
   */
  unplaced(from: Date, to: Date, providerId?: string): UnplacedTap[] {
    const between = [from.toISOString(), to.toISOString()] as const;
    const rows =
      providerId === undefined ? this.#unplaced.all(...between) : this.#unplacedFor.all(...between, providerId);
    return rows.map((row) => ({ ...stored(row), who: row.who }));
  }

  /** One person's, between two instants, in order. */
  unplacedOf(personId: string, { from, to }: { from: string; to: string }): StoredTap[] {
    return this.#unplacedOf.all({ person: personId, from, to }).map(stored);
  }

  /** The patient chose: the tap's outcome becomes the visit. */
  setOutcome(id: string, outcome: Outcome): void {
    this.#setOutcome.run(JSON.stringify(outcome), id);
  }

  /**
   * Whether a counter is believable at its time: unused, above every earlier
   * read and below every later one. Taps saved at one kiosk may arrive after
   * newer ones from another, so "above all seen" would accuse honest cards; and
   * a doubtful clock accuses nobody. Only below a read so old that its time is
   * forgotten does no counter count.
   * @param long it happened so `long` ago itself that a forgotten read may be of later
   */
  counterIsFresh(cardId: string, counter: number, happenedAt: string, sure: boolean, long = false): boolean {
    const read = { card: cardId, counter, at: happenedAt, sure: sure ? 1 : 0, long: long ? 1 : 0 };
    return this.#conflictingRead.get(read) === undefined;
  }

  saveRead(cardId: string, counter: number, happenedAt: string, sure: boolean): void {
    this.#saveRead.run(cardId, counter, happenedAt, sure ? 1 : 0);
  }

  /** Our clock was wrong: the time of these reads proves nothing any more. Their counters stay used. */
  doubtReads(from: Date): void {
    this.#doubtReads.run(from.toISOString());
  }
}

function stored(row: Row): StoredTap {
  return {
    id: row.id,
    kioskAt: row.kiosk_at,
    happenedAt: row.happened_at,
    hubAt: row.hub_at,
    sure: row.sure === 1,
    cardId: row.card_id,
    counter: row.counter,
    personId: row.person_id,
    assurance: row.assurance,
    outcome: JSON.parse(row.outcome) as Outcome,
  };
}
