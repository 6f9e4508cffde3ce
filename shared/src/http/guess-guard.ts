const WAIT_MS = 60_000;
/** Wrong guesses allowed before a wait; an address may be shared by a whole hall. */
const TRIES = { name: 5, address: 30 };
const MOST_KEYS = 10_000;

/**
 * Slows guessing down. A try counts before the password is checked, so that
 * guesses sent side by side count too, and passwords are hashed one at a time:
 * each takes 128 MiB.
 */
export class GuessGuard {
  readonly #tries = new Map<string, { count: number; last: number }>();
  #busy: Promise<unknown> = Promise.resolve();

  /** @param keys who guesses, each beginning with `name ` or `address ` */
  mayTry(keys: string[], now: number): boolean {
    const allowed = keys.every((key) => {
      const tried = this.#tries.get(key);
      const most = key.startsWith('name ') ? TRIES.name : TRIES.address;
      return !tried || tried.count < most || now - tried.last >= WAIT_MS;
    });
    if (!allowed) return false;
    for (const key of keys) {
      const tried = this.#tries.get(key);
      const count = tried && now - tried.last < WAIT_MS ? tried.count + 1 : 1;
      // Put last, so that the longest unused goes first when there are too many.
      this.#tries.delete(key);
      this.#tries.set(key, { count, last: now });
    }
    for (const key of this.#tries.keys()) {
      if (this.#tries.size <= MOST_KEYS) break;
      this.#tries.delete(key);
    }
    return true;
  }

  succeeded(keys: string[]): void {
    for (const key of keys) this.#tries.delete(key);
  }

  oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#busy.then(work);
    this.#busy = result.catch(() => undefined);
    return result;
  }
}
