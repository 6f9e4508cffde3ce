/** This machine's clocks at one moment, in milliseconds: `wall` can be set, `steady` only ever runs. */
export interface Clocks {
  wall: number;
  steady: number;
}

const clocksNow = (): Clocks => ({ wall: Date.now(), steady: performance.now() });
/** Less than that is a clock being kept right. */
const JUMP_MS = 5_000;

/**
 * Notices that the hub's own clock was put back: it was ahead, and what was
 * read by it has a time that is too late. Held against such a read, a card's
 * next would look like a copy, and an honest patient be sent to the staff.
 */
export class ClockWatch {
  readonly #read: () => Clocks;
  #last: Clocks | undefined;
  /** Since when the clock has not been set, as it told itself. */
  #since = 0;

  constructor(read = clocksNow) {
    this.#read = read;
  }

  /**
   * To be called before each read is judged.
   * @param doubt told from what time on reads on file prove nothing; if it throws, it is told again next time
   */
  look(doubt: (from: Date) => void): void {
    const now = this.#read();
    const last = this.#last;
    const jump = last ? now.wall - last.wall - (now.steady - last.steady) : 0;
    // At the start it may have been put back while we were off: what lies ahead of now cannot have happened yet.
    if (!last) doubt(new Date(now.wall));
    else if (jump < -JUMP_MS) doubt(new Date(Math.min(this.#since, now.wall)));
    if (!last || Math.abs(jump) > JUMP_MS) this.#since = now.wall;
    this.#last = now;
  }
}
