import { resolve } from 'node:path';
import type { SchemeKeys } from '@tapwell/central/main';
import { keysPassphrase } from './keys-passphrase.ts';

/**
 * The scheme's keys as central would find them, with the passphrase asked for
 * when a file needs one.
 * @returns no passphrase when the keys come from the environment
 */
export async function openKeys(data: string, database?: string): Promise<{ keys: SchemeKeys; passphrase?: string }> {
  const { keysOfRecord, keyFileExists, keyFilePath } = await import('@tapwell/central/main');
  const keys = process.env.TAPWELL_KEYS;
  const folder = resolve(data);
  if (keys !== undefined || !keyFileExists(keyFilePath(folder)))
    return { keys: (await keysOfRecord({ data: folder, database, keys })).keys };
  const passphrase = await keysPassphrase();
  return { keys: (await keysOfRecord({ data: folder, keysPassphrase: passphrase })).keys, passphrase };
}
