import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { Tap } from '@tapwell/shared/tap/tap';
import type { Db } from './open.ts';

export interface StoredTap {
  id: string;
  kioskAt: string;
  happenedAt: string;
  hubAt: string;
  /** False when the kiosk's clock was impossible and the tap is placed by hub receipt. */
  sure: boolean;
  personId: string | null;
  /** How sure the card's holder is; null when no card was accepted. */
  assurance: 'authenticated' | 'uid-only' | null;
  outcome: Outcome;
}

interface Row {
  id: string;
  kiosk_at: string;
  hub_at: string;
  happened_at: string;
  sure: number;
  person_id: string | null;
  assurance: StoredTap['assurance'];
  outcome: string;
}

/** Every tap ever received, with its evidence and what became of it. */
export class Taps {
  readonly #insert;
  readonly #find;
  readonly #setOutcome;
  readonly #saveRead;
  readonly #conflictingRead;

  constructor(db: Db) {
    this.#insert = db.prepare(
      `INSERT INTO tap (id, kiosk_id, kiosk_at, offset_ms, hub_at, happened_at, sure, evidence, card_id, person_id, assurance, outcome)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#find = db.prepare<[string], Row>('SELECT * FROM tap WHERE id = ?');
    this.#setOutcome = db.prepare('UPDATE tap SET outcome = ? WHERE id = ?');
    this.#saveRead = db.prepare('INSERT INTO card_read VALUES (?, ?, ?)');
    this.#conflictingRead = db.prepare<{ card: string; counter: number; at: string }, { counter: number }>(
      `SELECT counter FROM card_read WHERE card_id = @card AND
         (counter = @counter OR (happened_at < @at AND counter > @counter) OR (happened_at > @at AND counter < @counter))
       LIMIT 1`,
    );
  }

  insert(
    tap: Tap,
    received: Omit<StoredTap, 'id' | 'kioskAt' | 'outcome'> & { kioskId: string; cardId: string | null },
    outcome: Outcome,
  ): void {
    this.#insert.run(
      tap.id,
      received.kioskId,
      tap.kioskAt,
      tap.offsetMs,
      received.hubAt,
      received.happenedAt,
      received.sure ? 1 : 0,
      JSON.stringify(tap.evidence),
      received.cardId,
      received.personId,
      received.assurance,
      JSON.stringify(outcome),
    );
  }

  find(id: string): StoredTap | undefined {
    const row = this.#find.get(id);
    return (
      row && {
        id: row.id,
        kioskAt: row.kiosk_at,
        happenedAt: row.happened_at,
        hubAt: row.hub_at,
        sure: row.sure === 1,
        personId: row.person_id,
        assurance: row.assurance,
        outcome: JSON.parse(row.outcome) as Outcome,
      }
    );
  }

  /** The patient chose: the tap's outcome becomes the visit. */
  setOutcome(id: string, outcome: Outcome): void {
    this.#setOutcome.run(JSON.stringify(outcome), id);
  }

  /**
   * Whether a counter is believable at its time: unused, above every earlier
   * read and below every later one. Taps saved at one kiosk may arrive after
   * newer ones from another, so "above all seen" would accuse honest cards.
   */
  counterIsFresh(cardId: string, counter: number, happenedAt: string): boolean {
    return this.#conflictingRead.get({ card: cardId, counter, at: happenedAt }) === undefined;
  }

  saveRead(cardId: string, counter: number, happenedAt: string): void {
    this.#saveRead.run(cardId, counter, happenedAt);
  }
}
