const MINUTE_MS = 60_000;
/** Waits double from a minute to this. */
const LONGEST_WAIT_MS = 15 * MINUTE_MS;
/** Wrong tries a day ago are forgotten. */
const FORGET_MS = 24 * 60 * MINUTE_MS;
const KNOWN_MS = 30 * FORGET_MS;
/** Wrong tries allowed before the first wait. */
const TRIES = {
  /** One name from one place: a person who mistypes. */
  pair: 5,
  /** One place, whatever the names: an address may be shared by a whole hall. */
  from: 30,
  /** One name, from however many places. */
  name: 20,
};
const MOST_KEYS = 10_000;

/** Who tries: the name they give, and where they are. */
export interface Guesser {
  name: string;
  from: string;
}

/**
 * Slows guessing down. A try counts before the password is checked, so that
 * guesses sent side by side count too, and passwords are hashed one at a time:
 * each takes 128 MiB.
 *
 * A name that is guessed at from many places is slowed down as a whole, and a
 * place that guesses at many names, but not the name where its owner has signed
 * in before: nobody elsewhere can lock a person out of the place they work at. Kept in memory: a restart forgives, and nobody but
 * the administrator can bring one about.
 */
export class GuessGuard {
  readonly #tries = new Map<string, { count: number; last: number }>();
  /** Where each name has signed in, and when last. */
  readonly #known = new Map<string, number>();
  #busy: Promise<unknown> = Promise.resolve();

  mayTry(who: Guesser, now: number): boolean {
    const limits = this.#limits(who, now);
    if (limits.some(([key, most]) => this.#mustWait(key, most, now))) return false;
    for (const [key] of limits) {
      const tried = this.#tried(key, now);
      putLast(this.#tries, key, { count: (tried?.count ?? 0) + 1, last: now });
    }
    return true;
  }

  succeeded(who: Guesser, now: number): void {
    const { pair, from, name } = keysOf(who);
    const others = this.#tries.get(from);
    // What others in the same place got wrong stays: one's own password must not clear the way to guess theirs.
    if (others && !this.#isKnown(pair, now)) this.#tries.set(from, { ...others, count: others.count - 1 });
    this.#tries.delete(pair);
    this.#tries.delete(name);
    putLast(this.#known, pair, now);
  }

  oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#busy.then(work);
    this.#busy = result.catch(() => undefined);
    return result;
  }

  #limits(who: Guesser, now: number): [key: string, most: number][] {
    const { pair, from, name } = keysOf(who);
    const own: [string, number] = [pair, TRIES.pair];
    return this.#isKnown(pair, now) ? [own] : [own, [from, TRIES.from], [name, TRIES.name]];
  }

  #isKnown(pair: string, now: number): boolean {
    return now - (this.#known.get(pair) ?? -Infinity) < KNOWN_MS;
  }

  #mustWait(key: string, most: number, now: number): boolean {
    const tried = this.#tried(key, now);
    if (!tried || tried.count < most) return false;
    return now - tried.last < Math.min(LONGEST_WAIT_MS, MINUTE_MS * 2 ** (tried.count - most));
  }

  #tried(key: string, now: number): { count: number; last: number } | undefined {
    const tried = this.#tries.get(key);
    return tried && now - tried.last < FORGET_MS ? tried : undefined;
  }
}

function keysOf({ name, from }: Guesser): Record<keyof typeof TRIES, string> {
  const place = network(from);
  return { pair: `pair ${name.toLowerCase()} ${place}`, from: `from ${place}`, name: `name ${name.toLowerCase()}` };
}

/** Whoever has one IPv6 address has the 2^64 beside it (RFC 4291 §2.5.1). */
export function network(address: string): string {
  const [v4] = /[\d.]+$/.exec(address) ?? [];
  if (!address.includes(':') || v4?.includes('.')) return v4?.includes('.') ? v4 : address;
  const [head = '', tail] = address.split('::');
  const groups = tail === undefined ? head.split(':') : [...head.split(':').filter(Boolean), '0', '0', '0', '0'];
  return groups.slice(0, 4).join(':');
}

/** Put last, so that the longest unused goes first when there are too many. */
function putLast<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MOST_KEYS) map.delete(map.keys().next().value!);
}
