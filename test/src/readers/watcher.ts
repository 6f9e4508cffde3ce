import type { PresentedCard, ReaderListener, ReaderState } from '@tapwell/kiosk/reader/reader';

export interface Told {
  readonly what: 'ready' | 'not-ready' | 'card' | 'collision' | 'removed';
  readonly at: number;
  readonly text: string;
}

/** A listener that remembers what it was told and when, and lets a test wait for the next. */
export class Watcher implements ReaderListener {
  readonly told: Told[] = [];
  /** What is done with each card; a test changes it. */
  handle: (card: PresentedCard) => Promise<void> = async () => {};
  #read = 0;
  #wake: () => void = () => {};

  state(state: ReaderState): void {
    this.#note(state.state, state.state === 'ready' ? '' : state.why);
  }

  async card(card: PresentedCard): Promise<void> {
    this.#note('card', `${card.kind} ${Buffer.from(card.uid).toString('hex')}`);
    await this.handle(card);
  }

  collision(): void {
    this.#note('collision', '');
  }

  removed(): void {
    this.#note('removed', '');
  }

  /** Passes over everything up to now. */
  skip(): void {
    this.#read = this.told.length;
  }

  /** The next thing told of the wanted sorts, passing over others. */
  async next(wanted: readonly Told['what'][] | Told['what'], ms = 6_000): Promise<Told> {
    const end = performance.now() + ms;
    for (;;) {
      while (this.#read < this.told.length) {
        const told = this.told[this.#read++]!;
        if (wanted.includes(told.what)) return told;
      }
      await this.#more(Math.max(1, end - performance.now()), String(wanted));
    }
  }

  #note(what: Told['what'], text: string): void {
    this.told.push({ what, text, at: performance.now() });
    this.#wake();
  }

  #more(ms: number, wanted: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const all = () => this.told.map(({ what, text }) => `${what} ${text}`.trim()).join(', ');
      const timer = setTimeout(() => reject(new Error(`no ${wanted} within ${ms.toFixed()} ms after: ${all()}`)), ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
