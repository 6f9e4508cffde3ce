import { Problem } from '@tapwell/shared/http/problem';
import type { CentralDb } from '../store/schema.ts';

/**
 * Whoever is about to write about somebody asks this once they hold what the
 * removal of a person's data holds too (see keep/erase.ts): what was theirs to
 * write about when the request came may be gone by now, and words that come
 * after would never be removed.
 * @throws Problem 404
 */
export async function requireStillHere(trx: CentralDb, patientId: string): Promise<void> {
  const gone = await trx
    .selectFrom('patient')
    .select('id')
    .where('id', '=', patientId)
    .where('erased_at', 'is not', null)
    .executeTakeFirst();
  if (gone) throw new Problem(404, 'Not found', 'There is no such person in your caseload.');
}
