import type { Tap } from '@tapwell/shared/tap/tap';

/** Longer than venues stay offline; a kiosk clock further back than this is wrong, unless it was compared with ours. */
export const OLDEST_MS = 90 * 86_400_000;
/** A little ahead is drift between two estimates of the offset. */
const AHEAD_MS = 2 * 60_000;

/**
 * When a tap really happened, as best we know: the kiosk's clock corrected by
 * its own estimate of the offset. An impossible time never loses a tap: it is
 * placed by hub receipt and flagged. Pure.
 * @param pairedAt when its kiosk was let in, where that is on file: one that lay
 *   in a cupboard over the summer brings taps of spring, and knows when they were
 */
export function happenedAt(
  tap: Pick<Tap, 'kioskAt' | 'offsetMs'>,
  hubAt: Date,
  pairedAt: () => string | undefined = () => undefined,
): { at: Date; sure: boolean } {
  const corrected = Date.parse(tap.kioskAt) + (tap.offsetMs ?? 0);
  const age = hubAt.getTime() - corrected;
  if (age < -AHEAD_MS) return { at: hubAt, sure: false };
  if (age > OLDEST_MS) {
    const paired = tap.offsetMs === null ? undefined : pairedAt();
    if (paired === undefined || corrected < Date.parse(paired)) return { at: hubAt, sure: false };
  }
  // A clock that was never compared with ours may be days off: believed for want of better, but only as
  // much as its tap's quick arrival bears out.
  const sure = tap.offsetMs !== null || age < AHEAD_MS;
  // Never later than receipt: what has arrived has happened.
  return { at: new Date(Math.min(corrected, hubAt.getTime())), sure };
}
