import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newSchemeKeys } from '@tapwell/central/keys/scheme-keys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../../cli/bin/tapwell.js', import.meta.url));

function tapwell(args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    timeout: 30_000,
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
}

describe('the tapwell command', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'tapwell-setup-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it.each(['demo', 'central', 'hub', 'kiosk', 'sim', 'tap'])('explains %s', (part) => {
    const { status, stdout } = tapwell([part, '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain(`Usage: tapwell ${part}`);
  });
  it('says in one sentence that no demo runs in a folder', () => {
    const { status, stderr } = tapwell(['tap', 'mary', '--data', dir]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^No demo has been started in .*npm start.*\n$/);
  });
  it('names each wrong setting, whether from a flag or from the environment', () => {
    const flags = tapwell(['hub', '--data', dir, '--port', 'many', '--central', 'nowhere']);
    expect(flags.status).toBe(1);
    expect(flags.stderr).toMatch(/--port: .*\n--central: /);
    const environment = tapwell(['kiosk', '--data', dir], { TAPWELL_HUB: 'nowhere' });
    expect(environment.stderr).toMatch(/^--hub: /);
  });
  it('says what to do about a kiosk that was never paired', () => {
    const { status, stderr } = tapwell([
      'kiosk',
      '--data',
      join(dir, 'kiosk'),
      '--hub',
      'http://localhost:9',
      '--port',
      '0',
    ]);
    expect(status).toBe(1);
    expect(stderr).toContain('ask the hub for a pairing code');
  });
  it('says in one sentence that a reader spec names no reader', () => {
    const { status, stderr } = tapwell([
      'kiosk',
      '--data',
      dir,
      '--hub',
      'http://localhost:9',
      '--reader',
      'telepathy',
    ]);
    expect(status).toBe(1);
    expect(stderr).toContain('"telepathy" names no card reader');
  });

  it.each([
    ['demo', []],
    ['hub', ['--central', 'http://localhost:9']],
    ['hub pair-kiosk', []],
    ['kiosk', ['--hub', 'http://localhost:9', '--pair', 'AAAA-BBBB']],
    ['central', []],
    ['central init', []],
  ])('says in one sentence, and at once, that %s cannot have its data where no folder can be made', (command, more) => {
    const { status, stderr } = tapwell([...command.split(' '), '--data', '/proc/tapwell/data', ...more], {
      TAPWELL_KEYS: JSON.stringify(newSchemeKeys()),
      TAPWELL_KEYS_PASSPHRASE: 'a long passphrase',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/The folder "\/proc\/tapwell\/data" cannot be made: the system allows no folder there\.\n$/);
  });

  describe('on a busy port', () => {
    let busy: Server;
    let port: number;
    beforeAll(async () => {
      busy = createServer();
      await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
      port = (busy.address() as { port: number }).port;
    });
    afterAll(() => busy.close());

    it('says so in one sentence, and starts nothing', () => {
      const { status, stderr } = tapwell(['demo', '--data', join(dir, 'demo'), '--port', String(port)]);
      expect(status).toBe(1);
      expect(stderr).toBe(
        `Port ${port} is in use by another program. Choose another first port, e.g. npm start -- --port 4200.\n`,
      );
    });
  });
});
