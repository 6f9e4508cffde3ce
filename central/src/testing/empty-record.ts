import Database from 'better-sqlite3';
import { Kysely, sql } from 'kysely';
import { inject } from 'vitest';
import { forgetReads } from '../access/log-read.ts';
import { migrate } from '../store/migrate.ts';
import { postgresDb } from '../store/postgres.ts';
import type { CentralDb, Tables } from '../store/schema.ts';
import { OneWriterDialect, openSqlite } from '../store/sqlite.ts';
import { createDatabase } from './postgres-server.ts';

/** Databases on the server that nobody uses just now, and all of them: test files that run one after the other share them. */
const free: CentralDb[] = [];
const all: CentralDb[] = [];
let made = 0;

/** At the end of a test file: what it did not give back is free as well. */
export function takeBack(): void {
  free.splice(0, free.length, ...all);
}

/**
 * An empty record on the database that this run of the tests is about: every
 * test file of central that uses one runs on SQLite and on PostgreSQL.
 */
export async function emptyRecord(): Promise<CentralDb> {
  const server = inject('postgres');
  if (server === undefined) return openSqlite(await emptySqlite());
  const used = free.pop();
  if (used) {
    await empty(used);
    forgetReads(used);
    return used;
  }
  const db = postgresDb(await createDatabase(server, `test_${process.pid}_${made++}`, 'record'));
  all.push(db);
  // Whoever is done with it leaves it to the next.
  db.destroy = async () => void free.push(db);
  return db;
}

let template: Buffer | undefined;

/** An empty record as bytes: bringing one to the newest version takes much longer than copying it. */
async function emptySqlite(): Promise<Buffer> {
  if (!template) {
    const database = new Database(':memory:');
    await migrate(new Kysely<Tables>({ dialect: new OneWriterDialect(database) }));
    template = database.serialize();
    database.close();
  }
  return template;
}

/** A database of the same kind without any tables. */
export async function bareDatabase(): Promise<CentralDb> {
  const server = inject('postgres');
  if (server !== undefined) return postgresDb(await createDatabase(server, `bare_${process.pid}_${made++}`));
  const database = new Database(':memory:');
  database.pragma('foreign_keys = ON');
  return new Kysely<Tables>({ dialect: new OneWriterDialect(database) });
}

async function empty(db: CentralDb): Promise<void> {
  // biome-ignore lint/suspicious/noExplicitAny: tables by their names
  const tables = (await (db as Kysely<any>).introspection.getTables()).map((table) => sql.table(table.name));
  await sql`truncate ${sql.join(tables)} restart identity`.execute(db);
}
