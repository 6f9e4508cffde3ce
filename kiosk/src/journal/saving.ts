import type { Journal } from './journal.ts';

const LOOK_AGAIN_MS = 2_000;

/**
 * Whether taps can be saved here now. After one could not, it is tried every
 * few seconds, so that a kiosk whose disk has room again needs nobody.
 */
export class Saving {
  readonly #journal: Pick<Journal, 'hasRoom'>;
  readonly #onChange: (why: string | null) => void;
  #timer: NodeJS.Timeout | undefined;
  #why: string | null = null;

  constructor(journal: Pick<Journal, 'hasRoom'>, onChange: (why: string | null) => void) {
    this.#journal = journal;
    this.#onChange = onChange;
  }

  /** One sentence for staff; null while all is well. */
  get why(): string | null {
    return this.#why;
  }

  /** Something could not be saved. */
  failed(): void {
    if (this.#timer) return;
    this.#timer = setInterval(() => this.#look(), LOOK_AGAIN_MS);
    this.#set('This kiosk cannot save: its disk is full or broken.');
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    if (!this.#journal.hasRoom()) return;
    this.stop();
    this.#set(null);
  }

  #set(why: string | null): void {
    this.#why = why;
    this.#onChange(why);
  }
}
