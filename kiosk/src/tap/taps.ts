import { newId } from '@tapwell/shared/ids';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { Tap } from '@tapwell/shared/tap/tap';
import type { Journal } from '../journal/journal.ts';
import type { PresentedCard } from '../reader/reader.ts';
import { type Credential, readCredential } from './read-credential.ts';

/** If no hub answers in this time the screen says "Saved. Thank you": true, because the journal has it. */
export const SAVED_AFTER_MS = 400;

/** What the screen is to show of one presentation. */
export interface Shown {
  tapId: string | null;
  outcome: Outcome;
  readAt: string;
  tookMs: number;
}

interface Deps {
  journal: Journal;
  offsetMs: () => number | null;
  /** A tap is in the journal: send it. */
  onJournalled: () => void;
  show: (shown: Shown) => void;
}

/** One card after another: read, journal, send, show. */
export class Taps {
  readonly #deps: Deps;
  /** The tap whose answer the screen still waits for. */
  #waiting: { tapId: string; readAt: string; began: number; timer: NodeJS.Timeout } | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** A card is on the reader. Resolves when the exchange with it is over. */
  async present(card: PresentedCard): Promise<void> {
    const began = performance.now();
    const credential = await readCredential(card);
    this.#take(credential, began);
  }

  /** Several cards at once, or one we cannot read: ask for one, held still. */
  holdLonger(): void {
    this.#forget();
    const readAt = new Date().toISOString();
    this.#deps.show({ tapId: null, outcome: { outcome: 'hold-card-longer' }, readAt, tookMs: 0 });
  }

  /** The hub answered. A late answer to a tap shown as saved changes nothing on screen. */
  answered(tapId: string, outcome: Outcome): void {
    if (this.#waiting?.tapId === tapId) this.#finish(outcome);
  }

  #take(credential: Credential, began: number): void {
    if (credential.kind !== 'evidence') {
      this.holdLonger();
      return;
    }
    this.#forget();
    const tap: Tap = {
      id: newId(),
      kioskAt: new Date().toISOString(),
      offsetMs: this.#deps.offsetMs(),
      evidence: credential.evidence,
    };
    this.#deps.journal.add(tap);
    const timer = setTimeout(() => this.#finish({ outcome: 'saved-offline' }), SAVED_AFTER_MS);
    this.#waiting = { tapId: tap.id, readAt: tap.kioskAt, began, timer };
    this.#deps.onJournalled();
  }

  #finish(outcome: Outcome): void {
    if (!this.#waiting) return;
    const { tapId, readAt, began } = this.#waiting;
    this.#forget();
    this.#deps.show({ tapId, outcome, readAt, tookMs: performance.now() - began });
  }

  #forget(): void {
    clearTimeout(this.#waiting?.timer);
    this.#waiting = undefined;
  }
}
