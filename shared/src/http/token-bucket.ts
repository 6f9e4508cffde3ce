const MOST_KEYS = 10_000;

/**
 * So many at once, and then one each so often. Kept in memory: a restart
 * forgives.
 */
export class TokenBucket {
  readonly #most: number;
  readonly #everyMs: number;
  readonly #left = new Map<string, { tokens: number; at: number }>();

  /**
   * @param most at once
   * @param everyMs after which one more is allowed
   */
  constructor(most: number, everyMs: number) {
    this.#most = most;
    this.#everyMs = everyMs;
  }

  /** Takes one, if there is one left. */
  take(key: string, now: number): boolean {
    const held = this.#left.get(key) ?? { tokens: this.#most, at: now };
    const tokens = Math.min(this.#most, held.tokens + Math.max(0, now - held.at) / this.#everyMs);
    this.#left.delete(key);
    this.#left.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    // The longest unused goes first when there are too many; it is full again, or nearly.
    if (this.#left.size > MOST_KEYS) this.#left.delete(this.#left.keys().next().value!);
    return tokens >= 1;
  }
}
