import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const PERIOD_MS = 20_000;

/**
 * Nonces for proofs (RFC 9449 §8), and which proofs were used. A proof is fresh
 * by our nonce, not by the device's clock, which may say 1970. The secret is
 * made at start, so nothing signed before a restart is taken after it, and what
 * is remembered of used proofs need not outlive a nonce: two periods at most.
 */
export class Nonces {
  readonly #secret = randomBytes(32);
  readonly #now: () => number;
  #period = -1;
  #current = '';
  #previous = '';
  #used = new Set<string>();
  #usedBefore = new Set<string>();

  /** @param now a clock that only goes forward, ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The newest nonce, for the next answer. */
  current(): string {
    this.#turn();
    return this.#current;
  }

  isFresh(nonce: string): boolean {
    this.#turn();
    return same(nonce, this.#current) || same(nonce, this.#previous);
  }

  /** Uses a fresh proof up; false when it was used before. */
  use(jti: string): boolean {
    this.#turn();
    if (this.#used.has(jti) || this.#usedBefore.has(jti)) return false;
    this.#used.add(jti);
    return true;
  }

  #turn(): void {
    const period = Math.floor(this.#now() / PERIOD_MS);
    if (period === this.#period) return;
    const next = period === this.#period + 1;
    this.#usedBefore = next ? this.#used : new Set();
    this.#used = new Set();
    this.#period = period;
    this.#current = this.#nonceOf(period);
    this.#previous = this.#nonceOf(period - 1);
  }

  #nonceOf(period: number): string {
    return createHmac('sha256', this.#secret).update(String(period)).digest('base64url').slice(0, 22);
  }
}

function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
