import type { SimCard } from './card/sim-card.ts';

/** A simulated reader around a field: what the simulator service needs of either kind. */
export interface SimReader {
  /** For people, e.g. `PN532 on /dev/ttyUSB0`. */
  describe(): string;
  /** How long the field must be empty for the reader to notice that a card went, in milliseconds. */
  readonly gapMs: number;
  /** Resolves when the reader has noticed the card lying there; at once where that takes no time. Never rejects. */
  noticed(card: SimCard): Promise<void>;
  unplug(): Promise<void>;
  plug(): Promise<void>;
  /** Releases everything; the reader is gone afterwards. */
  close(): Promise<void>;
}
