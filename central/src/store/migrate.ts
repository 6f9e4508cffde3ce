import { type Kysely, Migrator } from 'kysely';
import { migrations } from './migrations.ts';
import type { Tables } from './schema.ts';

/**
 * Brings a store forward to the newest version, or to `version`. Of several
 * processes that start at once one does it and the others wait.
 * @throws what went wrong; the store is as it was
 */
export async function migrate(db: Kysely<Tables>, version?: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  // Most starts find nothing to do, and need not wait for whoever is writing.
  if (version === undefined && (await migrator.getMigrations()).every((one) => one.executedAt !== undefined)) return;
  const { error } = await (version === undefined ? migrator.migrateToLatest() : migrator.migrateTo(version));
  if (error) throw error;
}
