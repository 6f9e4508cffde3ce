import type { CentralDb } from '../store/schema.ts';
import type { ReadView } from './wire.ts';

const MOST = 500;

/**
 * Who looked at a person's path and when, by itself or in a list; newest first.
 * Programs of others read people by their own ids, and whole schemes at once.
 */
export async function readersOf(db: CentralDb, pathId: string): Promise<ReadView[]> {
  const path = await db
    .selectFrom('path')
    .select(['patient_id', 'scheme_id'])
    .where('id', '=', pathId)
    .executeTakeFirst();
  const subjects = [pathId, ...(path ? [path.patient_id, `scheme ${path.scheme_id}`] : [])];
  const rows = await db
    .selectFrom('audit')
    .select(['at', 'actor', 'action'])
    .where(({ or, and, eb }) =>
      or([eb('action', 'like', 'read %'), and([eb('action', '=', 'break-glass'), eb('subject', '=', pathId)])]),
    )
    .where(({ or, eb, selectFrom }) =>
      or([
        eb('subject', 'in', subjects),
        eb('subject', 'in', selectFrom('audit_group').select('id').where('audit_group.subject', 'in', subjects)),
      ]),
    )
    .orderBy('seq', 'desc')
    .limit(MOST)
    .execute();
  const names = new Map([...(await namesOf(db, 'staff', rows)), ...(await namesOf(db, 'device', rows))]);
  return rows.map(({ at, actor, action }) => ({
    at,
    staff: names.get(actor) ?? actor,
    what: action.replace(/^read /, ''),
  }));
}

/** By the actors' words in the log. */
async function namesOf(
  db: CentralDb,
  kind: 'staff' | 'device',
  rows: { actor: string }[],
): Promise<[string, string][]> {
  const own = rows.filter(({ actor }) => actor.startsWith(`${kind} `));
  const ids = [...new Set(own.map(({ actor }) => actor.slice(kind.length + 1)))];
  if (ids.length === 0) return [];
  const found = await db
    .selectFrom(kind as 'staff')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .execute();
  return found.map(({ id, name }) => [`${kind} ${id}`, name]);
}
