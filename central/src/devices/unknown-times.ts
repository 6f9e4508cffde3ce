import type { CentralDb } from '../store/schema.ts';

/** As far back as strips are looked at. */
const LATELY_MS = 12 * 7 * 86_400_000;

/**
 * For each hub the days of which what it knew is gone: it no longer held what a
 * restored record had lost, or is another machine in the place of one that had
 * not handed everything over.
 * What it says of its kiosks is not among them, nor what strips no longer show.
 */
export async function unknownTimes(db: CentralDb, now: Date): Promise<Map<string, { from: string; to: string }[]>> {
  const rows = await db
    .selectFrom('kiosk_gap')
    .select(['hub_id', 'from_at', 'to_at'])
    .where('why', 'in', ['not-held', 'replaced'])
    .where('to_at', '>=', new Date(now.getTime() - LATELY_MS).toISOString())
    .orderBy('from_at')
    .orderBy('id')
    .execute();
  const times = new Map<string, { from: string; to: string }[]>();
  for (const { hub_id, from_at: from, to_at: to } of rows) {
    // Replaced within the hour: not worth anybody's time.
    if (Date.parse(to) - Date.parse(from) < HOUR_MS) continue;
    times.set(hub_id, [...(times.get(hub_id) ?? []), { from, to }]);
  }
  return times;
}

const HOUR_MS = 3_600_000;

/** `on 1 May 2026`, `from 1 May 2026 to 14 May 2026`, as the venue counts days. Pure. */
export function daysInWords({ from, to }: { from: string; to: string }, zone: string): string {
  const day = (at: string) => new Date(at).toLocaleDateString('en-GB', { timeZone: zone, dateStyle: 'long' });
  if (from < '2000') return `before ${day(to)}`;
  return day(from) === day(to) ? `on ${day(to)}` : `from ${day(from)} to ${day(to)}`;
}
