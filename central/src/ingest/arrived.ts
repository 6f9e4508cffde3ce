import { sql } from 'kysely';
import type { CentralDb } from '../store/schema.ts';
import { isPostgres } from '../store/write.ts';

/**
 * Attendances are numbered as they are stored, and on PostgreSQL a lower number
 * may be committed after a higher one. Whoever reads on from a number they have
 * seen must not miss it, and nobody should wait for anybody: so whoever is about
 * to store some says after which number theirs will be, and whoever reads stops
 * at the lowest of those.
 *
 * It is said by a shared advisory lock, which the database lets go of when the
 * transaction ends, however it ends, and only once what it committed can be
 * seen. The lock's two keys hold the number: `INGEST` and its upper 16 bits,
 * then its lower 32. Nobody ever asks for one of these alone, so nobody waits.
 */
const INGEST = 0x54410000;

const LAST_NUMBER = sql<number>`coalesce(pg_sequence_last_value(pg_get_serial_sequence('attendance', 'seq')::regclass), 0)`;

/** Call before an attendance gets its number. */
export async function joinIngest(trx: CentralDb): Promise<void> {
  if (!isPostgres(trx)) return;
  // The lower half as a number with a sign, as the lock's key is one.
  await sql`
    select pg_advisory_xact_lock_shared(
      (${sql.lit(INGEST)} + (last >> 32))::int,
      ((last & 4294967295) - case when last & 2147483648 = 0 then 0 else 4294967296 end)::int
    ) from (select ${LAST_NUMBER} as last) as so_far`.execute(trx);
}

/** The highest number up to which all there will ever be can be seen by whoever asks after this. */
export async function arrivedThrough(db: CentralDb): Promise<number> {
  if (!isPostgres(db)) return newest(db);
  // In this order: what has a number up to the last one has said so before, or is there to be seen.
  const last = await one<number>(db, sql`select ${LAST_NUMBER} as n`);
  const under = await one<number | null>(
    db,
    sql`
      select min(((classid::bigint - ${sql.lit(INGEST)}) << 32) + objid::bigint) as n from pg_locks
      where locktype = 'advisory' and objsubid = 2
        and database = (select oid from pg_database where datname = current_database())
        and classid::bigint between ${sql.lit(INGEST)} and ${sql.lit(INGEST + 0xffff)}`,
  );
  return under === null ? last : Math.min(last, under);
}

async function one<T>(db: CentralDb, question: ReturnType<typeof sql>): Promise<T> {
  return ((await question.execute(db)).rows[0] as { n: T }).n;
}

async function newest(db: CentralDb): Promise<number> {
  const row = await db
    .selectFrom('attendance')
    .select((q) => q.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return row?.seq ?? 0;
}
