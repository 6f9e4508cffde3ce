import { beforeEach, describe, expect, it } from 'vitest';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { rosterFeed } from './feed.ts';

const keys = newSchemeKeys();
const now = new Date('2026-06-01T12:00:00Z');
let db: CentralDb;
beforeEach(async () => {
  db = await smallRecord();
});

describe('the roster of a hub', () => {
  it('holds the least: display names, prescribed activities, card keys; no NHS number, no master key', async () => {
    const { changes } = await rosterFeed(db, 'hub', 0, keys, now);
    const text = JSON.stringify(changes);
    expect(changes.map((c) => c.op === 'put' && c.entry.kind)).toEqual([
      'venue',
      'scheme',
      'activity',
      'person',
      'person',
      'card',
      'staff',
    ]);
    expect(text).not.toContain('9990000018');
    expect(text).not.toContain('Test');
    expect(text).not.toContain(keys.cardMaster[0]!.key);
  });
  it('says nothing new to a hub that is up to date, and then only what changed', async () => {
    const first = await rosterFeed(db, 'hub', 0, keys, now);
    expect((await rosterFeed(db, 'hub', first.cursor, keys, now)).changes).toEqual([]);
    await storeAttendances(db, [visit()], { source: 'hub', venueId: 'hall' }, now);
    const next = await rosterFeed(db, 'hub', first.cursor, keys, now);
    expect(next.changes).toMatchObject([
      { op: 'put', entry: { kind: 'person', id: 'mary', prescribed: [{ attended: ['walk@2026-06-01T10:00'] }] } },
    ]);
  });
  it('leads a hub that comes back late to the same roster as one that never left', async () => {
    const first = await rosterFeed(db, 'hub', 0, keys, now);
    await db.updateTable('card').set({ state: 'lost' }).execute();
    await db.updateTable('hub').set({ roster_stale: 1 }).execute();
    const after = await rosterFeed(db, 'hub', first.cursor, keys, now);
    const fresh = await rosterFeed(db, 'hub', 0, keys, now);
    expect(after.changes).toMatchObject([{ op: 'put', entry: { kind: 'card', state: 'lost' } }]);
    expect(fresh.cursor).toBe(after.cursor);
    expect(fresh.changes).toContainEqual(after.changes[0]);
  });
  it('takes away a person when the day comes, though nothing was changed', async () => {
    const first = await rosterFeed(db, 'hub', 0, keys, now);
    const { changes } = await rosterFeed(db, 'hub', first.cursor, keys, new Date('2026-12-01T12:00:00Z'));
    expect(changes).toContainEqual({ op: 'remove', kind: 'person', id: 'mary' });
  });
  it('takes away a person whose prescription ended long ago', async () => {
    const first = await rosterFeed(db, 'hub', 0, keys, now);
    await db.updateTable('prescription').set({ starts_on: '2025-05-01' }).where('patient_id', '=', 'mary').execute();
    await db.updateTable('hub').set({ roster_stale: 1 }).execute();
    const { changes } = await rosterFeed(db, 'hub', first.cursor, keys, now);
    expect(changes).toEqual([
      { op: 'remove', kind: 'person', id: 'mary' },
      { op: 'remove', kind: 'card', id: 'card-mary' },
    ]);
  });
});
