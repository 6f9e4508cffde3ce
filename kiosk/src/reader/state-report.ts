import type { ReaderListener, ReaderState } from './reader.ts';

/** Tells the listener of every change of state, and of nothing else. */
export class StateReport {
  readonly #listener: ReaderListener;
  #told: ReaderState | undefined;

  constructor(listener: ReaderListener) {
    this.#listener = listener;
  }

  ready(): void {
    this.#tell({ state: 'ready' });
  }

  /** @param why one plain sentence for staff */
  notReady(why: string): void {
    this.#tell({ state: 'not-ready', why });
  }

  #tell(state: ReaderState): void {
    if (isSame(this.#told, state)) return;
    this.#told = state;
    this.#listener.state(state);
  }
}

function isSame(a: ReaderState | undefined, b: ReaderState): boolean {
  if (a === undefined || a.state !== b.state) return false;
  return a.state === 'ready' || (b.state === 'not-ready' && a.why === b.why);
}
