/**
 * Until when the hub's own record is complete and uploaded: nothing waits here
 * from before it, and every kiosk has handed over all its taps up to it.
 * @param oldestWaiting when the oldest fact not yet uploaded happened
 * @param kiosksClear for each kiosk in use, until when the hub has everything from it
 * @returns null without a kiosk: nobody could have tapped a card
 */
export function syncedThrough(now: Date, oldestWaiting: string | null, kiosksClear: string[]): string | null {
  if (kiosksClear.length === 0) return null;
  return [now.toISOString(), ...(oldestWaiting ? [oldestWaiting] : []), ...kiosksClear].sort()[0]!;
}
