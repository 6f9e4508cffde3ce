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
  /** Kiosk clock when the reader reported the card. */
  presentedAt: string;
  /** ms from then to this outcome, by the monotonic clock. */
  tookMs: number;
}

/** When the reader reported the card, by the wall clock and by the monotonic one. */
interface Presented {
  presentedAt: string;
  began: number;
}

interface Deps {
  journal: Journal;
  offsetMs: () => number | null;
  /** A tap is in the journal: send it. */
  onJournalled: () => void;
  show: (shown: Shown) => void;
  /** Hears of a tap that could not be journalled: nothing is shown as saved. */
  onFault: (error: unknown) => void;
}

/** Tell staff why, where the hub did not say. */
export const STAFF_CODES = { unreadable: 'R1', journal: 'J1', choice: 'C1' } as const;

/** One card after another: read, journal, send, show. */
export class Taps {
  readonly #deps: Deps;
  /** The tap whose answer the screen still waits for. */
  #waiting: { tapId: string; presentedAt: string; began: number; timer: NodeJS.Timeout } | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** A card is on the reader. Resolves when the exchange with it is over. */
  async present(card: PresentedCard): Promise<void> {
    const presented = { presentedAt: new Date().toISOString(), began: performance.now() };
    this.#take(await readCredential(card), presented);
  }

  /** Several cards at once, or one we cannot read: ask for one, held still. */
  holdLonger(presented: Presented = { presentedAt: new Date().toISOString(), began: performance.now() }): void {
    // A tap that was read a moment ago is safe in the journal: its own answer is on the way.
    if (this.#waiting) return;
    this.#show(null, { outcome: 'hold-card-longer' }, presented);
  }

  /** The hub answered. A late answer to a tap shown as saved changes nothing on screen. */
  answered(tapId: string, outcome: Outcome): void {
    if (this.#waiting?.tapId === tapId) this.#finish(outcome);
  }

  #take(credential: Credential, presented: Presented): void {
    if (credential.kind === 'torn') {
      this.holdLonger(presented);
      return;
    }
    this.#forget();
    if (credential.kind === 'unreadable') {
      this.#show(null, { outcome: 'card-not-recognised', code: STAFF_CODES.unreadable }, presented);
      return;
    }
    const tap: Tap = {
      id: newId(),
      kioskAt: new Date().toISOString(),
      offsetMs: this.#deps.offsetMs(),
      evidence: credential.evidence,
    };
    try {
      this.#deps.journal.add(tap);
    } catch (error) {
      // The disk is full or broken: saying "saved" would be a lie.
      this.#deps.onFault(error);
      this.#show(null, { outcome: 'card-not-recognised', code: STAFF_CODES.journal }, presented);
      return;
    }
    const timer = setTimeout(() => this.#finish({ outcome: 'saved-offline' }), SAVED_AFTER_MS);
    this.#waiting = { tapId: tap.id, ...presented, timer };
    this.#deps.onJournalled();
  }

  #finish(outcome: Outcome): void {
    if (!this.#waiting) return;
    const { tapId, ...presented } = this.#waiting;
    this.#forget();
    this.#show(tapId, outcome, presented);
  }

  #show(tapId: string | null, outcome: Outcome, { presentedAt, began }: Presented): void {
    this.#deps.show({ tapId, outcome, presentedAt, tookMs: performance.now() - began });
  }

  #forget(): void {
    clearTimeout(this.#waiting?.timer);
    this.#waiting = undefined;
  }
}
