import { fromHex, toHex } from '@tapwell/shared/bytes';
import { apduAnswer, type DeskCard, type DeskReader, type TaskProgress } from '@tapwell/shared/desk/wire';
import { newId } from '@tapwell/shared/ids';
import type { Exchange } from '../issuing/card-talk.ts';

/** How long a card may take for one answer; readers give up sooner. */
const APDU_MS = 10_000;
/** How long a person has to lay a card down. */
const PATIENCE_MS = 180_000;

/** The card left, or the desk did: the same work can be begun again. */
export class CardLeft extends Error {
  override readonly name = 'CardLeft';
}

/** Nobody laid a card down, the person gave up, or the desk went. `message` says which, in words. */
export class TaskStopped extends Error {
  override readonly name = 'TaskStopped';
}

/** A card on a desk's reader; it is held there until `release`. */
export interface CardOnDesk extends DeskCard {
  exchange: Exchange;
  release(): void;
}

/** The desk's side of the wire, as socket.io gives it. */
export interface DeskWire {
  /** @returns the desk's answer, unchecked; rejects when it does not come in time */
  apdu(hex: string, timeoutMs: number): Promise<unknown>;
  progress(progress: TaskProgress): void;
}

/**
 * One connected desk. At most one task waits for cards at a time; a card that
 * comes when none waits is let go at once.
 */
export class Desk {
  readonly id: string;
  readonly staffId: string;
  reader: DeskReader = {
    name: 'card reader',
    state: 'not-ready',
    why: 'The card reader is starting.',
    occupied: false,
  };
  /** The task that runs or ran last, and how far it is. */
  task: { id: string; progress: TaskProgress | null } | undefined;
  busy = false;
  readonly #wire: DeskWire;
  readonly #changed: () => void;
  #waiting: { take(card: CardOnDesk): void; stop(why: string): void } | undefined;
  #stopped: string | undefined;

  constructor(ids: { id: string; staffId: string }, wire: DeskWire, changed: () => void) {
    this.id = ids.id;
    this.staffId = ids.staffId;
    this.#wire = wire;
    this.#changed = changed;
  }

  setReader(reader: DeskReader): void {
    this.reader = reader;
    this.#changed();
  }

  /** A card came: resolves when we are done with it. */
  card({ uid, kind }: DeskCard): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (!waiting) return Promise.resolve();
    return new Promise((release) => {
      waiting.take({ uid, kind, exchange: (apdu) => this.#exchange(apdu), release });
    });
  }

  /** The next card laid down. @throws {TaskStopped} */
  nextCard(): Promise<CardOnDesk> {
    if (this.#stopped !== undefined) return Promise.reject(new TaskStopped(this.#stopped));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#waiting?.stop('No card was laid on the reader.'), PATIENCE_MS);
      this.#waiting = {
        take: (card) => {
          clearTimeout(timer);
          resolve(card);
        },
        stop: (why) => {
          clearTimeout(timer);
          this.#waiting = undefined;
          reject(new TaskStopped(why));
        },
      };
    });
  }

  /** Runs `work` as the desk's one task; the caller has seen that it is not busy. */
  async only<T>(work: () => Promise<T>): Promise<T> {
    this.busy = true;
    this.task = { id: newId(), progress: null };
    this.#stopped = undefined;
    try {
      return await work();
    } finally {
      this.busy = false;
      this.#changed();
    }
  }

  /** Ends the wait for a card. A card that is being written is finished first: it is never left half made on purpose. */
  stop(why: string): void {
    if (!this.busy) return;
    this.#stopped = why;
    this.#waiting?.stop(why);
  }

  show(progress: TaskProgress): void {
    if (this.task) this.task = { ...this.task, progress };
    this.#wire.progress(progress);
    this.#changed();
  }

  async #exchange(apdu: Uint8Array): Promise<Uint8Array> {
    const answer = await this.#wire.apdu(toHex(apdu), APDU_MS).catch(() => {
      throw new CardLeft();
    });
    const read = apduAnswer.safeParse(answer);
    if (!read.success || 'gone' in read.data) throw new CardLeft();
    return fromHex(read.data.response);
  }
}
