import Database from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
} from 'kysely';
import { migrate } from './migrate.ts';
import type { CentralDb, Tables } from './schema.ts';

/**
 * Each visit changes a page in every index, anywhere among gigabytes: 64 MB of
 * pages are kept in memory, and what many batches change is written into the
 * main file once, when the log has grown to 64 MB. With SQLite's own 2 and 4 MB
 * a record of ten million visits took half as many batches a second.
 */
const FOR_MANY_ROWS = ['cache_size = -65536', 'wal_autocheckpoint = 16000'];

/**
 * Opens an embedded store and brings it to the newest version.
 * @param path `:memory:` for a store that forgets, or what such a one held
 */
export async function openSqlite(path: string | Buffer): Promise<CentralDb> {
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  for (const pragma of FOR_MANY_ROWS) database.pragma(pragma);
  await migrate(new Kysely<Tables>({ dialect: new OneWriterDialect(database) }));
  return new Kysely<Tables>({ dialect: new OneWriterDialect(preparingOnce(database)) });
}

/**
 * Every transaction of ours changes something, so each takes the one writer's
 * place when it begins: two processes on one file wait for each other, where a
 * transaction that had read before it wrote would be thrown out.
 */
export class OneWriterDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    super({ database });
    this.#database = database;
  }
  override createDriver(): SqliteDriver {
    return new OneWriterDriver({ database: this.#database });
  }
  override createAdapter(): SqliteAdapter {
    return new AtomicMigrations();
  }
}

class OneWriterDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** All steps of a migration or none, and one process at a time: kysely knows no lock for SQLite, but the transaction is one. */
class AtomicMigrations extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
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
