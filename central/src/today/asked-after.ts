import { addDays, addWeeks } from '@tapwell/shared/path/dates';
import type { PathEvent } from '@tapwell/shared/path/events';
import { dateOf } from '../prescriptions/week-sessions.ts';
import type { Run } from './missed.ts';

/** Whoever was not reached is tried again after so long, whatever the scheme. */
const TRY_AGAIN_DAYS = 7;

/** How somebody was asked after. */
export interface AskedAfter {
  /** The day they were last spoken to; null when they were not. */
  spoken: string | null;
  /** The last day after that on which it was tried in vain; null when it was not. */
  tried: string | null;
}

/** What gave reason to ask: a day that came, or something that happened on it. */
export interface Reason {
  on: string;
  /** Instant; null for the whole day. */
  at: string | null;
}

/** Contacts since there was reason to ask, in the order of the path. Pure. */
export function askedSince(events: PathEvent[], since: Reason): AskedAfter {
  const asked: AskedAfter = { spoken: null, tried: null };
  for (const event of events) {
    const spoke = spokeIn(event);
    if (spoke === null || !isAfter(event, since)) continue;
    if (!spoke) asked.tried = event.on;
    else [asked.spoken, asked.tried] = [event.on, null];
  }
  return asked;
}

/**
 * Whether somebody has acted, and nothing is new since: until they might be
 * tried again, or, once they were spoken to, until a review would be due. Pure.
 */
export function isQuiet({ spoken, tried }: AskedAfter, everyWeeks: number, today: string): boolean {
  const until = [
    ...(spoken === null ? [] : [addWeeks(spoken, everyWeeks)]),
    ...(tried === null ? [] : [addDays(tried, TRY_AGAIN_DAYS)]),
  ];
  return until.some((day) => today < day);
}

/** The last of what gave reason: the day it was due, or a session missed since. Pure. */
export function lastReason(due: string, runs: Run[]): Reason {
  return runs.map(missing).reduce((a, b) => (b.on >= a.on ? b : a), { on: due, at: null } as Reason);
}

export function missing({ lastSession, lastAt }: Run): Reason {
  return { on: dateOf(lastSession), at: lastAt };
}

/** Null for what is no contact. Who had a review or was coached was spoken to as well. */
function spokeIn(event: PathEvent): boolean | null {
  if (event.kind === 'contact') return event.reached;
  return event.kind === 'review' || event.kind === 'coaching' ? true : null;
}

/** A contact has a day only; of those on the day of a session, what was recorded once it had begun came after. */
function isAfter({ on, recordedAt }: PathEvent, since: Reason): boolean {
  return on > since.on || (on === since.on && (since.at === null || recordedAt > since.at));
}
