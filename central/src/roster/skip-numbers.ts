import type { CentralDb } from '../store/schema.ts';

/** More than any hub can have been told since the newest backup. */
const GAP = 1_000_000;
/** More than any hub is told in a second; seconds since 1970 times this are whole numbers for centuries. */
const EACH_SECOND = 100_000;

/**
 * After a restore: hubs may know numbers that were given out since the backup
 * and say something else now. All that we say gets numbers that nobody can
 * have heard, so whoever asks with an earlier one is told everything anew.
 * They go by the time, as the same backup may have been put back before: what
 * was said after that is forgotten too.
 */
export async function skipNumbers(trx: CentralDb, now: Date): Promise<void> {
  const { oldest, newest } = await trx
    .selectFrom('roster_entry')
    .select(({ fn }) => [fn.min('seq').as('oldest'), fn.max('seq').as('newest')])
    .executeTakeFirstOrThrow();
  if (oldest === null || newest === null) return;
  const first = Math.max(newest + GAP, Math.floor(now.getTime() / 1000) * EACH_SECOND);
  await trx
    .updateTable('roster_entry')
    .set(({ eb }) => ({ seq: eb('seq', '+', first - oldest) }))
    .execute();
}
