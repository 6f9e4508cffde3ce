import { keyFilePath } from '../central.ts';
import { keyFileExists, writeKeyFile } from '../keys/key-file.ts';
import { whyNoNewKeys } from '../keys/keys-of-record.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { openStore } from '../store/open.ts';
import { readDirectoryFile, recordsOf } from './directory-file.ts';
import { type Loaded, loadDirectory } from './load-directory.ts';

/**
 * Makes a new central in a data folder: an empty store and fresh card keys.
 * @throws Error when there are keys already, or were: cards out there depend on them
 */
export async function initCentral(dataDir: string, passphrase: string, database?: string): Promise<void> {
  const path = keyFilePath(dataDir);
  if (keyFileExists(path)) throw new Error(`There is a key file already at ${path}: it is kept as it is.`);
  const missing = await whyNoNewKeys({ data: dataDir, database });
  if (missing !== null) throw new Error(missing);
  const db = await openStore(dataDir, database);
  await db.destroy();
  writeKeyFile(path, passphrase, newSchemeKeys());
}

/**
 * Loads a directory file; what is there already is left as it is.
 * @throws Error naming each thing wrong with the file
 */
export async function loadFile(dataDir: string, content: unknown, database?: string): Promise<Loaded[]> {
  const records = await recordsOf(readDirectoryFile(content));
  const db = await openStore(dataDir, database);
  try {
    return await loadDirectory(db, records);
  } finally {
    await db.destroy();
  }
}
