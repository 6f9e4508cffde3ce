import { type Db, metaOf } from '../store/open.ts';

const HOLDS_SINCE = 'holds-since';

/**
 * From when on everything that was recorded at this hub is still here: since
 * its store was made, or since what was purged or lost last. What waits for
 * central is here however old it is.
 */
export function holdsSince(db: Db): string | undefined {
  return metaOf(db).get(HOLDS_SINCE);
}

/** Noted before it goes: whoever is asked in between has it, and says that it may not. */
export function noteGone(db: Db, before: string): void {
  const known = holdsSince(db);
  if (known === undefined || known < before) metaOf(db).set(HOLDS_SINCE, before);
}

/** Made with the store, and kept in its backups. */
export function storeId(db: Db): string | undefined {
  return metaOf(db).get('store-id');
}
