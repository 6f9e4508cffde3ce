/** After this long a venue that has not acknowledged is away; its hub tells when it is back, and pages look each minute. */
const FOLLOW_MS = 60_000;

/**
 * Tells the workspace of whoever changed a card when another venue knows of it,
 * for as long as that is a matter of seconds.
 */
export class CardNews {
  readonly #tell: (staffId: string) => void;
  readonly #now: () => number;
  readonly #following = new Map<string, number>();

  constructor(tell: (staffId: string) => void, now: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#now = now;
  }

  changed(staffId: string): void {
    this.#following.set(staffId, this.#now() + FOLLOW_MS);
    this.#tell(staffId);
  }

  acknowledged(): void {
    for (const [staffId, until] of this.#following) {
      if (until < this.#now()) this.#following.delete(staffId);
      else this.#tell(staffId);
    }
  }
}
