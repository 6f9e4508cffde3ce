import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { storeFact } from '../hubs/store-fact.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { readPrescriptions } from '../prescriptions/read.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { saveEntry } from './save-entry.ts';

const now = new Date('2026-06-20T12:00:00.000Z');
const moved = new Date('2026-06-12T12:00:00.000Z');
const fromHall = { source: 'hub', venueId: 'hall' };
const atEight = '2026-06-08';

let db: CentralDb;
beforeEach(async () => {
  db = await smallRecord();
  const hub = await db.selectFrom('hub').selectAll().executeTakeFirstOrThrow();
  await db.insertInto('venue').values({ id: 'library', name: 'Library', zone: 'Europe/London' }).execute();
  await db.insertInto('provider').values({ id: 'other', name: 'Other' }).execute();
  await db
    .insertInto('hub')
    .values({ ...hub, id: 'hub-2', venue_id: 'library', synced_through: now.toISOString() })
    .execute();
  // Nothing was heard of the hall since then, but for one who is known to have come.
  await db.updateTable('hub').set({ synced_through: '2026-06-05T00:00:00.000Z' }).where('id', '=', 'hub').execute();
  await storeAttendances(db, [visit({ personId: 'ahmed' }, atEight)], fromHall, now);
  await save({ venue_id: 'library' }, moved);
  return () => db.destroy();
});

async function save(change: object, at: Date) {
  const walk = await db.selectFrom('activity').selectAll().where('id', '=', 'walk').executeTakeFirstOrThrow();
  await write(db, (trx) => saveEntry(trx, 'activity', { ...walk, ...change }, {}, { by: 'olu', at }));
}
const kinds = async (...of: ReturnType<typeof visit>[]) =>
  (await storeAttendances(db, of, fromHall, now)).map(({ kind }) => kind);
const session = async (date: string) =>
  (await readPrescriptions(db, { id: 'rx-mary' }, now))[0]!.activities[0]!.weeks.flatMap((week) => week.sessions).find(
    (one) => one.sessionId === `walk@${date}T10:00`,
  )?.state;

describe('an activity that was moved', () => {
  it('is known for what it was when its hub was away: visits and words of then are taken, and corrected', async () => {
    const a = visit({}, atEight);
    expect(await kinds(a, { ...a, version: 1, late: true })).toEqual(['created', 'updated']);
    const excuse = {
      ...{ kind: 'expected', id: newId(), at: now.toISOString(), sessionId: 'walk@2026-06-01T10:00' },
      ...{ sessionStart: '2026-06-01T09:00:00.000Z', sessionEnd: '2026-06-01T10:00:00.000Z', activityId: 'walk' },
      ...{ version: 0, personId: 'mary', prescribedActivityId: 'mary-walk', state: 'excused', reason: null },
      by: { id: 'rosa', name: 'Rosa' },
    };
    const sender = { id: 'hub', venueId: 'hall' };
    expect(await storeFact(db, newSchemeKeys(), sender, excuse as never, now)).toEqual({ status: 201 });
  });
  it('calls nobody missed of whom the hub of then has not told', async () => {
    expect(await session(atEight)).toBe('no-data');
    await db.updateTable('hub').set({ synced_through: now.toISOString() }).where('id', '=', 'hub').execute();
    expect(await session(atEight)).toBe('missed');
    await kinds(visit({}, atEight));
    expect(await session(atEight)).toBe('attended');
  });
  it('asks the hub of now for what came after', async () => {
    const ran = visit({ personId: 'ahmed', venueId: 'library' }, '2026-06-15');
    await storeAttendances(db, [ran], { source: 'hub-2', venueId: 'library' }, now);
    expect(await session('2026-06-15')).toBe('missed');
  });
  it('to another provider too; what it never was is refused', async () => {
    await save({ provider_id: 'other' }, now);
    expect(await kinds(visit({}, atEight))).toEqual(['created']);
    expect(await kinds(visit({ providerId: 'nobody' }, '2026-06-15'))).toEqual(['refused']);
    const elsewhere = visit({ venueId: 'elsewhere' }, '2026-06-15');
    const [refused] = await storeAttendances(db, [elsewhere], { source: 'x', venueId: 'elsewhere' }, now);
    expect(refused!.kind).toBe('refused');
  });
});
