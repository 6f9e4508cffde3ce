import { fromHex } from '@tapwell/shared/bytes';
import { encryptCbc, ZERO_IV } from '@tapwell/shared/card/aes-cbc';
import { sunMac } from '@tapwell/shared/card/sun';
import { sunUrl } from '@tapwell/shared/card/sun-url';
import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { newId } from '@tapwell/shared/ids';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { fileReadKey, newSchemeKeys, type SchemeKeys } from '../keys/scheme-keys.ts';
import { readPrescriptions } from '../prescriptions/read.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord, takenBack, visit } from '../testing/record.ts';
import { storeFact } from './store-fact.ts';

const now = new Date('2026-06-09T00:00:00Z');
const keys = newSchemeKeys();
const hall = { id: 'hub', venueId: 'hall' };
const by = { id: 'rosa', name: 'Rosa' };
const at = '2026-06-01T12:00:00.000Z';
const session = {
  sessionId: 'walk@2026-06-01T10:00',
  activityId: 'walk',
  sessionStart: '2026-06-01T09:00:00.000Z',
  sessionEnd: '2026-06-01T10:00:00.000Z',
};
type FactOf<K extends HubFact['kind']> = Extract<HubFact, { kind: K }>;
const dayFact = (part: Partial<FactOf<'session'>>): FactOf<'session'> => ({
  kind: 'session',
  id: newId(),
  at,
  ...session,
  version: 0,
  status: 'planned',
  reason: null,
  extra: false,
  guests: 0,
  by,
  ...part,
});
const excuse = (part: Partial<FactOf<'expected'>>): FactOf<'expected'> => ({
  kind: 'expected',
  id: newId(),
  at,
  ...session,
  version: 0,
  personId: 'mary',
  prescribedActivityId: 'mary-walk',
  state: 'excused',
  reason: 'in hospital',
  by,
  ...part,
});
const companion = (part: Partial<FactOf<'companion'>>): FactOf<'companion'> => ({
  kind: 'companion',
  id: newId(),
  at,
  ...session,
  version: 0,
  visitId: '01900000-0000-7000-8000-000000000001',
  status: 'finished',
  personId: 'mary',
  companionId: null,
  companionName: 'Sam',
  cardId: null,
  by,
  ...part,
});
const tap = (part: Partial<FactOf<'tap'>> = {}): FactOf<'tap'> => ({
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
const placed = (tapId: string, attendanceId: string | null): FactOf<'placed'> => ({
  kind: 'placed',
  id: newId(),
  at,
  tapId,
  attendanceId,
  reason: null,
  by,
});

let db: CentralDb;
beforeEach(async () => {
  db = await smallRecord();
  await db.updateTable('hub').set({ synced_through: now.toISOString() }).execute();
});
const week4 = async (store = db) =>
  (await readPrescriptions(store, { id: 'rx-mary' }, now))[0]!.activities[0]!.weeks[3]!;
const someoneCame = () => storeAttendances(db, [visit({ personId: 'ahmed' })], { source: 'hub', venueId: 'hall' }, now);

describe('what staff say of a day', () => {
  it('ends in the same state whatever the order and however often the facts come', async () => {
    const a = visit({ id: '01900000-0000-7000-8000-00000000000a' });
    const double = visit({ id: '01900000-0000-7000-8000-00000000000b' });
    const drop = tap();
    const facts = [
      dayFact({ version: 0, status: 'run', guests: 2 }),
      dayFact({ version: 1, status: 'cancelled', reason: 'heating' }),
      dayFact({ version: 2, status: 'run', guests: 5 }),
      excuse({ version: 0 }),
      excuse({ version: 1, state: 'expected', reason: null }),
      excuse({ version: 2, reason: 'on holiday' }),
      companion({ version: 0 }),
      companion({ version: 1, status: 'entered-in-error' }),
      drop,
      placed(drop.id, null),
      placed(drop.id, a.id),
    ];
    const left = { ...a, version: 1, leftAt: '2026-06-01T10:00:00.000Z' };
    const attendances = [a, left, takenBack(left), { ...left, version: 3, late: true }, double, takenBack(double)];
    const steps = [...facts.map((fact) => ({ fact })), ...attendances.map((attendance) => ({ attendance }))];
    const inOrder = await stateAfter(steps);
    expect(inOrder.counted).toEqual([{ id: a.id, version: 3, left_at: left.leftAt, late: 1 }]);
    expect(inOrder.versions).toHaveLength(4);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(steps, { minLength: steps.length }),
        fc.array(fc.constantFrom(...steps), { maxLength: 8 }),
        async (order, again) => {
          expect(await stateAfter([...order, ...again])).toEqual(inOrder);
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each<[string, HubFact]>([
    ['a session of an activity elsewhere', dayFact({ activityId: 'swim', sessionId: 'swim@2026-06-01T10:00' })],
    ['a session under the name of another', dayFact({ sessionId: 'swim@2026-06-01T10:00' })],
    ['an excuse of somebody who is not prescribed this', excuse({ personId: 'ahmed' })],
    ['a companion of a stranger', companion({ personId: 'nobody' })],
    ['a companion nobody knows', companion({ companionId: 'nobody' })],
  ])('refuses %s, with its reason, and keeps nothing of it', async (_what, fact) => {
    expect(await storeFact(db, keys, hall, fact, now)).toEqual({ status: 422, detail: expect.stringMatching(/\.$/) });
    expect(await db.selectFrom('hub_fact').selectAll().execute()).toEqual([]);
  });
  it('refuses a word about a tap or an attendance of another venue', async () => {
    const library = { id: 'hub-2', venueId: 'library' };
    const drop = tap();
    await storeFact(db, keys, hall, drop, now);
    const a = visit();
    await storeAttendances(db, [a], { source: 'hub', venueId: 'hall' }, now);
    expect(await storeFact(db, keys, library, placed(drop.id, null), now)).toMatchObject({ status: 422 });
    expect(await storeFact(db, keys, library, placed(newId(), a.id), now)).toMatchObject({ status: 422 });
    expect(await storeFact(db, keys, library, dayFact({}), now)).toMatchObject({ status: 422 });
  });
});

describe('on the strip', () => {
  it('a session that staff say ran was missed; one they cancelled was not', async () => {
    expect((await week4()).state).toBe('no-data');
    await storeFact(db, keys, hall, dayFact({ version: 0, status: 'run' }), now);
    expect((await week4()).state).toBe('missed');
    await storeFact(db, keys, hall, dayFact({ version: 1, status: 'cancelled', reason: 'heating' }), now);
    expect(await week4()).toMatchObject({ state: 'cancelled', why: 'Cancelled at the venue by Rosa: heating.' });
  });
  it('guests alone do not prove that it ran', async () => {
    await storeFact(db, keys, hall, dayFact({ guests: 7 }), now);
    expect((await week4()).state).toBe('no-data');
  });
  it('who was excused missed nothing', async () => {
    await someoneCame();
    await storeFact(db, keys, hall, excuse({ version: 0 }), now);
    expect(await week4()).toMatchObject({ state: 'excused', why: 'Excused by Rosa: in hospital.' });
    await storeFact(db, keys, hall, excuse({ version: 1, state: 'expected' }), now);
    expect((await week4()).state).toBe('missed');
  });
  it('an extra session stands in its week, and who came along in its detail', async () => {
    const extra = {
      sessionId: 'walk@2026-06-04T14:00',
      sessionStart: '2026-06-04T13:00:00.000Z',
      sessionEnd: '2026-06-04T14:00:00.000Z',
    };
    await storeFact(db, keys, hall, dayFact({ ...extra, extra: true }), now);
    await storeFact(db, keys, hall, companion(extra), now);
    const came = visit({ ...extra, arrivedAt: '2026-06-04T13:00:00.000Z' });
    await storeAttendances(db, [came], { source: 'hub', venueId: 'hall' }, now);
    expect(await week4()).toMatchObject({
      state: 'attended',
      sessions: [{ visit: null }, { extra: true, companions: ['Sam'], visit: { sessionId: extra.sessionId } }],
    });
  });
  it('a tap that was placed or dismissed calls nothing in doubt any more; placed on a visit taken back, it does again', async () => {
    await someoneCame();
    const drop = tap();
    await storeFact(db, keys, hall, drop, now);
    expect((await week4()).state).toBe('no-data');
    const other = visit({}, '2026-06-08');
    await storeFact(db, keys, hall, placed(drop.id, other.id), now);
    // The attendance it was made into has not arrived yet.
    expect((await week4()).state).toBe('no-data');
    await storeAttendances(db, [other], { source: 'hub', venueId: 'hall' }, now);
    expect((await week4()).state).toBe('missed');
    await storeAttendances(db, [takenBack(other)], { source: 'hub', venueId: 'hall' }, now);
    expect((await week4()).state).toBe('no-data');
    await storeFact(db, keys, hall, placed(drop.id, null), now);
    expect((await week4()).state).toBe('missed');
  });
  it.each<[string, HubFact['id'], Partial<FactOf<'tap'>>]>([
    ['tapped with its cryptogram', 'genuine', { evidence: { kind: 'sun', url: sunOf(keys, 7) } }],
    ['of which only the UID was shown', 'copy', { evidence: { kind: 'uid', uid: '04112233445566' } }],
    ['known to the hub, its holder not', 'known', { cardId: 'card-mary', counter: 7 }],
  ])('nobody is called absent who came with a card their hub did not know: %s', async (_what, kind, part) => {
    await someoneCame();
    expect((await week4()).state).toBe('missed');
    const unknown = tap({ outcome: 'card-not-recognised', cardId: null, personId: null, ...part });
    await storeFact(db, keys, hall, unknown, now);
    expect((await week4()).state).toBe('no-data');
    const reads = await db.selectFrom('card_read').select(['card_id', 'counter', 'venue_id']).execute();
    expect(reads).toEqual(kind === 'copy' ? [] : [{ card_id: 'card-mary', counter: 7, venue_id: 'hall' }]);
    await storeFact(db, keys, hall, placed(unknown.id, null), now);
    expect((await week4()).state).toBe('missed');
  });
  it('nobody is called absent who left one session as the next began, unless staff say that they went home', async () => {
    await someoneCame();
    const left = tap({ outcome: 'checked-out' });
    await storeFact(db, keys, hall, left, now);
    expect((await week4()).state).toBe('missed');
    const perhaps = tap({ outcome: 'may-have-stayed' });
    await storeFact(db, keys, hall, perhaps, now);
    expect((await week4()).state).toBe('no-data');
    await storeFact(db, keys, hall, placed(perhaps.id, null), now);
    expect((await week4()).state).toBe('missed');
  });
  it('a card of another scheme, and one whose cryptogram is forged, speak for nobody', async () => {
    await someoneCame();
    const url = sunOf(newSchemeKeys(), 7);
    const forged = `${sunOf(keys, 7).slice(0, -1)}${sunOf(keys, 7).endsWith('0') ? 1 : 0}`;
    for (const shown of [url, forged]) {
      const evidence = { kind: 'sun' as const, url: shown };
      const unknown = tap({ outcome: 'card-not-recognised', cardId: null, personId: null, evidence });
      expect(await storeFact(db, keys, hall, unknown, now)).toEqual({ status: 201 });
    }
    expect((await week4()).state).toBe('missed');
    expect(await db.selectFrom('card_read').selectAll().execute()).toEqual([]);
  });
  it('a UID that came back on a card issued anew speaks for whoever held it then', async () => {
    await db
      .insertInto('card')
      .values({
        ...{ id: 'card-later', patient_id: 'ahmed', profile: 'uid', uid: '04112233445566', key_version: 0 },
        ...{ state: 'active', state_since: at, issued_at: at },
      })
      .execute();
    const unknown = { outcome: 'card-not-recognised', cardId: null, personId: null };
    await storeFact(db, keys, hall, tap(unknown), now);
    await storeFact(db, keys, hall, tap({ ...unknown, at }), now);
    const taps = await db.selectFrom('unplaced_tap').select(['patient_id', 'at']).orderBy('at').execute();
    expect(taps).toEqual([
      { patient_id: 'mary', at: '2026-06-01T09:30:00.000Z' },
      { patient_id: 'ahmed', at },
    ]);
  });
  it('a gap takes nothing back from before its hub was paired', async () => {
    const paired = '2026-06-03T00:00:00.000Z';
    await db.updateTable('hub').set({ first_paired_at: paired }).execute();
    await someoneCame();
    const gap = (from: string, to: string): HubFact => ({
      kind: 'kiosk-gap',
      id: newId(),
      at,
      kioskId: 'door',
      from,
      to,
    });
    await storeFact(db, keys, hall, gap('1970-01-01T00:00:00.000Z', '2026-06-04T00:00:00.000Z'), now);
    expect(await storeFact(db, keys, hall, gap('1970-01-01T00:00:00.000Z', '1970-01-02T00:00:00.000Z'), now)).toEqual({
      status: 201,
    });
    expect((await week4()).state).toBe('missed');
    expect(await db.selectFrom('kiosk_gap').select(['from_at', 'to_at']).execute()).toEqual([
      { from_at: paired, to_at: '2026-06-04T00:00:00.000Z' },
    ]);
  });
  it('hours of a timed activity add up', async () => {
    await db.updateTable('activity').set({ timed: 1 }).execute();
    const stays = [
      visit({ leftAt: '2026-06-01T10:00:00.000Z' }),
      visit({ leftAt: '2026-06-08T09:28:00.000Z' }, '2026-06-08'),
    ];
    await storeAttendances(db, [...stays, visit({}, '2026-05-25')], { source: 'hub', venueId: 'hall' }, now);
    const [prescription] = await readPrescriptions(db, { id: 'rx-mary' }, now);
    expect(prescription!.activities[0]).toMatchObject({ timed: true, attended: 3, minutes: 62 + 30 });
  });
});

/** What Mary's card shows at its n-th read. */
function sunOf(of: SchemeKeys, counter: number): string {
  const uid = fromHex('04112233445566');
  const plain = Uint8Array.of(0xc7, ...uid, counter, 0, 0, 1, 2, 3, 4, 5);
  const mac = sunMac(fromHex(fileReadKey(of, '04112233445566', 1)), { uid, counter });
  return sunUrl('https://tap.example/c', { piccData: encryptCbc(fromHex(of.metaRead[0]!.key), ZERO_IV, plain), mac });
}

type Step = { fact: HubFact } | { attendance: ReturnType<typeof visit> };

/** What a fresh store holds after these steps, without the times of their arrival. */
async function stateAfter(steps: Step[]) {
  const store = await smallRecord();
  for (const step of steps) {
    if ('fact' in step) await storeFact(store, keys, hall, step.fact, now);
    else await storeAttendances(store, [step.attendance], { source: 'hub', venueId: 'hall' }, now);
  }
  const days = await store.selectFrom('session_day').selectAll().execute();
  const excuses = await store.selectFrom('excuse').selectAll().execute();
  const companions = await store.selectFrom('companion_visit').selectAll().execute();
  const placings = await store.selectFrom('placed_tap').selectAll().execute();
  const unplaced = await store.selectFrom('unplaced_tap').selectAll().execute();
  const ran = await store.selectFrom('session_run').selectAll().execute();
  const all = store.selectFrom('attendance').orderBy('id');
  const rows = await all.select(['id', 'version', 'status', 'left_at', 'late', 'duplicate_of', 'arrived_at']).execute();
  const versions = await store
    .selectFrom('attendance_version')
    .selectAll()
    .orderBy('attendance_id')
    .orderBy('version')
    .execute();
  const counted = await all
    .select(['id', 'version', 'left_at', 'late'])
    .where('status', '=', 'finished')
    .where('duplicate_of', 'is', null)
    .execute();
  const strip = await week4(store);
  await store.destroy();
  return { days, excuses, companions, placings, unplaced, ran, rows, versions, counted, strip };
}
