/** A difference that one-second `Date` headers and slow lines explain. */
const NOISE_MS = 5_000;

/**
 * The other side's clock as its `Date` headers tell it. A kiosk without a
 * battery wakes in 1970; what it signs must bear a time that its hub believes.
 * Whoever forges a `Date` gains nothing: what is signed with it is bound to our
 * proof key and to the server's nonce.
 */
export class ServerClock {
  #known: { server: number; at: number } | undefined;

  now(): Date {
    if (!this.#known) return new Date();
    // By the monotonic clock from there on: our own may be set meanwhile.
    return new Date(this.#known.server + performance.now() - this.#known.at);
  }

  heard(date: string | null): void {
    const server = Date.parse(date ?? '');
    if (Number.isFinite(server)) this.#known = { server, at: performance.now() };
  }

  /** Whether what we take for the time was put right since we took it to be `then`. */
  movedSince(then: Date): boolean {
    return Math.abs(this.now().getTime() - then.getTime()) > NOISE_MS;
  }
}
