/** An estimate of hub clock − kiosk clock, and how much to trust it. */
export interface OffsetEstimate {
  offsetMs: number;
  roundTripMs: number;
  /** Monotonic time at which it was made, ms. */
  at: number;
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
  const fresh = { offsetMs: hubNow - (sentAt + roundTripMs / 2), roundTripMs, at };
  if (!before || at - before.at > KEEP_MS || roundTripMs <= before.roundTripMs) return fresh;
  return Math.abs(fresh.offsetMs - before.offsetMs) > JUMP_MS + roundTripMs ? fresh : before;
}
