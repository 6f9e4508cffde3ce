import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openHubStore } from '@tapwell/hub/main';
import { tapResults } from '@tapwell/shared/tap/outcome';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libraryCard, type OperateRig, setUp, tapNow } from './rig.ts';

describe('a hub that is told to stop', () => {
  let rig: OperateRig;
  beforeAll(async () => {
    rig = await setUp();
  });
  afterAll(() => rig?.close());

  it('under load, stops within five seconds, and every tap it answered is in its store', async () => {
    const hub = await rig.startHub();
    const kiosks = await Promise.all(['Door', 'Hall', 'Yard', 'Gate'].map((name) => rig.pairKiosk(name)));
    const answered: string[] = [];
    let stopping = false;
    const load = kiosks.flatMap((kiosk) =>
      Array.from({ length: 8 }, async (_, lane) => {
        for (let n = 0; !stopping || n === 0; n++) {
          const taps = [tapNow(libraryCard((lane + n) % 10)), tapNow({ kind: 'uid', uid: `DEAD${lane}${n % 10}EF` })];
          const answer = await kiosk.post('/kiosk/taps', { taps }).catch(() => undefined);
          if (!answer?.ok) return;
          const { results } = tapResults.parse(await answer.json());
          answered.push(...results.map((r) => r.id));
        }
      }),
    );
    while (answered.length < 200) await sleep(10);
    const before = answered.length;
    const began = performance.now();
    const code = await hub.stop('SIGTERM');
    const took = performance.now() - began;
    stopping = true;
    await Promise.all(load);

    expect(code).toBe(0);
    expect(took).toBeLessThan(5_000);
    expect(answered.length).toBeGreaterThanOrEqual(before);
    // Closed in good order: everything is in the one file.
    expect(existsSync(join(rig.data, 'hub.sqlite-wal'))).toBe(false);
    const db = openHubStore(rig.data);
    const held = `SELECT id FROM tap UNION SELECT substr(key, 5) FROM quarantine WHERE kind = 'tap'`;
    const stored = new Set((db.prepare(held).all() as { id: string }[]).map((row) => row.id));
    db.close();
    expect(answered.filter((id) => !stored.has(id))).toEqual([]);
  });

  it('stops as quickly when a kiosk keeps its connection open and central is away', async () => {
    const hub = await rig.startHub();
    const kiosk = await rig.pairKiosk();
    expect((await kiosk.post('/kiosk/taps', { taps: [tapNow(libraryCard(1))] })).ok).toBe(true);
    await rig.stopCentral();
    const began = performance.now();
    expect(await hub.stop('SIGTERM')).toBe(0);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
