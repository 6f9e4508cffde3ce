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
  private readonly ended = new AbortController();
  private turn: Promise<unknown> = Promise.resolve();
  private held: Hold | undefined;
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
      await this.wait(dwellMs);
      return { card: name, placedAt, removedAt: await this.lift() };
    });
  }

  /** Lays a card down until `remove`. Resolves when it lies there. */
  async place(name: string): Promise<{ card: string; placedAt: string }> {
    const card = this.find(name);
    if (this.held) throw new Problem(409, 'Reader in use', `The card "${this.held.card}" is already being held there.`);
    const hold: Hold = { card: name, let: new AbortController() };
    this.held = hold;
    return new Promise((resolve, reject) => {
      const held = this.inTurn(async () => {
        // Let go before its turn came: the card still touches the reader briefly.
        resolve({ card: name, placedAt: await this.lay(name, card) });
        await this.wait(SAFETY_RELEASE_MS, hold.let.signal);
        this.forget(hold);
        await this.lift();
      });
      held.catch((error) => {
        this.forget(hold);
        reject(error);
      });
    });
  }

  /** Lets go of a held card; nothing happens when none is held. Resolves when it has been gone long enough. */
  async remove(): Promise<{ card: string | null; removedAt: string }> {
    const hold = this.held;
    if (!hold) return { card: null, removedAt: now() };
    hold.let.abort();
    this.forget(hold);
    const removedAt = now();
    await this.turn.catch(() => {});
    return { card: hold.card, removedAt };
  }

  /** Every card is lifted at once, and nothing waits any more. */
  close(): void {
    this.ended.abort();
    this.field.remove();
  }

  private find(name: string): SimCard {
    const card = this.cards.get(name);
    if (!card) throw new Problem(404, 'No such card', `There is no card called "${name}" in this wallet.`);
    return card;
  }

  private async lay(name: string, card: SimCard): Promise<string> {
    if (this.ended.signal.aborted) throw new Problem(503, 'Closed', 'The simulator is being closed.');
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
    await this.wait(this.reader.gapMs);
    return removedAt;
  }

  private forget(hold: Hold): void {
    if (this.held === hold) this.held = undefined;
  }

  /** Ends early at `signal` and when the simulator closes. */
  private async wait(ms: number, signal?: AbortSignal): Promise<void> {
    const either = signal ? AbortSignal.any([signal, this.ended.signal]) : this.ended.signal;
    await sleep(ms, undefined, { signal: either }).catch(() => {});
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.catch(() => {}).then(work);
    this.turn = mine;
    return mine;
  }
}

interface Hold {
  readonly card: string;
  /** Aborted when the card is let go. */
  readonly let: AbortController;
}
