import { join } from 'node:path';
import { ensureDataFolder } from '@tapwell/shared/disk/data-folder';
import { openPostgres, type PostgresOptions } from './postgres.ts';
import type { CentralDb } from './schema.ts';
import { openSqlite } from './sqlite.ts';

/**
 * Opens central's record and brings it to the newest version.
 * @param dataDir holds the embedded store, created if needed; `:memory:` for one that forgets
 * @param database `postgres://…`: the record is there, and not in the folder
 */
export async function openStore(dataDir: string, database?: string, options?: PostgresOptions): Promise<CentralDb> {
  if (database !== undefined) return openPostgres(database, options);
  ensureDataFolder(dataDir);
  return openSqlite(dataDir === ':memory:' ? dataDir : join(dataDir, 'central.sqlite'));
}
