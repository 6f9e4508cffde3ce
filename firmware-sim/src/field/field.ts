import { setTimeout as sleep } from 'node:timers/promises';
import { type SimCard, speaksIso14443_4 } from '../card/sim-card.ts';
import { exchangeMs, type RfTiming } from './rf-timing.ts';

/** What can go wrong at the antenna, switched by a person or a test. */
export interface FieldFaults {
  /** The card leaves after this many answered exchanges of a presentation. */
  pullAwayAfter?: number | undefined;
  /** Extra milliseconds before each answer. */
  slowMs?: number | undefined;
  /** Cards are found and selected, but answer no command. */
  mute?: boolean | undefined;
}

export interface FieldListener {
  placed?(card: SimCard): void;
  removed?(card: SimCard): void;
  /** One exchange; `answer` is undefined when the card gave none. */
  exchanged?(card: SimCard, command: Uint8Array, answer: Uint8Array | undefined): void;
  /** A card could not finish a command, e.g. because its state file cannot be written; it stays silent. */
  failed?(card: SimCard, error: Error): void;
}

/** More than this many cards do not fit on an antenna. */
const CAPACITY = 4;

/**
 * The space above an antenna. A reader switches its power and talks to the cards in it;
 * a person (or a test) places and removes them. A card without power forgets all but its memory.
 */
export class Field {
  readonly faults: FieldFaults = {};
  /** With it, exchanges take as long as over the air; without, no time at all. */
  timing: RfTiming | undefined;
  private readonly listeners = new Set<FieldListener>();
  private present: SimCard[] = [];
  private powered = false;
  private exchanges = 0;

  /** @returns a function that stops listening */
  listen(listener: FieldListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Cards in the field, in the order they came. */
  cards(): readonly SimCard[] {
    return this.present;
  }

  has(card: SimCard): boolean {
    return this.present.includes(card);
  }

  /** Puts a card into the field; throws when it is full or the card already lies there. */
  place(card: SimCard): void {
    if (this.has(card)) throw new Error('that card is already on the reader');
    if (this.present.length >= CAPACITY) throw new Error('there is no room for another card on the reader');
    this.present = [...this.present, card];
    if (this.present.length === 1) this.exchanges = 0;
    if (this.powered) card.powerUp();
    for (const listener of [...this.listeners]) listener.placed?.(card);
  }

  /** Takes one card away, or all. */
  remove(card?: SimCard): void {
    const leaving = card ? this.present.filter((one) => one === card) : this.present;
    this.present = this.present.filter((one) => !leaving.includes(one));
    for (const one of leaving) {
      one.powerDown();
      for (const listener of [...this.listeners]) listener.removed?.(one);
    }
  }

  /** The reader's RF field goes on or off. */
  power(on: boolean): void {
    if (on === this.powered) return;
    this.powered = on;
    for (const card of this.present) on ? card.powerUp() : card.powerDown();
  }

  isPowered(): boolean {
    return this.powered;
  }

  /**
   * One command to one card and its answer.
   * @returns `undefined` when the card is gone, without power, or silent
   */
  async exchange(card: SimCard, command: Uint8Array): Promise<Uint8Array | undefined> {
    const { slowMs, pullAwayAfter, mute } = this.faults;
    if (slowMs) await sleep(slowMs);
    if (pullAwayAfter !== undefined && this.exchanges >= pullAwayAfter) this.remove();
    if (mute || !this.powered || !this.has(card)) {
      this.report(card, command, undefined);
      return undefined;
    }
    this.exchanges += 1;
    const answer = this.ask(card, command);
    if (this.timing) await sleep(exchangeMs(card, command, answer, this.timing));
    this.report(card, command, answer);
    return answer;
  }

  /** An answer must not leave before the card's memory is safe: a card that cannot keep it gives none. */
  private ask(card: SimCard, command: Uint8Array): Uint8Array | undefined {
    try {
      return speaksIso14443_4(card) ? card.apdu?.(command) : card.native?.(command);
    } catch (error) {
      for (const listener of [...this.listeners]) listener.failed?.(card, error as Error);
      return undefined;
    }
  }

  private report(card: SimCard, command: Uint8Array, answer: Uint8Array | undefined): void {
    for (const listener of [...this.listeners]) listener.exchanged?.(card, command, answer);
  }
}
