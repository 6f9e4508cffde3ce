import type { CentralDb } from '../store/schema.ts';
import { holdName, isPostgres, write } from '../store/write.ts';

/**
 * Attendances are numbered as they are stored, and on PostgreSQL a lower number
 * may be committed after a higher one. Whoever reads on from a number they
 * have seen must not miss it, so reading waits for what is being stored.
 */
const INGEST = 'ingest';

/** Call before an attendance gets its number. */
export function joinIngest(trx: CentralDb): Promise<void> {
  return holdName(trx, INGEST, 'shared');
}

/** The highest number up to which all there will ever be can be seen. */
export function arrivedThrough(db: CentralDb): Promise<number> {
  if (!isPostgres(db)) return newest(db);
  return write(db, async (trx) => {
    await holdName(trx, INGEST);
    return newest(trx);
  });
}

async function newest(db: CentralDb): Promise<number> {
  const row = await db
    .selectFrom('attendance')
    .select((q) => q.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return row?.seq ?? 0;
}
