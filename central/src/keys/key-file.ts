import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ensureDataFolder } from '@tapwell/shared/disk/data-folder';
import { z } from 'zod';
import { type SchemeKeys, schemeKeys } from './scheme-keys.ts';

const sealed = z.object({
  format: z.literal('tapwell-keys-1'),
  kdf: z.object({ name: z.literal('scrypt'), N: z.number(), r: z.number(), p: z.number(), salt: z.string() }),
  iv: z.string(),
  tag: z.string(),
  sealed: z.string(),
});

const COST = { N: 2 ** 17, r: 8, p: 1 };

/**
 * Reads the scheme's master keys, which live only in this file, sealed under a
 * passphrase (scrypt, AES-256-GCM).
 * @throws Error in words when the passphrase is wrong or the file was changed
 */
export function readKeyFile(path: string, passphrase: string): SchemeKeys {
  const file = sealed.parse(JSON.parse(readFileSync(path, 'utf8')));
  const decipher = createDecipheriv('aes-256-gcm', stretch(passphrase, file.kdf), Buffer.from(file.iv, 'base64'));
  decipher.setAuthTag(Buffer.from(file.tag, 'base64'));
  try {
    const plain = Buffer.concat([decipher.update(Buffer.from(file.sealed, 'base64')), decipher.final()]);
    return schemeKeys.parse(JSON.parse(plain.toString('utf8')));
  } catch {
    throw new Error('The key file cannot be opened: the passphrase is wrong, or the file was changed.');
  }
}

/** Writes the keys sealed under the passphrase; the old file stays whole until the new one is durable. */
export function writeKeyFile(path: string, passphrase: string, keys: SchemeKeys): void {
  const kdf = { name: 'scrypt' as const, ...COST, salt: randomBytes(16).toString('base64') };
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', stretch(passphrase, kdf), iv);
  const body = Buffer.concat([cipher.update(JSON.stringify(keys), 'utf8'), cipher.final()]);
  const file: z.infer<typeof sealed> = {
    format: 'tapwell-keys-1',
    kdf,
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    sealed: body.toString('base64'),
  };
  ensureDataFolder(dirname(path));
  writeFileSync(`${path}.new`, JSON.stringify(file), { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

export function keyFileExists(path: string): boolean {
  return existsSync(path);
}

function stretch(passphrase: string, kdf: { N: number; r: number; p: number; salt: string }): Buffer {
  const { N, r, p, salt } = kdf;
  return scryptSync(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64'), 32, { N, r, p, maxmem: 256 * N * r });
}
