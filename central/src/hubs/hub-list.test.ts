import { expect, it } from 'vitest';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { acknowledge, rosterFeed } from '../roster/feed.ts';
import { smallRecord } from '../testing/record.ts';
import { hubList } from './hub-list.ts';

const now = new Date('2026-06-01T12:00:00.000Z');

it('hubs are listed once they were heard of, with how far they have come and nothing about people', async () => {
  const db = await smallRecord();
  expect(await hubList(db)).toEqual([]);
  const { cursor } = await rosterFeed(db, 'hub', 0, newSchemeKeys(), now);
  await acknowledge(db, 'hub', cursor - 1, now);
  expect(await hubList(db)).toMatchObject([{ venue: 'Hall', rosterUpToDate: false, lastSeen: null, kiosks: [] }]);
  await acknowledge(db, 'hub', cursor, now);
  const kiosk = { id: 'k', name: 'Front door', reader: 'not-ready', why: 'Unplugged.', waiting: 3 };
  const report = {
    syncedThrough: now.toISOString(),
    kiosks: [{ ...kiosk, lastSeen: now.toISOString() }],
    rosterCursor: cursor,
    rosterAt: now.toISOString(),
    waiting: 2,
    quarantined: 1,
    oldestWaiting: now.toISOString(),
    version: '0.1.0',
  };
  const at = now.toISOString();
  await db
    .updateTable('hub')
    .set({ report: JSON.stringify(report), last_seen: at, synced_through: at })
    .execute();
  expect(await hubList(db)).toEqual([
    {
      id: 'hub',
      venue: 'Hall',
      zone: 'Europe/London',
      lastSeen: at,
      savedThrough: at,
      rosterUpToDate: true,
      rosterAskedAt: at,
      waiting: 2,
      quarantined: 1,
      kiosks: [{ name: 'Front door', ready: false, why: 'Unplugged.', lastSeen: at }],
    },
  ]);
});
