/** An estimate of hub clock − kiosk clock, and how much to trust it. */
export interface OffsetEstimate {
  offsetMs: number;
  roundTripMs: number;
  /** Monotonic time at which it was made, ms. */
  at: number;
  /** What the kiosk's own clock showed then, ms. */
  clockAt: number;
}

export interface ClockSample {
  /** Kiosk clock when we asked, ms. */
  sentAt: number;
  /** Measured with the monotonic clock. */
  roundTripMs: number;
  /** Hub clock in its answer, ms. */
  hubNow: number;
  /** Monotonic time when we asked, ms. */
  at: number;
}

/** A quick exchange is trusted for this long, then any newer one is better. */
const KEEP_MS = 120_000;
/** A jump of the kiosk's own clock shows as an offset no round trip explains. */
const JUMP_MS = 1_000;

/**
 * The offset as NTP finds it (RFC 5905 §8): the hub's answer is taken to be
 * from the middle of the round trip, so the error is at most half of it; the
 * quickest recent exchange is kept. Pure.
 */
export function estimateOffset(before: OffsetEstimate | undefined, sample: ClockSample): OffsetEstimate {
  const { sentAt, roundTripMs, hubNow, at } = sample;
  const fresh = { offsetMs: hubNow - (sentAt + roundTripMs / 2), roundTripMs, at, clockAt: sentAt };
  if (!before || at - before.at > KEEP_MS || roundTripMs <= before.roundTripMs) return fresh;
  return Math.abs(fresh.offsetMs - before.offsetMs) > JUMP_MS + roundTripMs ? fresh : before;
}

/**
 * The offset now, which is another when somebody has set the kiosk's clock
 * since the estimate was made: a tap read before the next exchange would
 * otherwise be placed hours before the one read before it, and its honest card
 * be taken for a copy. Only a clock set back is told from the monotonic one:
 * one that is ahead may belong to a tablet that slept, in which the monotonic
 * clock stands still; and of a tap in the future the hub believes nothing.
 * @param clock what the kiosk's clock shows now
 * @param at monotonic time now
 */
export function offsetNow(estimate: OffsetEstimate, clock: number, at: number): number {
  const setBackBy = estimate.clockAt + (at - estimate.at) - clock;
  return estimate.offsetMs + (setBackBy > JUMP_MS ? setBackBy : 0);
}

/** Whether the clock was set between two looks at it and at the monotonic one, or the kiosk slept. */
export function wasSet(before: { clock: number; at: number }, now: { clock: number; at: number }): boolean {
  return Math.abs(now.clock - before.clock - (now.at - before.at)) > JUMP_MS;
}
