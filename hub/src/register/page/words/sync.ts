import type { SyncState } from '../../wire.ts';
import { CLOCK_PLAY_MS } from './ago.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Nothing has reached the council for an hour. */
export function savedLate({ lastSavedAt }: SyncState, now: string): boolean {
  return lastSavedAt === null || isOlder(lastSavedAt, HOUR_MS, now);
}

/** A list of people more than a day old misses whoever was prescribed since. */
export function rosterIsOld({ rosterAt }: Pick<SyncState, 'rosterAt'>, now: string): boolean {
  return rosterAt === null || isOlder(rosterAt, DAY_MS, now);
}

/** A time well ahead of the clock was written while it was wrong: it may be as old as anything. */
function isOlder(at: string, ms: number, now: string): boolean {
  const age = Date.parse(now) - Date.parse(at);
  return age > ms || age < -CLOCK_PLAY_MS;
}
