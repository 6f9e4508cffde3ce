import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OperateRig, setUp, until } from './rig.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const UNITS = join(root, 'deploy/systemd');

describe('the service files', () => {
  let folder: string;
  /** Where systemd looks for what a unit names, in place of where it is installed. */
  const asInstalled = (text: string) =>
    text.replaceAll('/usr/bin/node', process.execPath).replaceAll('/opt/tapwell/cli', join(root, 'cli'));
  const analyze = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
    return { status, said: `${stdout}${stderr}` };
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tapwell-units-'));
    for (const name of readdirSync(UNITS)) {
      writeFileSync(join(folder, name), asInstalled(readFileSync(join(UNITS, name), 'utf8')));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(readdirSync(UNITS))('%s pass systemd-analyze verify, without a warning', (name) => {
    expect(analyze('verify', join(folder, name))).toEqual({ status: 0, said: '' });
  });
  it('and the check sees a setting that is none', () => {
    const wrong = readFileSync(join(folder, 'tapwell-hub.service'), 'utf8').replace(
      'Restart=always',
      'Restart=perhaps',
    );
    mkdirSync(join(folder, 'wrong'));
    writeFileSync(join(folder, 'wrong/tapwell-hub.service'), wrong);
    expect(analyze('verify', join(folder, 'wrong/tapwell-hub.service')).said).toContain('perhaps');
  });
  it.each(readdirSync(UNITS).filter((name) => name.endsWith('.service')))(
    '%s lets the service do little else',
    (name) => {
      // Of 10, by systemd's own count; a service without any of this has 9.6.
      const { status, said } = analyze(
        'security',
        '--offline=true',
        '--threshold=25',
        '--no-pager',
        join(folder, name),
      );
      expect(said).toContain('Overall exposure level');
      expect(status).toBe(0);
    },
  );
});

describe('a hub started by systemd', () => {
  let rig: OperateRig;
  beforeAll(async () => {
    rig = await setUp();
  });
  afterAll(() => rig?.close());

  it('says that it is ready, that it is alive, and that it stops', async () => {
    const socket = join(rig.folder, 'notify');
    const listener = spawn('python3', ['-uc', LISTEN, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    let heard = '';
    listener.stdout.on('data', (chunk) => {
      heard += String(chunk);
    });
    await until(() => heard.includes('listening'), 'the listener');
    const hub = await rig.startHub({ NOTIFY_SOCKET: socket, WATCHDOG_USEC: '400000' });
    await until(() => heard.split('WATCHDOG=1').length > 3, 'three signs of life');
    await hub.stop();
    await until(() => heard.includes('STOPPING=1'), 'its last word');
    listener.kill();
    // BARRIER is systemd-notify's own: it waits until it was heard.
    const states = heard.split('\n').filter((line) => /^(READY|WATCHDOG|STOPPING)=1$/.test(line));
    expect(states[0]).toBe('READY=1');
    expect(states.at(-1)).toBe('STOPPING=1');
  });
});

/** What systemd does at the other end: Node has no datagram sockets. */
const LISTEN = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('listening')
while True: print(s.recv(4096).decode())
`;
