import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { newId } from '@tapwell/shared/ids';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../audit/audit-log.ts';
import { storeFact } from '../hubs/store-fact.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { readPrescriptions } from '../prescriptions/read.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { type CardRead, judgeRead } from './judge-read.ts';
import { noteReads } from './note.ts';

const now = new Date('2026-06-02T00:00:00Z');
const keys = newSchemeKeys();
const hall = { id: 'hub', venueId: 'hall' };
const library = { id: 'hub-2', venueId: 'library' };
const tapFact = (part: Partial<Extract<HubFact, { kind: 'tap' }>>): HubFact => ({
  kind: 'tap',
  id: newId(),
  at: '2026-06-01T09:30:00.000Z',
  outcome: 'drop-in',
  evidence: { kind: 'uid', uid: '04112233445566' },
  kioskAt: '2026-06-01T09:30:00.000Z',
  cardId: 'card-mary',
  counter: null,
  personId: 'mary',
  ...part,
});

describe('an attack on a card', () => {
  let db: CentralDb;
  beforeEach(async () => {
    db = await smallRecord();
  });
  const concerns = async () =>
    (await db.selectFrom('concern').select(['kind', 'patient_id']).orderBy('kind').execute()).map((c) => [
      c.kind,
      c.patient_id,
    ]);
  const audited = async () => (await db.selectFrom('audit').select('action').execute()).map((row) => row.action);

  it('the same read shown at two venues is found, recorded and told, in whichever order it arrives', async () => {
    const attendance = visit({ cardId: 'card-mary', counter: 7 });
    const replay = tapFact({ counter: 7 });
    await storeFact(db, keys, library, replay, now);
    await storeAttendances(db, [attendance], { source: 'hub', venueId: 'hall' }, now);
    expect(await concerns()).toEqual([['counter-used-twice', 'mary']]);
    expect(await audited()).toEqual(['concern: counter-used-twice']);
    expect((await verifyAudit(db)).broken).toBeNull();
  });
  it('a copied card without cryptography at two venues at once is found', async () => {
    await storeAttendances(db, [visit({ cardId: 'card-mary' })], { source: 'hub', venueId: 'hall' }, now);
    await storeFact(db, keys, library, tapFact({ at: '2026-06-01T09:01:00.000Z' }), now);
    expect(await concerns()).toEqual([['two-places', 'mary']]);
  });
  it('a forged card and a lost one are told once each, however often the fact is sent', async () => {
    const forged = tapFact({ outcome: 'card-suspect', personId: null });
    const lost = tapFact({ outcome: 'card-blocked', personId: null });
    for (const fact of [forged, lost, forged, lost]) await storeFact(db, keys, hall, fact, now);
    expect(await concerns()).toEqual([
      ['blocked-card-used', 'mary'],
      ['suspect-card', 'mary'],
    ]);
    expect(await audited()).toHaveLength(2);
  });
  it('is not seen in a card that is just used again at its own venue', async () => {
    await storeAttendances(db, [visit({ cardId: 'card-mary', counter: 7 })], { source: 'hub', venueId: 'hall' }, now);
    await storeFact(db, keys, hall, tapFact({ counter: 8, outcome: 'already-checked-in' }), now);
    expect(await concerns()).toEqual([]);
  });
});

it('a read is in doubt just when it is beside all others of its card, though only some are looked at', async () => {
  const venues = ['hall', 'library'];
  const read = fc.record({
    minute: fc.integer({ min: 0, max: 90 }),
    counter: fc.option(fc.integer({ min: 1, max: 8 })),
    venueId: fc.constantFrom(...venues),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(read, { minLength: 2, maxLength: 7 }), fc.integer({ min: 1, max: 7 }), async (all, n) => {
      const db = await smallRecord();
      const kept: CardRead[] = [];
      let doubts = 0;
      const reads = all.map(({ minute, ...rest }) => {
        const at = new Date(Date.parse('2026-06-01T09:00:00Z') + minute * 60_000).toISOString();
        return { id: newId(), cardId: 'card-mary', at, ...rest };
      });
      for (const { cardId, ...one } of reads) {
        const id = one.counter === null ? one.id : `${cardId} ${one.counter} ${one.venueId}`;
        if (kept.some((other) => other.id === id)) continue;
        if (judgeRead({ ...one, id }, kept)) doubts++;
        kept.push({ ...one, id });
      }
      // In batches of any size.
      for (let i = 0; i < reads.length; i += n) await noteReads(db, reads.slice(i, i + n), now.toISOString());
      expect(await db.selectFrom('concern').selectAll().execute()).toHaveLength(doubts);
      await db.destroy();
    }),
    { numRuns: 40 },
  );
});

it('whoever tapped a card that day without being placed is not called absent', async () => {
  const db = await smallRecord();
  await db.updateTable('hub').set({ synced_through: now.toISOString() }).execute();
  const others = visit({ personId: 'ahmed' });
  await storeAttendances(db, [others], { source: 'hub', venueId: 'hall' }, now);
  const week4 = async () => (await readPrescriptions(db, { id: 'rx-mary' }, now))[0]!.activities[0]!.weeks[3]!;
  expect((await week4()).state).toBe('missed');
  await storeFact(db, keys, hall, tapFact({ outcome: 'choose-session' }), now);
  expect(await week4()).toMatchObject({ state: 'no-data', why: expect.stringContaining('tapped a card') });
});
