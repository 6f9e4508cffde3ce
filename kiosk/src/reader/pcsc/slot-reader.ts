import type { ReaderLog } from '../log.ts';
import { pause } from '../pause.ts';
import type { PresentedCard, ReaderListener } from '../reader.ts';
import { kindOfAtr } from './atr.ts';
import type { Pcsc } from './pcsc.ts';
import { GET_UID, PcscCard, uidOf } from './pcsc-card.ts';
import { EMPTY_SLOT, type Slot, type SlotEffect, type Status, seeStatus } from './slot.ts';

/** One APDU, in milliseconds; as long as the PN532 driver allows. */
const APDU_MS = 2_000;
/** Long after any card has given up: the reader or its driver hangs. In milliseconds. */
const STUCK_MS = 10_000;
/** pcscd may take this long to notice a removal (drivers that poll do so every 400 ms). */
const NOTICE_MS = 600;
/** A card whose exchange breaks every time is tried this often more, then left until it is taken away. */
const MAX_AGAIN = 2;
/** Extended length: 65536 bytes and the status word (ISO 7816-4). */
const MAX_RESPONSE = 65_538;

export interface SlotOptions {
  readonly pcsc: Pcsc;
  /** The reader's name. */
  readonly reader: string;
  readonly listener: ReaderListener;
  readonly log: ReaderLog;
  /** A call to the reader does not come back: only a new connection helps. */
  stuck(): void;
}

/** Reports the cards of one PC/SC reader, one after another. */
export class SlotReader {
  readonly #options: SlotOptions;
  readonly #stopping = new AbortController();
  #slot: Slot = EMPTY_SLOT;
  /** Counts what the slot told; a retry is off when it has told more since. */
  #told = 0;
  #reported = false;
  #work: Promise<void> = Promise.resolve();
  /** A native call that has not come back; nothing else may be asked of the reader meanwhile. */
  #native: Promise<unknown> | undefined;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  status(status: Status): void {
    const { slot, effects } = seeStatus(this.#slot, status);
    this.#slot = slot;
    for (const effect of effects) {
      this.#told++;
      this.#then(() => this.#perform(effect));
    }
  }

  /** Ends the exchange under way and reports the removal of what lay there. Nothing is reported afterwards. */
  async end(options: { quietly: boolean }): Promise<void> {
    this.#stopping.abort();
    await this.#work;
    if (this.#reported && !options.quietly) this.#options.listener.removed();
    this.#reported = false;
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#stopping.signal.aborted) return;
      await work().catch((error) => this.#options.log('card handling failed', { error: String(error) }));
    });
  }

  async #perform(effect: SlotEffect): Promise<void> {
    if (effect.do === 'card') return await this.#present(effect, 0);
    await this.#disconnect();
    this.#removed();
  }

  #removed(): void {
    if (this.#reported && !this.#stopping.signal.aborted) this.#options.listener.removed();
    this.#reported = false;
  }

  async #present(effect: SlotEffect & { do: 'card' }, again: number): Promise<void> {
    const card = effect.mute ? new PcscCard('unknown', NO_UID, undefined) : await this.#meet(kindOfAtr(effect.atr));
    if (this.#stopping.signal.aborted) return;
    if (again > 0) {
      // It is still out of reach: then it is as good as away, and no news.
      if (card.broke) return;
      this.#removed();
    }
    this.#reported = true;
    try {
      await this.#options.listener.card(card);
    } catch (error) {
      this.#options.log('the card handler failed', { error: String(error) });
    }
    card.finish();
    if (card.broke && !effect.mute && again < MAX_AGAIN) this.#tryAgain(effect, again + 1);
  }

  /** A card at the edge of the field breaks an exchange and stays: it gets another try. */
  #tryAgain(effect: SlotEffect & { do: 'card' }, again: number): void {
    const told = this.#told;
    void pause(NOTICE_MS, this.#stopping.signal).then(() => {
      if (told !== this.#told) return;
      this.#then(async () => {
        if (told !== this.#told) return;
        await this.#present(effect, again);
      });
    });
  }

  /** Connects and asks for the UID: the only APDU this driver sends of its own. */
  async #meet(kind: PresentedCard['kind']): Promise<PcscCard> {
    try {
      await this.#bounded(() => this.#options.pcsc.connect(this.#options.reader));
      const transmit = (apdu: Uint8Array): Promise<Uint8Array> => this.#transmit(apdu);
      // A contact card would take FF CA for a command of its own.
      const uid = kind === 'unknown' ? NO_UID : uidOf(await transmit(GET_UID));
      return new PcscCard(kind, uid, transmit);
    } catch (error) {
      this.#options.log('the card went away before it could be read', { error: String(error) });
      return new PcscCard(kind, NO_UID, undefined);
    }
  }

  async #transmit(apdu: Uint8Array): Promise<Uint8Array> {
    // Never more than an answer to this APDU can have: the binding allocates it each time.
    const room = apdu.length > 5 && apdu[4] === 0 ? MAX_RESPONSE : 258;
    return await this.#bounded(() => this.#options.pcsc.transmit(this.#options.reader, apdu, room));
  }

  async #disconnect(): Promise<void> {
    await this.#bounded(() => this.#options.pcsc.disconnect(this.#options.reader)).catch((error) =>
      this.#options.log('the card could not be let go', { error: String(error) }),
    );
  }

  /**
   * Runs a native call for at most `APDU_MS`, and less when the driver stops.
   * The call itself cannot be cancelled: until it returns the reader is stuck.
   */
  async #bounded<T>(call: () => Promise<T>): Promise<T> {
    if (this.#native !== undefined) throw new Error('the reader is still busy with an earlier call');
    const { signal } = this.#stopping;
    if (signal.aborted) throw new Error('the reader is being closed');
    const native = call();
    this.#native = native;
    const settled = (): void => {
      this.#native = undefined;
    };
    const stuck = setTimeout(() => this.#options.stuck(), STUCK_MS);
    native.then(settled, settled).then(() => clearTimeout(stuck));
    const done = new AbortController();
    const overdue = pause(APDU_MS, AbortSignal.any([signal, done.signal])).then(() => {
      throw new Error('no answer in time');
    });
    try {
      return await Promise.race([native, overdue]);
    } finally {
      overdue.catch(() => {});
      done.abort();
    }
  }
}

const NO_UID = new Uint8Array(0);
