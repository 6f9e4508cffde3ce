import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCentralStore } from '@tapwell/central/main';
import { openHubStore } from '@tapwell/hub/main';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runTapwell, startTapwell } from '../commands/run-tapwell.ts';
import { fourFreePorts } from '../e2e/rig.ts';
import { HUB } from '../faults/people.ts';
import { type HubProcess, type OperateRig, setUp } from '../operate/rig.ts';

/** A part as a process of its own. */
interface Running {
  log(): string;
  stop(): Promise<void>;
}

async function start(args: string[]): Promise<Running> {
  const child = startTapwell(args);
  let log = '';
  let out = '';
  child.stderr.on('data', (chunk) => {
    log += String(chunk);
  });
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  const gone = once(child, 'exit');
  const ended = gone.then(() => Promise.reject(new Error(`${args[0]} ended: ${log}`)));
  ended.catch(() => undefined);
  await Promise.race([ended, vi.waitFor(() => expect(out).toMatch(/^ready /m), 30_000)]);
  return {
    log: () => log,
    stop: async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await gone;
    },
  };
}

async function run(args: string[]): Promise<string> {
  const { code, out, err } = await runTapwell(args);
  if (code !== 0) throw new Error(`tapwell ${args.join(' ')}: ${err}`);
  return out.trim();
}

describe('pairing again', () => {
  let rig: OperateRig;
  let hub: HubProcess;
  let kiosk: Running | undefined;
  let sim: Running;
  let simUrl: string;
  let kioskPort: string;
  let kioskData: string;
  const hubUrl = () => rig.url.replace('http:', 'https:');
  const kioskArgs = () => [
    ...['kiosk', '--data', kioskData, '--port', kioskPort, '--hub', hubUrl()],
    ...['--reader', `pn532:${join(rig.folder, 'reader')}`, '--name', 'Front door'],
  ];
  const kioskCode = () => run(['hub', 'pair-kiosk', '--data', rig.data]);
  const hubCode = () => run(['central', 'pair-hub', '--data', join(rig.folder, 'central'), '--hub', HUB]);
  const inHub = <T>(sql: string): T[] => {
    const db = openHubStore(rig.data);
    try {
      return db.prepare(sql).all() as T[];
    } finally {
      db.close();
    }
  };
  const tappers = () => inHub<{ kiosk_id: string }>('SELECT kiosk_id FROM tap ORDER BY hub_at').map((r) => r.kiosk_id);
  const outbox = () => inHub<{ n: number }>('SELECT count(*) AS n FROM outbox')[0]!.n;
  const health = async () => (await fetch(`http://localhost:${kioskPort}/healthz`)).json();
  /** Another library card at each call: one this hub does not know, kept and sent to central. */
  let card = 0;
  const tap = async () => {
    const answer = await fetch(`${simUrl}/api/taps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ card: `card${card++}`, dwellMs: 500 }),
    });
    expect(answer.status).toBe(200);
  };

  beforeAll(async () => {
    rig = await setUp();
    kioskData = join(rig.folder, 'kiosk');
    const port = await fourFreePorts();
    kioskPort = String(port);
    simUrl = `http://localhost:${port + 1}`;
    const cards = Array.from({ length: 9 }, (_, i) => ({
      card: `card${i}`,
      name: `Card ${i}`,
      kind: 'library card',
      profile: 'ntag213',
      uid: `0411223344550${i}`,
    }));
    writeFileSync(join(rig.folder, 'wallet.json'), JSON.stringify({ cards }));
    const link = ['--reader', 'pn532', '--link', join(rig.folder, 'reader')];
    sim = await start([
      'sim',
      'wallet',
      '--config',
      join(rig.folder, 'wallet.json'),
      '--port',
      String(port + 1),
      ...link,
    ]);
    hub = await rig.startHub({}, ['--tls', 'own']);
    kiosk = await start([...kioskArgs(), '--pair', await kioskCode()]);
    const well = { reader: 'ready', hub: 'reachable' };
    await vi.waitFor(async () => expect(await health()).toMatchObject(well), 20_000);
  });
  afterAll(async () => {
    await kiosk?.stop();
    await sim?.stop();
    await rig?.close();
  });

  it('brings a revoked kiosk back with all it kept, and leaves the history of the old one', async () => {
    await tap();
    await expect.poll(tappers, { timeout: 10_000 }).toHaveLength(1);
    const [old] = tappers();
    await run(['hub', 'revoke-kiosk', old!, '--data', rig.data]);
    await tap();
    // Said to who looks after it, in a sentence that says what to do.
    await expect.poll(() => kiosk!.log(), { timeout: 15_000 }).toContain('Ask for a new pairing code');
    expect(tappers()).toEqual([old]);
    await kiosk!.stop();

    const identity = readFileSync(join(kioskData, 'identity.json'), 'utf8');
    const refused = await runTapwell([...kioskArgs(), '--pair', 'ABCD-EFGH']);
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain('This pairing code is not known, has been used or is older than ten minutes.');
    expect(readFileSync(join(kioskData, 'identity.json'), 'utf8')).toBe(identity);

    const code = await kioskCode();
    kiosk = await start([...kioskArgs(), '--pair', code]);
    await expect.poll(tappers, { timeout: 15_000 }).toHaveLength(2);
    const [first, second] = tappers();
    expect(first).toBe(old);
    expect(second).not.toBe(old);
    expect((await run(['hub', 'kiosks', '--data', rig.data])).split('  ')[0]).toBe(second);

    // Left in a service file, a used code does no harm: the kiosk is who it was.
    await kiosk.stop();
    kiosk = await start([...kioskArgs(), '--pair', code]);
    await tap();
    await expect.poll(tappers, { timeout: 15_000 }).toEqual([old, second, second]);
  });

  it('brings a revoked hub back with all that waits for central', async () => {
    await expect.poll(outbox, { timeout: 15_000 }).toBe(0);
    const devices = () => run(['central', 'devices', '--data', join(rig.folder, 'central')]);
    const [old] = (await devices()).split('  ');
    await run(['central', 'revoke-device', old!, '--data', join(rig.folder, 'central')]);
    await tap();
    await expect.poll(() => hub.log(), { timeout: 30_000 }).toContain('Ask for a new pairing code');
    await expect.poll(outbox, { timeout: 15_000 }).toBe(1);
    const before = await rig.atCentral('hub_fact');
    await hub.stop();
    hub = await rig.startHub({}, ['--tls', 'own', '--pair', await hubCode()]);
    await expect.poll(outbox, { timeout: 30_000 }).toBe(0);
    expect(await rig.atCentral('hub_fact')).toHaveLength(before.length + 1);
    expect(await devices()).not.toContain(old);
  });

  it('takes a hub back that lost its identity, and shuts out whoever may have found it', async () => {
    const devices = async () => (await run(['central', 'devices', '--data', join(rig.folder, 'central')])).split('\n');
    const [found] = await devices();
    await hub.stop();
    rmSync(join(rig.data, 'identity.json'));
    hub = await rig.startHub({}, ['--tls', 'own', '--pair', await hubCode()]);
    await tap();
    await expect.poll(outbox, { timeout: 30_000 }).toBe(0);
    expect(existsSync(join(rig.data, 'identity.json'))).toBe(true);
    const now = await devices();
    expect(now).toHaveLength(1);
    expect(now).not.toEqual([found]);
    const db = await openCentralStore(join(rig.folder, 'central'));
    const all = await db.selectFrom('device').select(['id', 'revoked_at']).where('hub_id', '=', HUB).execute();
    await db.destroy();
    expect(all).toHaveLength(3);
    expect(all.filter((device) => device.revoked_at === null)).toHaveLength(1);
  });
});
