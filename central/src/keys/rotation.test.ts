import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RosterChange } from '@tapwell/shared/roster/roster';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { startCentral } from '../central.ts';
import { centralConfig } from '../config.ts';
import { loadDirectory } from '../directory/load-directory.ts';
import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';
import { rosterFeed } from '../roster/feed.ts';
import { openStore } from '../store/open.ts';
import { smallRecord } from '../testing/record.ts';
import { fileReadKey, newSchemeKeys, rotateKeys } from './scheme-keys.ts';

const now = new Date('2026-06-01T12:00:00Z');

function entries(changes: RosterChange[]) {
  return changes.flatMap((change) => (change.op === 'put' ? [change.entry] : []));
}

describe('after a rotation', () => {
  it('hubs get both meta-read keys, old cards keep their key, and a new card gets one of the new version', async () => {
    const before = newSchemeKeys();
    const after = rotateKeys(rotateKeys(before, 'cardMaster'), 'metaRead');
    const db = await smallRecord();
    const first = await rosterFeed(db, 'hub', 0, before, now);

    const card = { ...{ id: 'new', patient_id: 'ahmed', profile: 'ntag424', uid: '04AABBCCDDEE80', state: 'active' } };
    await db
      .insertInto('card')
      .values({ ...card, key_version: 2, state_since: now.toISOString(), issued_at: now.toISOString() })
      .execute();
    await db.updateTable('hub').set({ roster_stale: 1 }).execute();
    const next = entries((await rosterFeed(db, 'hub', first.cursor, after, now)).changes);
    expect(next).toContainEqual(expect.objectContaining({ metaReadKeys: after.metaRead.map(({ key }) => key) }));
    expect(next).toContainEqual(
      expect.objectContaining({ id: 'new', fileReadKeys: [fileReadKey(after, '04AABBCCDDEE80', 2)] }),
    );
    // A hub that starts anew then can check an old card still.
    const whole = entries((await rosterFeed(db, 'hub', 0, after, now)).changes);
    const old = whole.find((entry) => entry.kind === 'card' && entry.id === 'card-mary');
    expect(old).toMatchObject({
      fileReadKeys: expect.arrayContaining([fileReadKey(before, '04112233445566', 1)]),
    });
    await db.destroy();
  });

  it('central tells every hub at its next question, though nothing else has changed', async () => {
    const data = mkdtempSync(join(tmpdir(), 'tapwell-rotation-'));
    try {
      const db = await openStore(data);
      const hub = { id: 'hub', name: 'Hub', venue_id: 'hall', scheme_id: 'scheme', synced_through: null };
      await loadDirectory(db, {
        scheme: [schemeRow(shippedPolicy('luton'), 'Europe/London', 'scheme')],
        venue: [{ id: 'hall', name: 'Hall', zone: 'Europe/London' }],
        hub: [{ ...hub, last_seen: null, report: null, roster_stale: 0, roster_day: null }],
      });
      const before = newSchemeKeys();
      const first = await rosterFeed(db, 'hub', 0, before, now);
      const after = rotateKeys(before, 'metaRead');

      const config = centralConfig.parse({ data, port: 0, keys: JSON.stringify(after) });
      await (await startCentral(config, pino({ level: 'silent' }))).stop();
      const { changes } = await rosterFeed(db, 'hub', first.cursor, after, now);
      expect(entries(changes)).toEqual([
        expect.objectContaining({ kind: 'scheme', metaReadKeys: after.metaRead.map(({ key }) => key) }),
      ]);
      await db.destroy();
    } finally {
      rmSync(data, { recursive: true });
    }
  });
});
