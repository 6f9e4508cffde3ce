import { hubReport } from '@tapwell/shared/facts/hub-report';
import type { CentralDb } from '../store/schema.ts';

/** One hub as central last heard of it; nothing about people. */
export interface HubView {
  id: string;
  venue: string;
  zone: string;
  /** Its last report; null when it never reported. */
  lastSeen: string | null;
  savedThrough: string | null;
  /** What it has acknowledged is all there is to tell it. */
  rosterUpToDate: boolean;
  rosterAskedAt: string | null;
  waiting: number;
  quarantined: number;
  kiosks: { name: string; ready: boolean; why: string | null; lastSeen: string }[];
}

/** Hubs that have ever asked or reported, by venue. */
export async function hubList(db: CentralDb): Promise<HubView[]> {
  const rows = await db
    .selectFrom('hub')
    .innerJoin('venue', 'venue.id', 'hub.venue_id')
    .select(['hub.id', 'venue.name as venue', 'venue.zone', 'hub.last_seen', 'hub.synced_through', 'hub.report'])
    .select(['hub.roster_cursor', 'hub.roster_asked_at', 'hub.roster_stale'])
    .select((q) =>
      q
        .selectFrom('roster_entry')
        .select((r) => r.fn.max('seq').as('seq'))
        .whereRef('roster_entry.hub_id', '=', 'hub.id')
        .as('newest'),
    )
    .where(({ or, eb }) => or([eb('hub.last_seen', 'is not', null), eb('hub.roster_asked_at', 'is not', null)]))
    .orderBy('venue.name')
    .orderBy('hub.id')
    .execute();
  return rows.map((row) => {
    // A report kept by an older version may lack what is asked of one today.
    const report = row.report === null ? undefined : hubReport.safeParse(JSON.parse(row.report)).data;
    return {
      id: row.id,
      venue: row.venue,
      zone: row.zone,
      lastSeen: row.last_seen,
      savedThrough: row.synced_through,
      rosterUpToDate: row.roster_stale === 0 && row.roster_cursor >= (row.newest ?? 0),
      rosterAskedAt: row.roster_asked_at,
      waiting: report?.waiting ?? 0,
      quarantined: report?.quarantined ?? 0,
      kiosks: (report?.kiosks ?? []).map(({ name, reader, why, lastSeen }) => ({
        name,
        ready: reader === 'ready',
        why,
        lastSeen,
      })),
    };
  });
}
