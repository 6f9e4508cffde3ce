import { Problem } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import { schedule } from '@tapwell/shared/schedule/sessions';
import { audit } from '../audit/audit-log.ts';
import type { CentralDb, NewRow, Row } from '../store/schema.ts';
import { holdName, holdRows } from '../store/write.ts';
import type { EntryKind } from './wire.ts';

/** Who changes something, and when. */
export interface Change {
  by: string;
  at: Date;
}

interface Saved {
  id: string;
  /** Id of the newest change they saw; undefined when that does not matter, as to an import. */
  seen?: string | null;
}

/**
 * Adds an entry or changes it, and keeps what was there before. Hubs whose
 * register shows it hear of it. Call within a transaction.
 * @returns whether it is new, was changed, or is the same as before
 * @throws Problem 409 when somebody else changed it meanwhile
 */
export async function saveEntry<K extends EntryKind>(
  trx: CentralDb,
  kind: K,
  row: NewRow<K> & { id: string },
  { seen }: Pick<Saved, 'seen'>,
  change: Change,
): Promise<'added' | 'changed' | 'same'> {
  await holdName(trx, `directory ${kind} ${row.id}`);
  if (kind === 'activity') await holdRows(trx, 'activity', [row.id]);
  const before = normal(await entryAt(trx, kind, row.id));
  const after = { ...before, ...row };
  // A doubled press is one.
  if (before && same(before, after)) return 'same';
  if (seen !== undefined && before && (await newestChange(trx, kind, row.id)) !== seen) {
    throw new Problem(409, 'Changed meanwhile', 'Somebody else changed this just now. Please look at it again first.');
  }
  const table = kind as 'venue';
  if (before) await trx.updateTable(table).set(row).where('id', '=', row.id).execute();
  else
    await trx
      .insertInto(table)
      .values(row as NewRow<'venue'>)
      .execute();
  await trx
    .insertInto('directory_change')
    .values({
      id: newId(),
      at: change.at.toISOString(),
      by_id: change.by,
      kind,
      subject_id: row.id,
      before: before ? JSON.stringify(before) : null,
      after: JSON.stringify(after),
    })
    .execute();
  await hubsHear(trx, kind, before, after);
  return before ? 'changed' : 'added';
}

export async function entryAt<K extends EntryKind>(db: CentralDb, kind: K, id: string): Promise<Row<K> | undefined> {
  return db
    .selectFrom(kind as 'venue')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst() as Promise<Row<K> | undefined>;
}

async function newestChange(db: CentralDb, kind: EntryKind, id: string): Promise<string | null> {
  const newest = await db
    .selectFrom('directory_change')
    .select('id')
    .where('kind', '=', kind)
    .where('subject_id', '=', id)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest?.id ?? null;
}

/** The audit log's entry of a change; last in its transaction. */
export async function auditDirectory(
  trx: CentralDb,
  what: string,
  subject: string | null,
  change: Change,
  detail = {},
) {
  await audit(trx, {
    at: change.at.toISOString(),
    actor: `staff ${change.by}`,
    action: `directory: ${what}`,
    subject,
    detail,
  });
}

/** A schedule's text as we write it, however it came there. */
function normal<R extends object>(row: R | undefined): R | undefined {
  if (!row || !('schedule' in row)) return row;
  return { ...row, schedule: JSON.stringify(schedule.parse(JSON.parse(String(row.schedule)))) };
}

function same(a: object, b: object): boolean {
  const text = (row: object) => JSON.stringify(Object.entries(row).sort(([x], [y]) => (x < y ? -1 : 1)));
  return text(a) === text(b);
}

/** Rosters name activities, their providers and venues: those hubs work theirs out anew. */
async function hubsHear(trx: CentralDb, kind: EntryKind, before: object | undefined, after: object): Promise<void> {
  const venues = new Set<string>();
  for (const row of [before, after] as Record<string, unknown>[]) {
    if (!row) continue;
    if (kind === 'venue') venues.add(String(row.id));
    if (kind === 'activity') venues.add(String(row.venue_id));
    if (kind !== 'provider') continue;
    const of = await trx.selectFrom('activity').select('venue_id').where('provider_id', '=', String(row.id)).execute();
    for (const { venue_id } of of) venues.add(venue_id);
  }
  if (venues.size === 0) return;
  await trx
    .updateTable('hub')
    .set({ roster_stale: 1 })
    .where('venue_id', 'in', [...venues])
    .execute();
}
