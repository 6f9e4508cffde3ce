import { join } from 'node:path';
import { keyFileExists, readKeyFile } from './key-file.ts';
import { type SchemeKeys, schemeKeys } from './scheme-keys.ts';

/** Where central's keys may come from; the environment (`TAPWELL_KEYS`) goes before the file. */
export interface KeySources {
  /** Central's data folder. */
  data: string;
  /** The keys themselves, as JSON: what TAPWELL_KEYS holds. */
  keys?: string | undefined;
  /** Opens the key file; not needed when the keys are given. */
  keysPassphrase?: string | undefined;
}

export interface FoundKeys {
  keys: SchemeKeys;
  from: 'environment' | 'file';
}

/** Where a data folder keeps the scheme's keys. */
export function keyFilePath(dataDir: string): string {
  return join(dataDir, 'keys.json');
}

/**
 * The scheme's keys, from wherever they are.
 * @throws Error in one sentence when there are none or they cannot be opened; it never quotes a key
 */
export function findKeys({ data, keys, keysPassphrase }: KeySources): FoundKeys {
  if (keys !== undefined) return { keys: parseKeys(keys), from: 'environment' };
  const path = keyFilePath(data);
  if (!keyFileExists(path)) {
    throw new Error(
      `There are no card keys: make them with "tapwell keys new --data ${data}", or give them in TAPWELL_KEYS.`,
    );
  }
  if (keysPassphrase === undefined) {
    throw new Error(`A passphrase is needed to open ${path}: set TAPWELL_KEYS_PASSPHRASE.`);
  }
  return { keys: readKeyFile(path, keysPassphrase), from: 'file' };
}

/**
 * Reads keys given as JSON.
 * @throws Error naming what is wrong, never what was given
 */
export function parseKeys(json: string): SchemeKeys {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    // The parser's own message quotes its input.
    throw new Error('TAPWELL_KEYS is not JSON: it holds what "tapwell keys show --reveal" prints.');
  }
  const read = schemeKeys.safeParse(content);
  if (read.success) return read.data;
  const problems = read.error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`);
  throw new Error(`TAPWELL_KEYS does not hold the scheme's keys: ${problems.join('; ')}.`);
}
