import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHubStore } from '@tapwell/hub/main';
import type { DeviceClient } from '@tapwell/shared/device/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTapwell } from '../commands/run-tapwell.ts';
import { type HubProcess, libraryCard, type OperateRig, rosterArrived, setUp, tapNow, until } from './rig.ts';

/** Level and sentence of each line of `tapwell hub check`. */
async function check(data: string, ...more: string[]) {
  const { code, out, err } = await runTapwell(['hub', 'check', '--data', data, ...more]);
  expect(err).toBe('');
  const lines = out.trim().split('\n');
  for (const line of lines) expect(line).toMatch(/^(ok|attention|fault) +\S.*\.$/);
  return { code, out, faults: lines.filter((line) => line.startsWith('fault')) };
}

describe('looking after a hub', () => {
  let rig: OperateRig;
  let hub: HubProcess;
  let kiosk: DeviceClient;
  const waiting = () => {
    const db = openHubStore(rig.data);
    const n = db.prepare('SELECT count(*) AS n FROM outbox').get() as { n: number };
    db.close();
    return n.n;
  };
  const tap = async (from: number, count: number) => {
    const taps = Array.from({ length: count }, (_, n) => tapNow(libraryCard(from + n)));
    const answer = await kiosk.post('/kiosk/taps', { taps });
    const { results } = (await answer.json()) as { results: { outcome: { outcome: string } }[] };
    return results.map((r) => r.outcome.outcome);
  };
  const rosterHere = () =>
    until(async () => (await check(rig.data)).out.includes('confirmed by central'), 'the roster');

  beforeAll(async () => {
    rig = await setUp();
  });
  afterAll(() => rig?.close());

  describe('check', () => {
    it('says that there is no hub yet, and what to do', async () => {
      mkdirSync(join(rig.folder, 'empty'));
      const { code, out } = await check(join(rig.folder, 'empty'));
      expect(code).toBe(1);
      expect(out).toContain('fault      There is no hub in this folder yet: start it once with --pair CODE.');
    });
    it('finds nothing wrong with a running hub that is well', async () => {
      hub = await rig.startHub();
      kiosk = await rig.pairKiosk();
      await rosterArrived(kiosk);
      await rosterHere();
      const { code, out, faults } = await check(rig.data);
      expect(faults).toEqual([]);
      expect(code).toBe(0);
      for (const sentence of [
        'The hub is running and well.',
        "The clock agrees with central's.",
        'answers and knows this hub.',
        'Kiosk "Front door" is ready.',
        'Nothing was refused by central or set aside.',
      ]) {
        expect(out).toContain(
          `ok         ${sentence.startsWith('answers') ? `Central at ${rig.centralUrl} ` : ''}${sentence}`,
        );
      }
    });
    it('calls central being away a thing to attend to, for the hub works on', async () => {
      await rig.stopCentral();
      const { code, out } = await check(rig.data);
      expect(code).toBe(0);
      expect(out).toMatch(/attention {2}Central at .* cannot be reached .*: everything is kept here until it can\./);
      await rig.startCentral();
    });
    it('looks at a stopped hub too', async () => {
      await hub.stop();
      const { code, out } = await check(rig.data);
      expect(code).toBe(0);
      expect(out).toContain('attention  The hub is not running: taps wait in the kiosks until it is started.');
      expect(out).toContain('ok         The store is sound');
    });
    it('says until when the certificate is good that the hub shows', async () => {
      const served = await rig.startHub({}, ['--tls', 'own']);
      const { code, out } = await check(rig.data);
      expect(code).toBe(0);
      expect(out).toContain('ok         The hub is running and well.');
      expect(out).toMatch(/ok {9}The certificate is good until \d{4}-\d{2}-\d{2}\./);
      await served.stop();
    });
    it('finds a damaged store, and ends with 1', async () => {
      const broken = join(rig.folder, 'broken');
      mkdirSync(broken);
      writeFileSync(join(broken, 'hub.sqlite'), 'SQLite format 3\0 and then nonsense'.padEnd(9000, 'x'));
      const { code, faults } = await check(broken);
      expect(code).toBe(1);
      expect(faults.join()).toContain('damaged');
    });
  });

  describe('backup and restore', () => {
    const file = () => join(rig.folder, 'monday.backup');

    it('takes a backup under load, and what it holds is consistent', async () => {
      hub = await rig.startHub();
      await rig.stopCentral();
      await tap(0, 5);
      let stop = false;
      const load = (async () => {
        while (!stop) await tap(0, 5);
      })();
      const { code, out, err } = await runTapwell(['hub', 'backup', file(), '--data', rig.data]);
      stop = true;
      await load;
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/^Backed up and checked: \d+ taps, 5 visits, /);
      expect(statSync(file()).mode & 0o777).toBe(0o600);
      const again = await runTapwell(['hub', 'backup', file(), '--data', rig.data]);
      expect(again).toMatchObject({ code: 1, err: expect.stringContaining('overwrites nothing') });
    });
    it('is not restored over a running hub', async () => {
      const { code, err } = await runTapwell(['hub', 'restore', file(), '--data', rig.data, '--replace']);
      expect(code).toBe(1);
      expect(err).toContain('A hub runs on');
    });
    it('brings an old backup back: central has nothing twice and loses nothing, and hears of the time in between', async () => {
      // After the backup: five more people come, and everything goes up, also what the backup still holds as waiting.
      await tap(5, 5);
      await rig.startCentral();
      await until(() => waiting() === 0, 'everything to be uploaded');
      const before = await rig.atCentral('attendance');
      const facts = await rig.atCentral('hub_fact');
      expect(before).toHaveLength(10);
      await hub.stop();

      const { code, out } = await runTapwell(['hub', 'restore', file(), '--data', rig.data, '--replace']);
      expect(code).toBe(0);
      expect(out).toMatch(/^Restored as of .*\nWhat was there before is kept in .*\n/);
      expect(out).toContain('Kiosks that may sign in: Front door.');
      hub = await rig.startHub();
      await until(() => waiting() === 0, 'the old outbox to be uploaded again');

      const after = await rig.atCentral('attendance');
      expect(after.map((a) => a.id).sort()).toEqual(before.map((a) => a.id).sort());
      const gaps = await rig.atCentral('kiosk_gap');
      expect(gaps).toHaveLength(1);
      expect((await rig.atCentral('hub_fact')).length).toBe(facts.length + 1);
      // The same kiosk goes on, without pairing anew; who came before the backup is known to be here.
      expect((await tap(0, 1))[0]).toMatch(/^(already-checked-in|choose-session)$/);
      expect(hub.log()).not.toMatch(/"level":(50|60)/);
    });
    it('starts on new hardware from a backup alone', async () => {
      await hub.stop();
      rmSync(rig.data, { recursive: true });
      const { code } = await runTapwell(['hub', 'restore', file(), '--data', rig.data]);
      expect(code).toBe(0);
      hub = await rig.startHub();
      await rosterHere();
      expect((await check(rig.data)).faults).toEqual([]);
    });
  });

  it('two hubs never run on one folder', async () => {
    const args = ['hub', '--data', rig.data, '--port', '0', '--central', rig.centralUrl];
    const { code, err } = await runTapwell(args);
    expect(code).toBe(1);
    expect(err).toBe(`A hub runs on "${rig.data}" already. Stop it first, or name another folder.\n`);
  });
  it('purge says what it removed, on a running hub too', async () => {
    const { code, out } = await runTapwell(['hub', 'purge', '--data', rig.data, '--keep-days', '90']);
    expect(code).toBe(0);
    expect(out).toMatch(/^(There was nothing to remove\.|[a-z ]+: \d+(\n[a-z ]+: \d+)*)\n$/);
    expect(existsSync(join(rig.data, 'hub.sqlite'))).toBe(true);
    const wrong = await runTapwell(['hub', 'purge', '--data', rig.data, '--keep-days', '1']);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('--keep-days') });
  });
});
