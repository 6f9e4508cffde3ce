import type { CentralDb } from '../store/schema.ts';
import type { CompanionCard, CompanionView, FoundCompanion } from './wire.ts';

/** Who comes and came along with a person, of one scheme's companions: those who do first, then the latest. */
export async function whoComesAlong(
  db: CentralDb,
  { patientId, schemeId }: { patientId: string; schemeId: string },
): Promise<CompanionView[]> {
  const rows = await db
    .selectFrom('accompanies as a')
    .innerJoin('companion as c', 'c.id', 'a.companion_id')
    .leftJoin('staff as by', 'by.id', 'a.by_id')
    .leftJoin('staff as ended', 'ended.id', 'a.ended_by')
    .select([
      'a.id',
      'a.companion_id',
      'a.title',
      'a.since',
      'a.ended_on',
      'a.ended_at',
      'c.display_name',
      'c.erased_at',
    ])
    .select(['by.name as by', 'ended.name as endedBy'])
    .where('a.patient_id', '=', patientId)
    .where('c.scheme_id', '=', schemeId)
    .orderBy('a.at')
    .orderBy('a.id')
    .execute();
  const cards = await cardsOf(
    db,
    rows.map((row) => row.companion_id),
  );
  const goesOn = rows.filter((row) => row.ended_at === null);
  const over = rows
    .filter((row) => row.ended_at !== null)
    .sort((a, b) => (b.ended_at! < a.ended_at! ? -1 : Number(b.ended_at !== a.ended_at)));
  return [...goesOn, ...over].map((row) => ({
    id: row.id,
    companionId: row.companion_id,
    name: row.display_name,
    title: row.title,
    since: row.since,
    by: row.by,
    endedOn: row.ended_on,
    endedBy: row.endedBy,
    card: cards.get(row.companion_id) ?? 'none',
    erased: row.erased_at !== null,
  }));
}

/** A list somebody chooses from is short: whoever is not in it is found by more of the name. */
const MOST_FOUND = 10;

/** Companions of a scheme whose name has these letters in it, but for those who come along with this person already. */
export async function findCompanions(
  db: CentralDb,
  { patientId, schemeId }: { patientId: string; schemeId: string },
  name: string,
): Promise<FoundCompanion[]> {
  const all = await db
    .selectFrom('companion as c')
    .select(['c.id', 'c.display_name'])
    .where('c.scheme_id', '=', schemeId)
    .where('c.erased_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('accompanies as a')
            .select('a.id')
            .whereRef('a.companion_id', '=', 'c.id')
            .where('a.patient_id', '=', patientId)
            .where('a.ended_at', 'is', null),
        ),
      ),
    )
    .execute();
  // Here and not in the database: the two fold letters differently.
  const found = all
    .filter((row) => folded(row.display_name).includes(folded(name)))
    .sort((a, b) => a.display_name.localeCompare(b.display_name, 'en-GB') || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_FOUND);
  const ids = found.map((row) => row.id);
  if (ids.length === 0) return [];
  const cards = await cardsOf(db, ids);
  const titles = await db
    .selectFrom('accompanies')
    .select(['companion_id', 'title'])
    .distinct()
    .where('companion_id', 'in', ids)
    .orderBy('title')
    .execute();
  return found.map((row) => ({
    companionId: row.id,
    name: row.display_name,
    titles: titles.flatMap((one) => (one.companion_id === row.id && one.title !== null ? [one.title] : [])),
    card: cards.get(row.id) ?? 'none',
  }));
}

function folded(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase('en-GB');
}

const WORKS = ['active', 'issued'];
const OVER = ['replaced', 'expired'];

async function cardsOf(db: CentralDb, companionIds: string[]): Promise<Map<string, CompanionCard>> {
  const known = new Map<string, CompanionCard>();
  if (companionIds.length === 0) return known;
  const rows = await db
    .selectFrom('card')
    .select(['companion_id', 'state'])
    .where('companion_id', 'in', companionIds)
    .execute();
  for (const { companion_id, state } of rows) {
    if (WORKS.includes(state)) known.set(companion_id!, 'works');
    else if (!OVER.includes(state) && !known.has(companion_id!)) known.set(companion_id!, 'stopped');
  }
  return known;
}
