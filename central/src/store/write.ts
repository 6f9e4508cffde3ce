import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresAdapter, sql } from 'kysely';
import type { CentralDb } from './schema.ts';

/**
 * How changes stay right when several processes make them at once.
 *
 * SQLite has one writer: a transaction begins as that writer, and nothing more
 * is needed. On PostgreSQL a transaction reads what is committed when it asks,
 * so whatever decides by what it read first holds what it decides about:
 *
 * | what | held by |
 * |---|---|
 * | attendances of a session, and which of them counts | the row of its activity |
 * | reads of a card, and its state | the row of the card |
 * | events of a path, who has it, and the rows worked out from them | the row of the path |
 * | the numbers of a hub's roster, and its one key | the row of the hub |
 * | to whom a card with some number may belong | that number |
 * | the end of the audit log | its name; taken last, as everybody needs it |
 *
 * Rows are held in the order of their ids. Two transactions that come to wait
 * for each other all the same are told apart by the database: one begins again.
 */
export async function write<T>(db: CentralDb, work: (trx: CentralDb) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !BEGIN_AGAIN.has(String((error as { code?: unknown }).code))) throw error;
      await sleep(Math.random() * 20 * 2 ** attempt);
    }
  }
}

const MOST_ATTEMPTS = 6;

/** Serialization failure, deadlock, and a row that another transaction put there while we were about to: now we shall see it. */
const BEGIN_AGAIN = new Set(['40001', '40P01', '23505']);

export function isPostgres(db: CentralDb): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** Keeps others from changing these rows, or what is held by them, until the transaction ends. */
export async function holdRows(trx: CentralDb, table: 'activity' | 'card' | 'hub' | 'path', ids: Iterable<string>) {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0 || !isPostgres(trx)) return;
  await trx
    .selectFrom(table as 'hub')
    .select('id')
    .where('id', 'in', wanted)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

/** Keeps others out of what has this name until the transaction ends. */
export async function holdName(trx: CentralDb, name: string, mode: 'alone' | 'shared' = 'alone'): Promise<void> {
  if (!isPostgres(trx)) return;
  const lock = mode === 'alone' ? sql`pg_advisory_xact_lock` : sql`pg_advisory_xact_lock_shared`;
  await sql`select ${lock}(hashtextextended(${`tapwell ${name}`}, 0))`.execute(trx);
}
