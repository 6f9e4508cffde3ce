import type { RosterCompanion, RosterEntry } from '@tapwell/shared/roster/roster';
import { localDate } from '@tapwell/shared/schedule/sessions';
import type { SchemeKeys } from '../keys/scheme-keys.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdRows, isPostgres, write } from '../store/write.ts';
import { projectRoster } from './project.ts';
import { cardsOf, companionsOf } from './project-cards.ts';
import { projectPeople } from './project-people.ts';

export interface Refreshing {
  db: CentralDb;
  keys: SchemeKeys;
  now: Date;
  log: (error: unknown) => void;
}

/**
 * Works out anew what a hub must know, as far as something may have changed:
 * all of it after a change of the directory and on a new day, else only what
 * it says of the people touched since. Each difference gets the next number.
 * @param urgentOnly of the people touched, only those whose cards changed; the others wait
 */
export async function refreshRoster(hubId: string, urgentOnly: boolean, with_: Refreshing): Promise<void> {
  const { db, now } = with_;
  const hub = await db
    .selectFrom('hub')
    .innerJoin('venue', 'venue.id', 'hub.venue_id')
    .select(['roster_stale', 'roster_day', 'venue.id as venueId', 'venue.zone'])
    .where('hub.id', '=', hubId)
    .executeTakeFirst();
  if (!hub) return;
  const today = localDate(now, hub.zone).toString();
  if (hub.roster_stale === 1 || hub.roster_day !== today) return refreshAll(hubId, today, with_);
  const touched = await db
    .selectFrom('roster_touched')
    .select('patient_id')
    .where('hub_id', '=', hubId)
    .$if(urgentOnly, (q) => q.where('urgent', '=', 1))
    .execute();
  const patientIds = touched.map((row) => row.patient_id);
  for (let i = 0; i < patientIds.length; i += AT_ONCE) {
    await refreshPeople({ id: hubId, venueId: hub.venueId }, patientIds.slice(i, i + AT_ONCE), today, with_);
  }
}

/** No transaction holds everybody else up for long. */
const AT_ONCE = 200;

function refreshAll(hubId: string, today: string, { db, keys, log }: Refreshing): Promise<void> {
  return write(db, async (trx) => {
    await holdRows(trx, 'hub', [hubId]);
    // Cleared first: a change that comes while we work marks it again.
    await trx.updateTable('hub').set({ roster_stale: 0, roster_day: today }).where('id', '=', hubId).execute();
    await clearTouched(trx, hubId);
    const wanted = await projectRoster(trx, hubId, keys, today, log);
    const held = await trx.selectFrom('roster_entry').selectAll().where('hub_id', '=', hubId).execute();
    await tell(trx, hubId, rosterDifference(held, wanted));
  });
}

/** What the roster says of a few people: themselves, who comes along with them, and the cards of all these. */
function refreshPeople(
  hub: { id: string; venueId: string },
  patientIds: string[],
  today: string,
  { db, keys, log }: Refreshing,
): Promise<void> {
  return write(db, async (trx) => {
    await holdRows(trx, 'hub', [hub.id]);
    await clearTouched(trx, hub.id, patientIds);
    const people = await projectPeople(trx, hub.venueId, today, patientIds);
    const here = new Set(people.map((person) => person.id));
    const company = await companionsAround(trx, hub, { touched: patientIds, here }, today);
    const cards = await cardsOf(trx, { patientIds, companionIds: company.ids }, keys, log);
    const holders = new Set([...here, ...company.wanted.map((companion) => companion.id)]);
    const wanted = [...people, ...company.wanted, ...cards.filter((card) => holders.has(card.personId))];
    const held = async (kind: string, ids: string[]) =>
      ids.length === 0
        ? []
        : trx
            .selectFrom('roster_entry')
            .selectAll()
            .where('hub_id', '=', hub.id)
            .where('kind', '=', kind)
            .where('entry_id', 'in', ids)
            .execute();
    const cardIds = cards.map((card) => card.id);
    const before = [
      ...(await held('person', patientIds)),
      ...(await held('companion', company.ids)),
      ...(await held('card', cardIds)),
    ];
    await tell(trx, hub.id, rosterDifference(before, wanted));
  });
}

/**
 * Companions of whom something may have changed with these people: those who
 * come along with one of them, or of whom the hub was told so. A companion is
 * told with all of theirs at this venue; without any they go, and so do their cards.
 */
async function companionsAround(
  trx: CentralDb,
  hub: { id: string; venueId: string },
  { touched, here }: { touched: string[]; here: ReadonlySet<string> },
  today: string,
): Promise<{ ids: string[]; wanted: RosterCompanion[] }> {
  const told = await trx
    .selectFrom('roster_entry')
    .select(['entry_id', 'body'])
    .where('hub_id', '=', hub.id)
    .where('kind', '=', 'companion')
    .where('body', 'is not', null)
    .execute();
  const ids = new Set((await companionsOf(trx, touched)).map((companion) => companion.id));
  for (const { entry_id, body } of told) {
    const { accompanies } = JSON.parse(body!) as RosterCompanion;
    if (accompanies.some((id) => touched.includes(id))) ids.add(entry_id);
  }
  if (ids.size === 0) return { ids: [], wanted: [] };
  const all = await trx
    .selectFrom('accompanies')
    .select('patient_id')
    .distinct()
    .where('companion_id', 'in', [...ids])
    .where('ended_at', 'is', null)
    .execute();
  const others = all.flatMap(({ patient_id }) => (touched.includes(patient_id) ? [] : [patient_id]));
  const alsoHere = others.length > 0 ? await projectPeople(trx, hub.venueId, today, others) : [];
  const wanted = await companionsOf(trx, [...here, ...alsoHere.map((person) => person.id)]);
  return { ids: [...ids], wanted: wanted.filter((companion) => ids.has(companion.id)) };
}

/** Waits for changes under way that touched the same people, in the order in which they do. */
async function clearTouched(trx: CentralDb, hubId: string, patientIds?: string[]): Promise<void> {
  const own = trx
    .selectFrom('roster_touched')
    .select('patient_id')
    .where('hub_id', '=', hubId)
    .$if(patientIds !== undefined, (q) => q.where('patient_id', 'in', patientIds ?? []));
  if (isPostgres(trx)) await own.orderBy('patient_id').forUpdate().execute();
  await trx
    .deleteFrom('roster_touched')
    .where('hub_id', '=', hubId)
    .$if(patientIds !== undefined, (q) => q.where('patient_id', 'in', patientIds ?? []))
    .execute();
}

async function tell(trx: CentralDb, hubId: string, changes: Held[]): Promise<void> {
  if (changes.length === 0) return;
  const newest = await trx
    .selectFrom('roster_entry')
    .select((q) => q.fn.max('seq').as('seq'))
    .where('hub_id', '=', hubId)
    .executeTakeFirst();
  const first = (newest?.seq ?? 0) + 1;
  const rows = changes.map((change, i) => ({ hub_id: hubId, ...change, seq: first + i }));
  for (let i = 0; i < rows.length; i += AT_ONCE) {
    await trx
      .insertInto('roster_entry')
      .values(rows.slice(i, i + AT_ONCE))
      .onConflict((c) =>
        c
          .columns(['hub_id', 'kind', 'entry_id'])
          .doUpdateSet(({ ref }) => ({ seq: ref('excluded.seq'), body: ref('excluded.body') })),
      )
      .execute();
  }
}

interface Held {
  kind: string;
  entry_id: string;
  /** JSON; null for a tombstone. */
  body: string | null;
}

/** What must be told anew: changed and new entries, and tombstones for those that went. Pure. */
export function rosterDifference(held: Held[], wanted: RosterEntry[]): Held[] {
  const key = (kind: string, id: string) => `${kind} ${id}`;
  const before = new Map(held.map((row) => [key(row.kind, row.entry_id), row.body]));
  const now = new Set(wanted.map((entry) => key(entry.kind, entry.id)));
  const puts = wanted
    .map((entry) => ({ kind: entry.kind, entry_id: entry.id, body: JSON.stringify(entry) }))
    .filter((row) => before.get(key(row.kind, row.entry_id)) !== row.body);
  const tombstones = held
    .filter((row) => row.body !== null && !now.has(key(row.kind, row.entry_id)))
    .map(({ kind, entry_id }) => ({ kind, entry_id, body: null }));
  return [...puts, ...tombstones];
}
