import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKeyFile, writeKeyFile } from './key-file.ts';
import { fileReadKey, newSchemeKeys } from './scheme-keys.ts';

describe('the key file', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tapwell-keys-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('gives the keys back under its passphrase and shows none of them in the file', () => {
    const path = join(dir, 'keys.json');
    const keys = newSchemeKeys();
    writeKeyFile(path, 'correct horse', keys);
    expect(readKeyFile(path, 'correct horse')).toEqual(keys);
    expect(readFileSync(path, 'utf8')).not.toContain(keys.cardMaster[0]!.key);
  });
  it('is refused in words under another passphrase or when changed', () => {
    const path = join(dir, 'keys.json');
    writeKeyFile(path, 'correct horse', newSchemeKeys());
    expect(() => readKeyFile(path, 'battery staple')).toThrow(/passphrase is wrong/);
    const file = JSON.parse(readFileSync(path, 'utf8')) as { sealed: string };
    writeFileSync(path, JSON.stringify({ ...file, sealed: `AAAA${file.sealed.slice(4)}` }));
    expect(() => readKeyFile(path, 'correct horse')).toThrow(/changed/);
  });
});

describe('a card key', () => {
  it('differs from card to card and needs the version it was made with', () => {
    const keys = newSchemeKeys();
    expect(fileReadKey(keys, '04112233445566', 1)).not.toBe(fileReadKey(keys, '04112233445567', 1));
    expect(() => fileReadKey(keys, '04112233445566', 2)).toThrow(RangeError);
  });
});
