import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureDataFolder } from './data-folder.ts';

describe('a data folder', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tapwell-folder-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('is made with the folders above it, for its owner alone', () => {
    ensureDataFolder(join(dir, 'a/b'));
    expect(statSync(join(dir, 'a/b')).mode & 0o777).toBe(0o700);
    expect(() => ensureDataFolder(join(dir, 'a/b'))).not.toThrow();
  });
  it('that the system will not make is refused in one sentence, and at once', () => {
    expect(() => ensureDataFolder('/proc/x/y')).toThrow(
      'The folder "/proc/x/y" cannot be made: the system allows no folder there.',
    );
  });
  it('below a file is refused with the name of that file', () => {
    writeFileSync(join(dir, 'note'), '');
    const below = join(dir, 'note/data');
    expect(() => ensureDataFolder(below)).toThrow(/cannot be (made|reached): .*(is a file)\.$/);
    expect(() => ensureDataFolder(join(dir, 'note'))).toThrow('is a file.');
  });
  it('at the end of links that lead in a circle is refused', () => {
    symlinkSync(join(dir, 'one'), join(dir, 'two'));
    symlinkSync(join(dir, 'two'), join(dir, 'one'));
    expect(() => ensureDataFolder(join(dir, 'one'))).toThrow('its links lead in a circle.');
  });
  it('that may not be written to is refused, for anyone but root', () => {
    chmodSync(dir, 0o500);
    const check = () => ensureDataFolder(dir);
    if (process.getuid?.() === 0) expect(check).not.toThrow();
    else expect(check).toThrow('cannot be written to: this user may not.');
    chmodSync(dir, 0o700);
  });
  it('is not needed by a store that forgets', () => {
    expect(() => ensureDataFolder(':memory:')).not.toThrow();
  });
});
