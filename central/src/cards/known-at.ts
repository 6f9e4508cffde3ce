import type { CentralDb } from '../store/schema.ts';

/** Which venues know of a card as it stands now: what each hub was told and has acknowledged. */
export interface KnownAt {
  /** Names of those that do. */
  venues: string[];
  /** Those that do not yet. */
  others: {
    venue: string;
    /** When their hub last asked, once that is too long ago for one that is online; null for never. */
    silentSince: string | null;
    /** It asks all the time: it will know in a moment. */
    beingTold: boolean;
  }[];
}

/** A hub that is online asks at least every 30 seconds. */
const SILENT_MS = 60_000;

/** @returns for each card of a patient or companion where it is known; only hubs that greet them need to know */
export async function knownAt(
  db: CentralDb,
  holderId: string,
  cards: { id: string; state: string }[],
  now: Date,
): Promise<Map<string, KnownAt>> {
  const cardIds = cards.map((card) => card.id);
  if (cardIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('roster_entry as r')
    .innerJoin('hub', 'hub.id', 'r.hub_id')
    .innerJoin('venue', 'venue.id', 'hub.venue_id')
    .select(['r.hub_id as hub', 'r.kind', 'r.entry_id as entry', 'r.seq', 'r.body'])
    .select(['hub.roster_cursor as cursor', 'hub.roster_asked_at as askedAt', 'venue.name as venue'])
    .where(({ or, and, eb }) =>
      or([
        and([
          eb('r.kind', 'in', ['person', 'companion']),
          eb('r.entry_id', '=', holderId),
          eb('r.body', 'is not', null),
        ]),
        and([eb('r.kind', '=', 'card'), eb('r.entry_id', 'in', cardIds)]),
      ]),
    )
    .orderBy('venue.name')
    .execute();
  const hubs = new Map(rows.map((row) => [row.hub, row]));
  const told = new Map(rows.filter((row) => row.kind === 'card').map((row) => [`${row.hub} ${row.entry}`, row]));
  return new Map(
    cards.map(({ id, state }) => {
      const known: KnownAt = { venues: [], others: [] };
      for (const { hub, venue, askedAt, cursor } of hubs.values()) {
        const entry = told.get(`${hub} ${id}`);
        // A card taken off a roster works there no more than a blocked one.
        const right = entry && (entry.body === null || (JSON.parse(entry.body) as { state: string }).state === state);
        if (right && entry.seq <= cursor) known.venues.push(venue);
        else {
          const beingTold = askedAt !== null && now.getTime() - Date.parse(askedAt) < SILENT_MS;
          known.others.push({ venue, silentSince: beingTold ? null : askedAt, beingTold });
        }
      }
      return [id, known];
    }),
  );
}
