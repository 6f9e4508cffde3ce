import type { PresentedCard, ReaderListener, ReaderState } from '../reader.ts';
import { toHex } from './bytes.ts';

/** A listener that remembers what it was told, as short texts, and lets a test wait for the next. */
export class Recorder implements ReaderListener {
  readonly told: string[] = [];
  #read = 0;
  #wake: (() => void) | undefined;
  readonly #handle: (card: PresentedCard) => Promise<void>;

  constructor(handle: (card: PresentedCard) => Promise<void> = async () => {}) {
    this.#handle = handle;
  }

  state(state: ReaderState): void {
    this.note(state.state === 'ready' ? 'ready' : `not-ready: ${state.why}`);
  }

  async card(card: PresentedCard): Promise<void> {
    this.note(`card ${card.kind} ${toHex(card.uid)}`);
    await this.#handle(card);
  }

  collision(): void {
    this.note('collision');
  }

  removed(): void {
    this.note('removed');
  }

  note(text: string): void {
    this.told.push(text);
    this.#wake?.();
  }

  /** The next thing told that was not yet read. */
  async next(ms = 3_000): Promise<string> {
    await this.#until(() => this.#read < this.told.length, ms);
    return this.told[this.#read++]!;
  }

  /** Reads on until something told begins with `text`. */
  async until(text: string, ms = 3_000): Promise<string> {
    const end = Date.now() + ms;
    for (;;) {
      const told = await this.next(Math.max(1, end - Date.now()));
      if (told.startsWith(text)) return told;
    }
  }

  #until(holds: () => boolean, ms: number): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing more told after: ${this.told.join(', ')}`)), ms);
      this.#wake = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
