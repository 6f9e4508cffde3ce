import { join } from 'node:path';
import { ensureDataFolder } from '@tapwell/shared/disk/data-folder';
import Database from 'better-sqlite3';
import { Kysely, Migrator, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
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
  const unprepared = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  const migrator = new Migrator({ db: unprepared, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: preparingOnce(database) }) });
}

/** More than there are different queries; lists of other lengths are other queries. */
const MOST_STATEMENTS = 300;

/** Kysely prepares each query anew; the few that batches of attendances are stored by come hundreds of times a second. */
function preparingOnce(database: Database.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => void database.close(),
    prepare: (query) => {
      const known = statements.get(query);
      if (known) return known;
      const prepared = database.prepare(query);
      if (statements.size >= MOST_STATEMENTS) statements.clear();
      statements.set(query, prepared);
      return prepared;
    },
  };
}
