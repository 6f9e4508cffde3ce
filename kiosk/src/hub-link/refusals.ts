const LARGEST_BATCH = 50;
/** A tap the hub refused is tried again this much later: the hub may have been mended. */
const ASIDE_MS = 10 * 60_000;

/** The hub read what we sent and will not have it: asking the same again is no use. */
const NOT_LIKE_THIS = new Set([400, 413, 415, 422]);

/**
 * What to do when the hub refuses a batch of taps. Only its answer to a tap
 * ends that tap's entry; a refusal never does. A batch is halved until the
 * refused tap stands alone; that one is kept, told to staff, and holds up no other.
 */
export class Refusals {
  readonly #aside = new Map<string, number>();
  #size = LARGEST_BATCH;
  #why: string | null = null;

  /** How many taps to send at once. */
  get size(): number {
    return this.#size;
  }

  /** One sentence for staff; null while the hub takes everything. */
  get why(): string | null {
    if (this.#aside.size === 0) return this.#why;
    return this.#aside.size === 1
      ? 'The hub does not understand one tap of this kiosk. It is kept here and tried again.'
      : `The hub does not understand ${this.#aside.size} taps of this kiosk. They are kept here and tried again.`;
  }

  /**
   * Taps not to send now.
   * @param now by a clock that nobody sets, ms: a tap put aside by one that is set back later would wait for years
   */
  aside(now: number): string[] {
    return [...this.#aside].filter(([, until]) => until > now).map(([id]) => id);
  }

  /** The hub took these. */
  taken(ids: string[]): void {
    this.#why = null;
    this.#size = Math.min(LARGEST_BATCH, this.#size * 2);
    for (const id of ids) this.#aside.delete(id);
  }

  /**
   * The hub refused these.
   * @returns whether to go on at once, with what is then the oldest
   */
  refused(ids: string[], status: number, now: number): boolean {
    if (!NOT_LIKE_THIS.has(status)) {
      this.#why = inWords(status);
      return false;
    }
    if (ids.length > 1) this.#size = Math.ceil(ids.length / 2);
    else this.#aside.set(ids[0]!, now + ASIDE_MS);
    return true;
  }

  /** The hub does not know this kiosk. */
  unknownHere(): void {
    this.#why = 'The hub does not accept this kiosk any more. Pair it again; nothing kept here is lost.';
  }
}

function inWords(status: number): string {
  if (status === 401 || status === 403) return 'The hub does not accept this kiosk. Its taps are kept here.';
  if (status === 404) return "What answers at the hub's address is no hub. Taps are kept here.";
  if (status === 429) return 'The hub asks this kiosk to wait. Taps are kept here.';
  return `The hub has a fault of its own (status ${status}). Taps are kept here.`;
}
