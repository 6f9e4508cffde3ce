/** A session, as far as it says when it is. */
interface Times {
  startsAt: string;
  endsAt: string;
}

const MINUTE_MS = 60_000;
/** Who taps sooner than a session takes arrivals, and again when it does, came once. */
const TOO_EARLY_MS = 60 * MINUTE_MS;
/** Who taps on the way out came to what has just ended. */
export const GOING_MS = 30 * MINUTE_MS;
/** Staff may place a tap on a session that was over for some hours: somebody came late to pack up, or to say so. */
const HOURS_AFTER_MS = 3 * 60 * MINUTE_MS;

export interface Span {
  from: string;
  to: string;
}

/**
 * The time around a session in which a further tap of somebody who was there
 * belongs to it. By the clock, not by the date: a session may pass midnight, and
 * whoever comes twice in a day comes to two. Pure.
 */
export function sittingOf({ startsAt, endsAt }: Times, earlyMinutes: number): Span {
  return span(Date.parse(startsAt) - earlyMinutes * MINUTE_MS - TOO_EARLY_MS, Date.parse(endsAt) + GOING_MS);
}

/** The time in which a tap may have been meant for a session, whatever the date on the wall. Pure. */
export function mayBeFor({ startsAt, endsAt }: Times, earlyMinutes: number): Span {
  return span(Date.parse(startsAt) - earlyMinutes * MINUTE_MS - TOO_EARLY_MS, Date.parse(endsAt) + HOURS_AFTER_MS);
}

/** Two taps of one card as near as that are one coming. Pure. */
export function isOneComing(a: string, b: string): boolean {
  return Math.abs(Date.parse(a) - Date.parse(b)) <= TOO_EARLY_MS;
}

export function isWithin(at: string, { from, to }: Span): boolean {
  return from <= at && at < to;
}

function span(from: number, to: number): Span {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
