import type { CentralDb } from '../store/schema.ts';

/** More than any hub can have been told since the newest backup. */
const GAP = 1_000_000;

/**
 * After a restore: hubs may know numbers that were given out since the backup
 * and say something else now. All that we say gets numbers that nobody can
 * have heard, so whoever asks with an earlier one is told everything anew.
 */
export async function skipNumbers(trx: CentralDb): Promise<void> {
  await trx
    .updateTable('roster_entry')
    .set(({ eb }) => ({ seq: eb('seq', '+', GAP) }))
    .execute();
}
