/**
 * Until when the hub's own record is complete and uploaded: nothing waits here
 * from before it, and every kiosk has handed over all its taps up to it.
 * @param oldestWaiting when the oldest fact not yet uploaded happened
 * @param kiosksClear for each kiosk, until when the hub has everything from it
 */
export function syncedThrough(now: Date, oldestWaiting: string | null, kiosksClear: string[]): string {
  return [now.toISOString(), ...(oldestWaiting ? [oldestWaiting] : []), ...kiosksClear].sort()[0]!;
}
