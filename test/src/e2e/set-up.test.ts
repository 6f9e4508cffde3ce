import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fourFreePorts } from './rig.ts';

const CLI = fileURLToPath(new URL('../../../cli/bin/tapwell.js', import.meta.url));
const PASSPHRASE = 'a passphrase for this test only';

let dir: string;
const running: ChildProcess[] = [];
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tapwell-setup-'));
});
afterEach(async () => {
  for (const child of running.splice(0).reverse()) await end(child, 'SIGTERM');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Starts a command and waits for what it prints when it serves. */
async function start(args: string[], ready: RegExp, env: Record<string, string> = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  running.push(child);
  let said = '';
  child.stderr!.on('data', (chunk) => {
    said += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`${args[0]} ended: ${said}`)));
    let out = '';
    child.stdout!.on('data', (chunk) => {
      out += chunk;
      if (ready.test(out)) resolve();
    });
  });
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

function run(args: string[], env: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    timeout: 30_000,
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`tapwell ${args.join(' ')}: ${stderr}`);
  return stdout;
}

describe('the demo, as a person starts it', () => {
  it('prints an address for each person and writes demo.json, readable by its owner alone', async () => {
    const data = join(dir, 'demo');
    const port = await fourFreePorts();
    const first = await start(['demo', '--data', data, '--port', String(port)], /Stop with Ctrl-C/);
    const demo = JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8'));
    expect(demo).toMatchObject({
      screen: `http://localhost:${port}`,
      register: `http://localhost:${port + 1}`,
      workspace: `http://localhost:${port + 2}`,
      cards: `http://localhost:${port + 3}`,
      fhir: { base: `http://localhost:${port + 2}/fhir`, token: expect.any(String) },
    });
    expect(demo.staff).toContainEqual({ role: 'provider', username: 'rosa', password: expect.any(String) });
    expect(demo.wallet).toContainEqual(
      expect.objectContaining({ card: 'mary', profile: 'ntag424', patient: 'patient-001' }),
    );
    expect(statSync(join(data, 'demo.json')).mode & 0o077).toBe(0);

    // `tapwell tap` prints the outcome as one JSON line.
    const line = run(['tap', 'mary', '--data', data]);
    expect(line.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(line)).toMatchObject({ outcome: 'checked-in', card: 'mary', visit: 5, of: 12 });

    // A second one on the same folder would fight over it.
    const another = String(await fourFreePorts());
    expect(() => run(['demo', '--data', data, '--port', another])).toThrow('runs on');

    // Killed, it leaves none of its parts behind; started again, it is as it was.
    await end(first, 'SIGKILL');
    await start(['demo', '--data', data, '--port', String(port)], /Stop with Ctrl-C/);
    const again = JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8'));
    expect({ ...again, fhir: null, parts: null }).toEqual({ ...demo, fhir: null, parts: null });
    expect(JSON.parse(run(['tap', 'mary', '--data', data]))).toMatchObject({ outcome: 'already-checked-in' });
    const old = await fetch(`${demo.fhir.base}/Encounter`, { headers: { authorization: `Bearer ${demo.fhir.token}` } });
    expect(old.status).toBe(401);
  });
});

describe('each part run for real, by hand', () => {
  it('goes from nothing to a kiosk that reads cards, with the commands alone', async () => {
    const port = await fourFreePorts();
    const [central, hub, kiosk] = ['central', 'hub', 'kiosk'].map((name) => join(dir, name)) as [
      string,
      string,
      string,
    ];
    const secret = { TAPWELL_KEYS_PASSPHRASE: PASSPHRASE };
    const url = (n: number) => `http://127.0.0.1:${port + n}`;
    run(['central', 'init', '--data', central], secret);
    expect(existsSync(join(central, 'keys.json'))).toBe(true);
    expect(() => run(['central', 'init', '--data', central], secret)).toThrow('There is a key file already');

    const directory = join(dir, 'directory.json');
    const zone = 'Europe/London';
    const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, start: '00:00', minutes: 24 * 60 }));
    const schedule = { zone, weekly, extra: [], from: '2026-01-01', until: null };
    writeFileSync(
      directory,
      JSON.stringify({
        scheme: { id: 'scheme', policy: 'luton', zone },
        venues: [{ id: 'hall', name: 'Village hall' }],
        hubs: [{ id: 'hub', name: 'Hall hub', venue: 'hall' }],
        providers: [{ id: 'club', name: 'Tea club' }],
        activities: [{ id: 'tea', name: 'Tea', provider: 'club', venue: 'hall', area: 'Social activity', schedule }],
        staff: [
          {
            id: 'rosa',
            username: 'rosa',
            name: 'Rosa',
            role: 'provider',
            provider: 'club',
            password: 'a long password',
          },
        ],
      }),
    );
    run(['central', 'load', directory, '--data', central]);
    await start(['central', '--data', central, '--port', String(port)], /^ready /m, secret);
    const hubCode = run(['central', 'pair-hub', '--data', central, '--hub', 'hub']).trim();
    await start(['hub', '--data', hub, '--port', String(port + 1), '--central', url(0), '--pair', hubCode], /^ready /m);

    const link = join(dir, 'reader');
    await start(['sim', 'pn532', '--link', link, '--card', 'ntag213', '--uid', '04112233445566'], /^ready /m);
    const kioskCode = run(['hub', 'pair-kiosk', '--data', hub]).trim();
    const kioskArgs = [
      'kiosk',
      '--data',
      kiosk,
      '--port',
      String(port + 2),
      '--hub',
      url(1),
      '--reader',
      `pn532:${link}`,
    ];
    await start([...kioskArgs, '--pair', kioskCode], /^ready /m);

    // The kiosk hears of the venue from its hub, which heard of it from central.
    await expect
      .poll(async () => (await fetch(`${url(2)}/healthz`)).json(), { timeout: 20_000, interval: 100 })
      .toEqual({ status: 'ok', reader: 'ready', hub: 'reachable', venue: 'Village hall' });

    const [id] = run(['hub', 'kiosks', '--data', hub]).split('  ');
    run(['hub', 'revoke-kiosk', id!, '--data', hub]);
    expect(run(['hub', 'kiosks', '--data', hub])).toBe('');
  });
});
