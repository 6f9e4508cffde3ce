import type { Attendance } from '@tapwell/shared/attendance/attendance';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallRecord, takenBack, visit } from '../testing/record.ts';
import { storeAttendances } from './store-attendance.ts';

const now = new Date('2026-06-09T00:00:00Z');

describe('storing attendances', () => {
  it('stores each once, however often it is sent', async () => {
    const db = await smallRecord();
    const a = visit();
    const kinds = (await storeAttendances(db, [a, a], { source: 'hub', venueId: 'hall' }, now)).map((r) => r.kind);
    expect(kinds).toEqual(['created', 'exists']);
    expect((await storeAttendances(db, [a], { source: 'hub', venueId: 'hall' }, now))[0]?.kind).toBe('exists');
    expect(await db.selectFrom('attendance').selectAll().execute()).toHaveLength(1);
  });
  it('refuses one that names another patient or an unknown prescription, and stores the rest', async () => {
    const db = await smallRecord();
    const wrong = visit({ prescribedActivityId: 'ahmed-walk' });
    const results = await storeAttendances(
      db,
      [visit(), wrong, visit({ personId: 'ahmed' })],
      { source: 'hub', venueId: 'hall' },
      now,
    );
    expect(results.map((r) => r.kind)).toEqual(['created', 'refused', 'created']);
  });
  it('keeps a second attendance of the same patient and session but counts one', async () => {
    const db = await smallRecord();
    const [a, b] = [visit(), visit()].sort((one, other) => one.id.localeCompare(other.id)) as [Attendance, Attendance];
    await storeAttendances(db, [a, b], { source: 'hub', venueId: 'hall' }, now);
    const rows = await db.selectFrom('attendance').select(['id', 'duplicate_of']).orderBy('seq').execute();
    expect(rows).toEqual([
      { id: a.id, duplicate_of: null },
      { id: b.id, duplicate_of: a.id },
    ]);
    await storeAttendances(db, [takenBack(a)], { source: 'hub', venueId: 'hall' }, now);
    const counted = await db
      .selectFrom('attendance')
      .select('id')
      .where('status', '=', 'finished')
      .where('duplicate_of', 'is', null)
      .execute();
    expect(counted).toEqual([{ id: b.id }]);
  });
  it('counts the same visits whatever the order in which facts and corrections arrive', async () => {
    const [a, b, c] = [visit(), visit({ personId: 'ahmed' }), visit({}, '2026-06-08')];
    const facts = [a, b, c, takenBack(b)];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(facts, { minLength: facts.length }), async (order) => {
        const db = await smallRecord();
        for (const fact of order) await storeAttendances(db, [fact], { source: 'hub', venueId: 'hall' }, now);
        const counted = await db
          .selectFrom('attendance')
          .select('session_id')
          .where('status', '=', 'finished')
          .where('duplicate_of', 'is', null)
          .orderBy('session_id')
          .execute();
        expect(counted.map((row) => row.session_id)).toEqual([a.sessionId, c.sessionId]);
        await db.destroy();
      }),
      { numRuns: 24 },
    );
  });
});

describe('facts from hubs', () => {
  const from = { source: 'hub', venueId: 'hall' };
  const ran = async (db: Awaited<ReturnType<typeof smallRecord>>) =>
    (await db.selectFrom('session_run').select('session_id').execute()).map((row) => row.session_id);

  it('prove a session ran only while someone is on record for it', async () => {
    const db = await smallRecord();
    const a = visit();
    await storeAttendances(db, [a], from, now);
    expect(await ran(db)).toEqual([a.sessionId]);
    await storeAttendances(db, [takenBack(a)], from, now);
    expect(await ran(db)).toEqual([]);
  });
  it("cannot correct another's attendance by using its id", async () => {
    const db = await smallRecord();
    const mary = visit();
    await storeAttendances(db, [mary], from, now);
    const forged = visit({ id: mary.id, personId: 'ahmed', status: 'entered-in-error' });
    expect((await storeAttendances(db, [forged], from, now))[0]).toMatchObject({ kind: 'refused' });
    expect(await ran(db)).toEqual([mary.sessionId]);
  });
  it('cannot name a session of another activity, or speak for another venue', async () => {
    const db = await smallRecord();
    const elsewhere = [visit({ sessionId: 'swim@2026-06-01T10:00' }), visit({ venueId: 'library' })];
    expect((await storeAttendances(db, elsewhere, from, now)).map((r) => r.kind)).toEqual(['refused', 'refused']);
  });
  it("cannot record visits to another venue's activity, or for a provider who does not hold it", async () => {
    const db = await smallRecord();
    const library = { source: 'hub of the library', venueId: 'library' };
    const foreign = visit({ venueId: 'library' });
    expect(await storeAttendances(db, [foreign], library, now)).toEqual([
      { kind: 'refused', reason: 'This venue has no such activity on record.' },
    ]);
    expect(await storeAttendances(db, [visit({ providerId: 'another' })], from, now)).toEqual([
      { kind: 'refused', reason: 'The activity is not one of this provider.' },
    ]);
    expect(await ran(db)).toEqual([]);
  });
});
