import { join } from 'node:path';
import { ensureDataFolder } from '@tapwell/shared/disk/data-folder';
import Database from 'better-sqlite3';
import { Kysely, Migrator, SqliteDialect } from 'kysely';
import { migrations } from './migrations.ts';
import type { CentralDb, Tables } from './schema.ts';

/**
 * Opens central's embedded store and brings it to the newest version.
 * @param dataDir created if needed; `:memory:` for a store that forgets
 */
export async function openStore(dataDir: string): Promise<CentralDb> {
  ensureDataFolder(dataDir);
  const database = new Database(dataDir === ':memory:' ? dataDir : join(dataDir, 'central.sqlite'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
  return db;
}
