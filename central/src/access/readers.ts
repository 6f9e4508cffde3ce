import type { CentralDb } from '../store/schema.ts';
import type { ReadView } from './wire.ts';

const MOST = 500;

/** Who looked at a person's path and when, by itself or in a list; newest first. */
export async function readersOf(db: CentralDb, pathId: string): Promise<ReadView[]> {
  const rows = await db
    .selectFrom('audit')
    .select(['at', 'actor', 'action'])
    .where(({ or, and, eb }) =>
      or([eb('action', 'like', 'read %'), and([eb('action', '=', 'break-glass'), eb('subject', '=', pathId)])]),
    )
    .where(({ or, eb, selectFrom }) =>
      or([
        eb('subject', '=', pathId),
        eb('subject', 'in', selectFrom('audit_group').select('id').where('audit_group.subject', '=', pathId)),
      ]),
    )
    .orderBy('seq', 'desc')
    .limit(MOST)
    .execute();
  const ids = [...new Set(rows.map(({ actor }) => actor.replace(/^staff /, '')))];
  const names = new Map(
    ids.length === 0
      ? []
      : (await db.selectFrom('staff').select(['id', 'name']).where('id', 'in', ids).execute()).map((s) => [
          s.id,
          s.name,
        ]),
  );
  return rows.map(({ at, actor, action }) => ({
    at,
    staff: names.get(actor.replace(/^staff /, '')) ?? actor,
    what: action.replace(/^read /, ''),
  }));
}
