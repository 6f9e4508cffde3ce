import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTapwell, startTapwell, TAPWELL, withoutOurs } from './run-tapwell.ts';

const PASSPHRASE = { TAPWELL_KEYS_PASSPHRASE: 'correct horse battery' };
const HEX_KEY = /[0-9A-F]{32}/i;

interface Keys {
  cardMaster: { version: number; key: string }[];
  metaRead: { version: number; key: string }[];
}

describe('tapwell keys', () => {
  let data: string;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'tapwell-keys-command-'));
  });
  afterEach(() => rmSync(data, { recursive: true }));

  const keys = (args: string[], env: Record<string, string> = PASSPHRASE) =>
    runTapwell(['keys', ...args, '--data', data], env);

  it('makes keys once, shows their fingerprints, and prints none of them', async () => {
    const made = await keys(['new']);
    expect(made).toMatchObject({ code: 0, err: '' });
    const path = join(data, 'keys.json');
    expect(statSync(path).mode & 0o077).toBe(0);
    const before = readFileSync(path, 'utf8');

    const again = await keys(['new']);
    expect(again.code).toBe(1);
    expect(again.err).toMatch(/^There is a key file already at .*\n$/);
    expect(readFileSync(path, 'utf8')).toBe(before);

    const shown = await keys(['show']);
    expect(shown.out).toMatch(/^card master +version 1 +fingerprint [0-9A-F]{8} .*\nmeta-read +version 1 /);
    for (const line of shown.out.trim().split('\n')) expect(made.out).toContain(line);
    expect(made.out + shown.out).not.toMatch(HEX_KEY);
  });

  it('rotates one kind of key, keeps the old version, and prints no key unless asked', async () => {
    await keys(['new']);
    const first = JSON.parse((await keys(['show', '--reveal'])).out) as Keys;
    const rotated = await keys(['rotate', '--card-master']);
    expect(rotated.out).toContain('Restart central');
    expect(rotated.out).not.toMatch(HEX_KEY);
    const shown = await keys(['show']);
    expect(shown.out.match(/card master +version \d/g)).toEqual(['card master  version 2', 'card master  version 1']);

    const second = JSON.parse((await keys(['show', '--reveal'])).out) as Keys;
    expect(second.cardMaster[1]).toEqual(first.cardMaster[0]);
    expect(second.metaRead).toEqual(first.metaRead);
    await keys(['rotate', '--meta-read']);
    const third = JSON.parse((await keys(['show', '--reveal'])).out) as Keys;
    expect(third.metaRead.map((k) => k.version)).toEqual([2, 1]);
    expect(third.cardMaster).toEqual(second.cardMaster);
  });

  it('says how many cards still need each version, once there is a record to count in', async () => {
    await runTapwell(['central', 'init', '--data', data], PASSPHRASE);
    await keys(['rotate', '--card-master']);
    expect((await keys(['show'])).out).toMatch(/version 2: 0\n.*version 1: 0\n$/);
  });

  it('asks which key to rotate, and rotates none until it is told', async () => {
    await keys(['new']);
    const path = join(data, 'keys.json');
    const before = readFileSync(path, 'utf8');
    for (const which of [[], ['--card-master', '--meta-read']]) {
      const { code, err } = await keys(['rotate', ...which]);
      expect(code).toBe(1);
      expect(err).toBe('Say which key to rotate: --card-master or --meta-read.\n');
    }
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('says in one sentence what is wrong with a passphrase', async () => {
    const none = await keys(['new'], {});
    expect(none.err).toBe(
      'A passphrase for the card keys is needed: set TAPWELL_KEYS_PASSPHRASE, or run this on a terminal.\n',
    );
    expect((await keys(['new'], { TAPWELL_KEYS_PASSPHRASE: 'short' })).err).toMatch(/at least 8 characters/);
    await keys(['new']);
    const wrong = await keys(['rotate', '--meta-read'], { TAPWELL_KEYS_PASSPHRASE: 'another passphrase' });
    expect(wrong.code).toBe(1);
    expect(wrong.err).toMatch(/passphrase is wrong, or the file was changed\.\n$/);
  });

  it('works on keys from the environment, which it can only print', async () => {
    await keys(['new']);
    const held = (await keys(['show', '--reveal'])).out.trim();
    rmSync(join(data, 'keys.json'));
    const env = { TAPWELL_KEYS: held };
    expect((await keys(['show'], env)).out).toMatch(/^card master +version 1 /);
    expect((await keys(['rotate', '--meta-read'], env)).err).toMatch(/cannot be changed from here/);
    const printed = JSON.parse((await keys(['rotate', '--meta-read', '--reveal'], env)).out) as Keys;
    expect(printed.metaRead.map((k) => k.version)).toEqual([2, 1]);
    expect(printed.cardMaster).toEqual((JSON.parse(held) as Keys).cardMaster);
  });

  it('asks for the passphrase on a terminal and shows none of it', async () => {
    const command = [process.execPath, TAPWELL, 'keys', 'new', '--data', data].map((word) => `'${word}'`).join(' ');
    // `script` gives the command a terminal of its own.
    const terminal = spawn('script', ['-qefc', command, '/dev/null'], { env: withoutOurs(process.env) });
    let seen = '';
    let asked = 0;
    terminal.stdout.on('data', (chunk) => {
      seen += String(chunk);
      const questions = seen.match(/(Passphrase of the card keys|The same passphrase again): /g)?.length ?? 0;
      for (; asked < questions; asked++) terminal.stdin.write(`${PASSPHRASE.TAPWELL_KEYS_PASSPHRASE}x\u007f\r`);
    });
    const [code] = (await once(terminal, 'close')) as [number | null];
    expect(code, seen).toBe(0);
    expect(asked).toBe(2);
    expect(seen).not.toContain('horse');
    expect((await keys(['show'])).code).toBe(0);
  });
});

describe('tapwell central', () => {
  let data: string;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'tapwell-central-keys-'));
  });
  afterEach(() => rmSync(data, { recursive: true }));

  const start = async (env: Record<string, string>): Promise<string> => {
    const child = startTapwell(['central', '--data', data, '--port', '0'], env);
    let said = '';
    const ready = new Promise<void>((resolve) => {
      const hear = (chunk: unknown) => {
        said += String(chunk);
        if (said.includes('ready http')) resolve();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
    });
    await Promise.race([ready, once(child, 'close')]);
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'close');
    }
    return said;
  };

  it('starts with keys from the environment or from the file, and says in one sentence when there are none', async () => {
    expect(await start({})).toMatch(/^There are no card keys: .* or give them in TAPWELL_KEYS\.\n$/);
    await runTapwell(['keys', 'new', '--data', data], PASSPHRASE);
    expect(await start({})).toMatch(/^A passphrase is needed to open .*: set TAPWELL_KEYS_PASSPHRASE\.\n$/);
    expect(await start(PASSPHRASE)).toContain('ready http');
    const held = (await runTapwell(['keys', 'show', '--reveal', '--data', data], PASSPHRASE)).out.trim();
    rmSync(join(data, 'keys.json'));
    const said = await start({ TAPWELL_KEYS: held });
    expect(said).toContain('ready http');
    expect(said).not.toMatch(HEX_KEY);
  });
});
