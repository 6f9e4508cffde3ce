import { addDays } from '@tapwell/shared/path/dates';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';
import type { PrescribedRow } from './prescribed.ts';
import { put } from './put.ts';
import type { Surroundings } from './records.ts';
import type { DayWord, VenueRecord } from './strip.ts';

/** What is the same for all who come to an activity: whoever reads very many prescriptions reads it once. */
export async function aroundActivities(
  db: CentralDb,
  rows: Pick<PrescribedRow, 'activityId' | 'venue_id' | 'heldBefore'>[],
  since: string,
): Promise<Pick<Surroundings, 'ran' | 'days' | 'extras' | 'venues'>> {
  const activityIds = [...new Set(rows.map((row) => row.activityId))];
  // A session soon after midnight may start the day before in UTC.
  const from = addDays(since, -1);
  const [ran, days, venues] = await Promise.all([
    sessionsThatRan(db, activityIds, from),
    dayWords(db, activityIds, from),
    venueRecords(db, venueIdsOf(rows), from),
  ]);
  const extras = new Map<string, DayWord[]>();
  for (const [activityId, words] of days) {
    const own = [...words.values()].filter((word) => word.extra);
    if (own.length > 0) extras.set(activityId, own);
  }
  return { ran, days, extras, venues };
}

function venueIdsOf(rows: Pick<PrescribedRow, 'venue_id' | 'heldBefore'>[]): string[] {
  const ids = new Set<string>();
  for (const { venue_id, heldBefore } of rows) {
    ids.add(venue_id);
    if (heldBefore) for (const { venueId } of heldBefore) ids.add(venueId);
  }
  return [...ids];
}

/** Of some activities, since a time: the last of the values. */
const run = everyLength((db, values: string[]) =>
  db
    .selectFrom('session_run')
    .select('session_id')
    .where('activity_id', 'in', values.slice(0, -1))
    .where('session_start', '>=', values.at(-1)!),
);

async function sessionsThatRan(db: CentralDb, activityIds: string[], since: string): Promise<Set<string>> {
  const rows = await run(db, [...activityIds, since]);
  return new Set(rows.map((row) => row.session_id));
}

const said = everyLength((db, values: string[]) =>
  db
    .selectFrom('session_day')
    .select(['activity_id', 'session_id', 'session_start', 'session_end', 'status', 'reason', 'extra', 'by_name'])
    .where('activity_id', 'in', values.slice(0, -1))
    .where('session_start', '>=', values.at(-1)!)
    .orderBy('fact_id'),
);

/** What staff said of sessions, by activity and session; of two hubs' words the later holds. */
async function dayWords(
  db: CentralDb,
  activityIds: string[],
  since: string,
): Promise<Map<string, Map<string, DayWord>>> {
  const rows = await said(db, [...activityIds, since]);
  const words = new Map<string, Map<string, DayWord>>();
  for (const row of rows) {
    put(words, row.activity_id, row.session_id, {
      sessionId: row.session_id,
      startsAt: row.session_start,
      endsAt: row.session_end,
      status: row.status as DayWord['status'],
      reason: row.reason,
      extra: row.extra === 1,
      by: row.by_name,
    });
  }
  return words;
}

const hubsAt = everyLength((db, venueIds: string[]) =>
  db.selectFrom('hub').select(['venue_id', 'synced_through', 'out_of_use_at']).where('venue_id', 'in', venueIds),
);
const gapsAt = everyLength((db, values: string[]) =>
  db
    .selectFrom('kiosk_gap as g')
    .innerJoin('hub', 'hub.id', 'g.hub_id')
    .select(['hub.venue_id', 'g.from_at', 'g.to_at', 'g.why'])
    .where('hub.venue_id', 'in', values.slice(0, -1))
    .where('g.to_at', '>=', values.at(-1)!),
);

async function venueRecords(db: CentralDb, venueIds: string[], since: string): Promise<Map<string, VenueRecord>> {
  const [hubs, gaps] = await Promise.all([hubsAt(db, venueIds), gapsAt(db, [...venueIds, since])]);
  const records = new Map<string, VenueRecord>();
  for (const [venueId, syncedThrough] of syncedByVenue(hubs)) {
    const own = gaps
      .filter((g) => g.venue_id === venueId)
      .map((g) => ({ from: g.from_at, to: g.to_at, lost: g.why !== null }));
    records.set(venueId, { syncedThrough, gaps: own });
  }
  return records;
}

/**
 * How far each venue's record is complete. With two hubs at a venue it is as
 * complete as the one further behind; one that is planned and was never heard
 * of has nothing that could be missing. One that was taken out of use holds up
 * nobody: what it may have held back till then is a gap. What it told stays
 * known while the one that takes its place has told nothing yet. Pure.
 */
export function syncedByVenue(
  hubs: { venue_id: string; synced_through: string | null; out_of_use_at: string | null }[],
): Map<string, string | null> {
  const synced = new Map<string, string | null>();
  for (const { venue_id, synced_through } of hubs.filter((hub) => hub.out_of_use_at === null)) {
    const other = synced.get(venue_id) ?? null;
    const behind = other === null || (synced_through !== null && synced_through < other);
    synced.set(venue_id, behind ? synced_through : other);
  }
  // Where none in use was heard of, the last of those before says how far the record went.
  const before = new Map<string, string | null>();
  for (const { venue_id, synced_through } of hubs.filter((hub) => (synced.get(hub.venue_id) ?? null) === null)) {
    const other = before.get(venue_id) ?? null;
    before.set(venue_id, other === null || (synced_through ?? '') > other ? synced_through : other);
  }
  return new Map([...synced, ...before]);
}
