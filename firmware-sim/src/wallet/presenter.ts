import { setTimeout as sleep } from 'node:timers/promises';
import type { SimCard } from '../card/sim-card.ts';
import type { Field } from '../field/field.ts';
import type { SimReader } from '../reader.ts';
import { now } from '../trace.ts';
import { Problem } from './problem.ts';

export interface Presentation {
  readonly card: string;
  /** ISO-8601 with milliseconds. */
  readonly placedAt: string;
  readonly removedAt: string;
}

/** A card pressed and held is let go after this long, should its release be lost. */
const SAFETY_RELEASE_MS = 30_000;

/**
 * A hand that lays cards on the reader, one presentation after another. A tap waits
 * for the one before it; a hold lasts until it is let go.
 */
export class Presenter {
  /** Lies beside every card while "two at once" is on. */
  stranger: SimCard | undefined;
  private readonly field: Field;
  private readonly reader: SimReader;
  private readonly cards: ReadonlyMap<string, SimCard>;
  private turn: Promise<unknown> = Promise.resolve();
  private held: { card: string; release: () => void } | undefined;
  private current: string | undefined;

  constructor(field: Field, reader: SimReader, cards: ReadonlyMap<string, SimCard>) {
    this.field = field;
    this.reader = reader;
    this.cards = cards;
  }

  /** The card on the reader now, by its wallet name. */
  onReader(): string | undefined {
    return this.field.cards().length ? this.current : undefined;
  }

  /** Lays a card down for `dwellMs` from when the reader notices it, and resolves when it has been gone long enough. */
  tap(name: string, dwellMs: number): Promise<Presentation> {
    const card = this.find(name);
    return this.inTurn(async () => {
      const placedAt = await this.lay(name, card);
      await sleep(dwellMs);
      return { card: name, placedAt, removedAt: await this.lift() };
    });
  }

  /** Lays a card down until `remove`. Resolves when it lies there. */
  async place(name: string): Promise<{ card: string; placedAt: string }> {
    const card = this.find(name);
    if (this.held) throw new Problem(409, 'Reader in use', `The card "${this.held.card}" is already being held there.`);
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const hold = { card: name, release };
    this.held = hold;
    return new Promise((resolve, reject) => {
      void this.inTurn(async () => {
        // Let go before its turn came: the card still touches the reader briefly.
        resolve({ card: name, placedAt: await this.lay(name, card) });
        const safety = setTimeout(release, SAFETY_RELEASE_MS);
        await released;
        clearTimeout(safety);
        if (this.held === hold) this.held = undefined;
        await this.lift();
      }).catch((error) => {
        if (this.held === hold) this.held = undefined;
        reject(error);
      });
    });
  }

  /** Lets go of a held card; nothing happens when none is held. */
  async remove(): Promise<{ card: string | null; removedAt: string }> {
    const card = this.held?.card ?? null;
    this.held?.release();
    this.held = undefined;
    if (card) await this.turn.catch(() => {});
    return { card, removedAt: now() };
  }

  private find(name: string): SimCard {
    const card = this.cards.get(name);
    if (!card) throw new Problem(404, 'No such card', `There is no card called "${name}" in this wallet.`);
    return card;
  }

  private async lay(name: string, card: SimCard): Promise<string> {
    this.current = name;
    const placedAt = now();
    this.field.place(card);
    if (this.stranger) this.field.place(this.stranger);
    await this.reader.noticed(card);
    return placedAt;
  }

  private async lift(): Promise<string> {
    this.field.remove();
    const removedAt = now();
    this.current = undefined;
    await sleep(this.reader.gapMs);
    return removedAt;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.catch(() => {}).then(work);
    this.turn = mine;
    return mine;
  }
}
