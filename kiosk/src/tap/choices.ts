import type { Outcome } from '@tapwell/shared/tap/outcome';
import { type Shown, STAFF_CODES } from './taps.ts';

interface Deps {
  /** Asks the hub; undefined when it is away or no longer offers the session. */
  ask: (tapId: string, sessionId: string) => Promise<Outcome | undefined>;
  /** Whose tap the screen shows; undefined while idle. */
  onScreen: () => string | null | undefined;
  show: (shown: Shown) => void;
}

/** Patients' presses on a choice: one after another, so that the screen shows what was recorded last. */
export class Choices {
  readonly #deps: Deps;
  #last: Promise<void> = Promise.resolve();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  choose(tapId: string, sessionId: string): Promise<void> {
    this.#last = this.#last.then(() => this.#chooseOne(tapId, sessionId));
    return this.#last;
  }

  async #chooseOne(tapId: string, sessionId: string): Promise<void> {
    const presentedAt = new Date().toISOString();
    const began = performance.now();
    const outcome = await this.#deps.ask(tapId, sessionId);
    const now = this.#deps.onScreen();
    // Somebody else has tapped meanwhile: the screen is theirs.
    if (now !== undefined && now !== tapId) return;
    // The tap itself is safe, but what was chosen is not: nothing may say "saved".
    const unsaved: Outcome = { outcome: 'card-not-recognised', code: STAFF_CODES.choice };
    this.#deps.show({ tapId, outcome: outcome ?? unsaved, presentedAt, tookMs: performance.now() - began });
  }
}
