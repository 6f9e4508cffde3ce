import { join } from 'node:path';
import { openHubStore } from '@tapwell/hub/main';
import type { DeviceClient } from '@tapwell/shared/device/client';
import type { Tap } from '@tapwell/shared/tap/tap';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTapwell } from '../commands/run-tapwell.ts';
import { buildShim, type Machine, newMachine } from '../faults/machine.ts';
import { PROVIDER_STAFF } from '../faults/people.ts';
import { type HubProcess, libraryCard, type OperateRig, rosterArrived, setUp, tapNow, until } from './rig.ts';

describe('a hub whose disk is full', () => {
  let rig: OperateRig;
  let hub: HubProcess;
  let machine: Machine;
  let kiosk: DeviceClient;
  let cookie: string;
  const refused: Tap[] = [];

  const send = (taps: Tap[], by = kiosk) => by.post('/kiosk/taps', { taps });
  const health = async () => {
    const answer = await fetch(`${rig.url}/healthz`);
    return { status: answer.status, body: (await answer.json()) as { status: string; reasons?: string[] } };
  };
  const signIn = () =>
    fetch(`${rig.url}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(PROVIDER_STAFF),
    });
  const register = async (by: string) => {
    const answer = await fetch(`${rig.url}/api/register`, { headers: { cookie: by } });
    return { status: answer.status, body: (await answer.json()) as { sync: { trouble: string | null } } };
  };
  const sessionOf = (answer: Response) => answer.headers.get('set-cookie')!.split(';')[0]!;
  const storedTaps = () => {
    const db = openHubStore(rig.data);
    const rows = db.prepare('SELECT id FROM tap').all() as { id: string }[];
    db.close();
    return new Set(rows.map((row) => row.id));
  };
  const said = (words: string) => hub.log().split(words).length - 1;

  beforeAll(async () => {
    rig = await setUp();
    const shim = buildShim(rig.folder);
    machine = newMachine(shim, rig.data, join(rig.folder, 'switches'));
    hub = await rig.startHub(machine.env);
    kiosk = await rig.pairKiosk();
    await rosterArrived(kiosk);
    cookie = sessionOf(await signIn());
    expect((await send([tapNow(libraryCard(0))])).status).toBe(200);
  });
  afterAll(() => rig?.close());

  it('refuses each tap in clear words, to be sent again, and keeps nothing of it', async () => {
    machine.setDisk('no writes');
    for (let n = 1; n <= 5; n++) {
      const taps = [tapNow(libraryCard(n))];
      refused.push(...taps);
      const answer = await send(taps);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await answer.json()).toMatchObject({ status: 503, detail: expect.stringContaining('disk is full') });
    }
  });
  it('says so to whoever watches: health, metrics, the register, and the log once', async () => {
    expect(await health()).toEqual({
      status: 503,
      body: expect.objectContaining({ status: 'failing', reasons: ['disk-full'] }),
    });
    const metrics = await (await fetch(`${rig.url}/metrics`)).text();
    expect(metrics).toContain('tapwell_hub_store_writable 0');
    expect(metrics).toContain(`tapwell_hub_taps_not_taken_total ${refused.length}`);
    expect((await register(cookie)).body.sync.trouble).toContain('disk is full');
    expect(said('Nothing new can be saved here')).toBe(1);
  });
  it('still shows the register to who is signed in, and lets others sign in', async () => {
    expect((await register(cookie)).status).toBe(200);
    const late = await signIn();
    expect(late.status).toBe(200);
    expect((await register(sessionOf(late))).status).toBe(200);
  });
  it('says so at the command line too', async () => {
    const pairing = await runTapwell(['hub', 'pair-kiosk', '--data', rig.data], machine.env as Record<string, string>);
    expect([pairing.code, pairing.err]).toEqual([1, expect.stringContaining("The hub's disk is full.")]);
  });
  it('takes everything by itself, without a restart, once there is space', async () => {
    machine.setDisk('room');
    await until(async () => (await health()).status === 200, 'the hub to recover');
    const answer = await send(refused);
    expect(answer.status).toBe(200);
    const stored = storedTaps();
    expect(refused.filter((tap) => !stored.has(tap.id))).toEqual([]);
    expect(said('can be written again')).toBe(1);
    expect((await register(cookie)).body.sync.trouble).toBeNull();
  });
  it('that fills slowly answers no tap it does not have', async () => {
    machine.setDisk('no growth');
    const taken: string[] = [];
    let full = false;
    // Space within the files that are there is used up first.
    for (let n = 0; n < 3000 && !full; n++) {
      const tap = tapNow(libraryCard(n % 10));
      const answer = await send([tap]);
      if (answer.ok) taken.push(tap.id);
      else full = answer.status === 503;
      await answer.body?.cancel();
    }
    expect(full).toBe(true);
    machine.setDisk('room');
    await until(async () => (await health()).status === 200, 'the hub to recover');
    const stored = storedTaps();
    expect(taken.filter((id) => !stored.has(id))).toEqual([]);
    expect((await send([tapNow(libraryCard(0))])).status).toBe(200);
  });
  it('at its start either serves or says in one sentence why not, and starts once there is space', async () => {
    await hub.stop('SIGKILL');
    machine.setDisk('no writes');
    const started = await rig.startHub(machine.env).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (started === undefined) expect((await health()).body.reasons).toEqual(['disk-full']);
    else expect(started).toContain("The hub's disk is full.");
    machine.setDisk('room');
    if (started !== undefined) await rig.startHub(machine.env);
    await until(async () => (await health()).status === 200, 'the hub to be well');
    expect((await send([tapNow(libraryCard(0))])).status).toBe(200);
  });
});
