import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findKeys, keyFilePath } from './find-keys.ts';
import { writeKeyFile } from './key-file.ts';
import { newSchemeKeys, rotateKeys } from './scheme-keys.ts';

describe("central's keys", () => {
  let data: string;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'tapwell-find-keys-'));
  });
  afterEach(() => rmSync(data, { recursive: true }));

  it('come from the key file with its passphrase', () => {
    const keys = newSchemeKeys();
    writeKeyFile(keyFilePath(data), 'correct horse', keys);
    expect(findKeys({ data, keysPassphrase: 'correct horse' })).toEqual({ keys, from: 'file' });
  });
  it('come from the environment without any file or passphrase', () => {
    const keys = rotateKeys(newSchemeKeys(), 'metaRead');
    expect(findKeys({ data, keys: JSON.stringify(keys) })).toEqual({ keys, from: 'environment' });
  });
  it('come from the environment when both are there', () => {
    const keys = newSchemeKeys();
    writeKeyFile(keyFilePath(data), 'correct horse', newSchemeKeys());
    expect(findKeys({ data, keys: JSON.stringify(keys), keysPassphrase: 'correct horse' }).keys).toEqual(keys);
  });
  it('are asked for in one sentence when there are none', () => {
    expect(() => findKeys({ data })).toThrow(/^There are no card keys: [^.]+tapwell keys new [^\n]+TAPWELL_KEYS\.$/);
  });
  it('need a passphrase when they are in a file', () => {
    writeKeyFile(keyFilePath(data), 'correct horse', newSchemeKeys());
    expect(() => findKeys({ data })).toThrow(/set TAPWELL_KEYS_PASSPHRASE/);
  });
  it('are never quoted when they are wrong', () => {
    const secret = newSchemeKeys().cardMaster[0]!.key;
    const wrong = [
      `{"cardMaster": "${secret}`,
      JSON.stringify({ cardMaster: [{ version: 1, key: `${secret}00` }], metaRead: [{ version: 1, key: secret }] }),
      JSON.stringify({ cardMaster: [{ version: 1, key: `X${secret}` }], metaRead: [] }),
      JSON.stringify({ cardMaster: [1, 1].map((version) => ({ version, key: secret })), metaRead: [] }),
      JSON.stringify(secret),
      '',
    ];
    for (const keys of wrong) {
      let said = '';
      try {
        findKeys({ data, keys });
      } catch (error) {
        said = (error as Error).message;
      }
      expect(said).toContain('TAPWELL_KEYS');
      expect(said).not.toContain(secret.slice(0, 8));
    }
  });
});
