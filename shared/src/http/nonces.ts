import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Nonces for proofs (RFC 9449 §8), and which proofs were used. */
export interface ProofMemory {
  /** The newest nonce, for the next answer. */
  current(): string;
  isFresh(nonce: string): boolean;
  /** Uses a fresh proof up; false when it was used before. */
  use(jti: string): boolean | Promise<boolean>;
}

/** How long a nonce is the newest; it is good for as long again. */
export const PERIOD_MS = 20_000;

/** The nonce of a period of time. */
export function nonceOf(secret: Uint8Array, period: number): string {
  return createHmac('sha256', secret).update(String(period)).digest('base64url').slice(0, 22);
}

/**
 * The memory of a part that is one process. A proof is fresh
 * by our nonce, not by the device's clock, which may say 1970. The secret is
 * made at start, so nothing signed before a restart is taken after it, and what
 * is remembered of used proofs need not outlive a nonce: two periods at most.
 */
export class Nonces implements ProofMemory {
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
    this.#current = nonceOf(this.#secret, period);
    this.#previous = nonceOf(this.#secret, period - 1);
  }
}

/** In time that does not tell how much of it is right. */
export function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
