/** A read of a card somewhere, as central hears of it. */
export interface CardRead {
  /** Of the attendance or tap that came with it. */
  id: string;
  counter: number | null;
  venueId: string;
  /** UTC instant. */
  at: string;
}

/**
 * `counter-used-twice`: the same read of a card came twice, so one was a replay.
 * `counter-went-back`: a later read carries a lower counter, so one was kept back.
 * `two-places`: a card without cryptography was at two venues at once, so one is a copy.
 */
export type ReadDoubt = 'counter-used-twice' | 'counter-went-back' | 'two-places';

/** Clocks of two hubs may differ by this much. */
const CLOCKS_MS = 5 * 60_000;
/** Nobody gets from one venue to another in less. */
export const TRAVEL_MS = 15 * 60_000;

/**
 * What is doubtful about a read beside the others of the same card, from any
 * hub and in whatever order they arrive. Pure.
 */
export function judgeRead(read: CardRead, others: CardRead[]): ReadDoubt | null {
  for (const other of others) {
    if (other.id === read.id) continue;
    const apart = Date.parse(read.at) - Date.parse(other.at);
    if (read.counter !== null && other.counter !== null) {
      if (read.counter === other.counter) {
        // At one venue it is the same read told twice: the hub itself refuses a counter used before.
        if (read.venueId === other.venueId) continue;
        return 'counter-used-twice';
      }
      const order = Math.sign(read.counter - other.counter);
      if (Math.abs(apart) > CLOCKS_MS && Math.sign(apart) !== order) return 'counter-went-back';
    } else if (read.venueId !== other.venueId && Math.abs(apart) < TRAVEL_MS) {
      return 'two-places';
    }
  }
  return null;
}
