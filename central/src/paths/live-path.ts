import { Problem } from '@tapwell/shared/http/problem';
import type { CentralDb, Row } from '../store/schema.ts';
import { holdName, holdRows } from '../store/write.ts';

/** The path that a person is on now in a scheme. */
export async function livePath(db: CentralDb, patientId: string, schemeId: string): Promise<string | undefined> {
  const path = await db
    .selectFrom('path')
    .select('id')
    .where('patient_id', '=', patientId)
    .where('scheme_id', '=', schemeId)
    .where('ended_on', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return path?.id;
}

/**
 * Keeps others from adding to a path until the transaction ends. Whoever was on
 * one that ended may be referred again: not meanwhile, as it may go on.
 */
export async function holdPath(trx: CentralDb, pathId: string): Promise<void> {
  const ended = await trx
    .selectFrom('path')
    .select('patient_id')
    .where('id', '=', pathId)
    .where('ended_on', 'is not', null)
    .executeTakeFirst();
  if (ended) await holdName(trx, `path of ${ended.patient_id}`);
  await holdRows(trx, 'path', [pathId]);
}

/**
 * Nobody is on two paths of one scheme: one that had ended goes on only where
 * they were not referred again since.
 * @throws Problem 409 in a sentence
 */
export async function requireMayGoOn(trx: CentralDb, path: Row<'path'>, endedOn: string | null): Promise<void> {
  if (path.ended_on === null || endedOn !== null) return;
  if (!(await livePath(trx, path.patient_id, path.scheme_id))) return;
  const why = 'They have been referred again since, and are on that path now: record there how it ended first.';
  throw new Problem(409, 'Not possible', why);
}
