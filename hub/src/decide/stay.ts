/** Someone's stay at a session, as far as it is on record. */
export interface Stay {
  /** When they came; null when only central knows of it, from another hub. */
  since: string | null;
  /** When they left; null while they are here, or when nobody said. */
  leftAt: string | null;
  /** A card said that they came, not staff. */
  byCard: boolean;
}

/** What one more tap says of a stay. */
export type FurtherTap =
  /** Nothing new. */
  | { kind: 'here' }
  | { kind: 'gone'; minutes: number }
  /** They leave now. */
  | { kind: 'leaves'; leftAt: string; minutes: number }
  /** They had left, and are back: a break is part of the stay. */
  | { kind: 'back' }
  /** A tap from before the one on record, come late from another kiosk: so that one was the leaving. */
  | { kind: 'came-earlier'; arrivedAt: string; leftAt: string | null };

/** A second read within this time is the same tap. */
export const SAME_TAP_MS = 2 * 60_000;

/**
 * What a further tap means, at an activity whose hours count (`timed`) or at
 * another. Nobody's leaving is made up: who never taps out has not left. Pure.
 * @param tap `sure` unless the kiosk's clock was impossible
 */
export function furtherTap(
  { since, leftAt, byCard }: Stay,
  { timed, endsAt }: { timed: boolean; endsAt: string },
  tap: { at: Date; sure: boolean },
): FurtherTap {
  if (since === null) return { kind: 'here' };
  const at = tap.at.getTime();
  const came = Date.parse(since);
  const iso = tap.at.toISOString();
  if (Math.abs(at - came) < SAME_TAP_MS) return { kind: 'here' };
  if (at < came) {
    if (!timed || !tap.sure) return { kind: 'here' };
    return { kind: 'came-earlier', arrivedAt: iso, leftAt: leftAt ?? (byCard ? since : null) };
  }
  if (leftAt === null)
    return timed ? { kind: 'leaves', leftAt: iso, minutes: minutesOf(since, iso) } : { kind: 'here' };
  const gone = { kind: 'gone' as const, minutes: minutesOf(since, leftAt) };
  if (at - Date.parse(leftAt) < SAME_TAP_MS) return gone;
  return iso < endsAt ? { kind: 'back' } : gone;
}

/** Whole minutes of a stay. */
export function minutesOf(since: string, leftAt: string): number {
  return Math.max(0, Math.round((Date.parse(leftAt) - Date.parse(since)) / 60_000));
}
