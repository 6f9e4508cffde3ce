import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { postgresDb } from '../store/postgres.ts';
import type { CentralDb, Tables } from '../store/schema.ts';
import { OneWriterDialect } from '../store/sqlite.ts';

/** A record as it is, at whatever version: nothing is brought forward, and a file is only read. */
export function recordAt(at: { file: string } | { database: string }): CentralDb {
  if ('database' in at) return postgresDb(at.database, { connections: 2 });
  const database = new Database(at.file, { readonly: true, fileMustExist: true, timeout: 30_000 });
  return new Kysely<Tables>({ dialect: new OneWriterDialect(database) });
}
