import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { recordAt } from '../keep/record-at.ts';
import type { CentralDb } from '../store/schema.ts';
import { type FoundKeys, findKeys, type KeySources, keyFilePath } from './find-keys.ts';
import { keyFileExists } from './key-file.ts';

export interface RecordWithKeys extends KeySources {
  /** PostgreSQL, if the record is there. */
  database?: string | undefined;
}

/**
 * The keys of a record, from wherever they are. Where they are missing, what is
 * asked for depends on the record: whoever makes new keys for one that was
 * restored makes every card that is out useless.
 * @throws Error in words when there are none or they cannot be opened
 */
export async function keysOfRecord(record: RecordWithKeys): Promise<FoundKeys> {
  const missing = record.keys === undefined ? await whyNoNewKeys(record) : null;
  if (missing !== null) throw new Error(missing);
  return findKeys(record);
}

/** @returns null where keys are there, or nothing depends on any; else what to do */
export async function whyNoNewKeys({ data, database }: Omit<RecordWithKeys, 'keys'>): Promise<string | null> {
  if (keyFileExists(keyFilePath(data))) return null;
  const file = join(data, 'central.sqlite');
  // Looking makes no record where there is none yet.
  if (database === undefined && !existsSync(file)) return null;
  const db = recordAt(database === undefined ? { file } : { database });
  try {
    return (await dependsOnKeys(db)) ? keysMissing(data) : null;
  } finally {
    await db.destroy();
  }
}

/** Whether cards were made with this record's keys, or may have been since a backup: a hub was there. */
async function dependsOnKeys(db: CentralDb): Promise<boolean> {
  const tables = new Set((await db.introspection.getTables()).map(({ name }) => name));
  if (!tables.has('card')) return false;
  const card = await db.selectFrom('card').select('id').where('profile', '=', 'ntag424').limit(1).executeTakeFirst();
  if (card) return true;
  return (await db.selectFrom('hub').select('id').where('last_seen', 'is not', null).limit(1).execute()).length > 0;
}

function keysMissing(data: string): string {
  return (
    `The key file of before is missing: put your copy of it (keys.json, which is not in a backup of the record) into "${data}", ` +
    'or give the keys in TAPWELL_KEYS. With new keys no card that is out would be known.'
  );
}
