import type { SyncState } from '../../wire.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Nothing has reached the council for an hour. */
export function savedLate({ lastSavedAt }: SyncState, now: string): boolean {
  return lastSavedAt === null || Date.parse(now) - Date.parse(lastSavedAt) > HOUR_MS;
}

/** A list of people more than a day old misses whoever was prescribed since. */
export function rosterIsOld({ rosterAt }: Pick<SyncState, 'rosterAt'>, now: string): boolean {
  return rosterAt === null || Date.parse(now) - Date.parse(rosterAt) > DAY_MS;
}
