import { newId } from '@tapwell/shared/ids';
import type { PathEvent } from '@tapwell/shared/path/events';
import { describe, expect, it } from 'vitest';
import { countPlaces } from '../evaluation/places.ts';
import { absencesIn } from '../fhir/kinds/appointments.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { deviceStore, issuePairingCode } from '../store/devices.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { readPrescriptions } from './read.ts';

const now = new Date('2026-06-03T12:00:00Z');

/** Mary's weeks, Mondays from 11 May; Ahmed came each time, so the walk ran. The hub has sent everything. */
async function walking(...marys: string[]): Promise<CentralDb> {
  const db = await smallRecord();
  const mondays = ['2026-05-11', '2026-05-18', '2026-05-25', '2026-06-01'];
  const visits = [...mondays.map((day) => visit({ personId: 'ahmed' }, day)), ...marys.map((day) => visit({}, day))];
  await storeAttendances(db, visits, { source: 'hub', venueId: 'hall' }, now);
  await db.updateTable('hub').set({ synced_through: '2026-06-02T00:00:00.000Z' }).execute();
  return db;
}
async function pathEvent(db: CentralDb, kind: PathEvent['kind'], on: string, own: object) {
  const body = {
    ...{ kind, id: newId(), on, recordedAt: `${on}T09:00:00.000Z`, by: { id: 'priya', name: 'Priya' } },
    ...{ corrects: null, why: null, ...own },
  };
  const row = { id: body.id, path_id: 'rx-mary', kind, on_date: on, recorded_at: body.recordedAt };
  await db
    .insertInto('path_event')
    .values({ ...row, body: JSON.stringify(body) })
    .execute();
}
async function weeksOf(db: CentralDb, id = 'rx-mary', at = now) {
  return (await readPrescriptions(db, { id }, at))[0]!.activities[0]!.weeks;
}
const states = (weeks: Awaited<ReturnType<typeof weeksOf>>) => weeks.map((week) => week.state);

it('what happened before a hub was paired again and had not handed over is not known: the old machine may have died with it', async () => {
  const db = await walking();
  await db.updateTable('hub').set({ synced_through: '2026-05-15T00:00:00.000Z' }).execute();
  const paired = new Date('2026-05-26T12:00:00Z');
  const { redeemCode } = deviceStore(db);
  await issuePairingCode(db, 'hub', paired);
  const [code] = await deviceStore(db).openCodes(paired);
  await redeemCode(code!, { kty: 'EC' }, 'New box', paired);
  // The new machine knows nothing of then, and says that it has sent everything.
  await db.updateTable('hub').set({ synced_through: '2026-06-02T00:00:00.000Z' }).execute();
  expect(states(await weeksOf(db)).slice(0, 4)).toEqual(['missed', 'no-data', 'no-data', 'missed']);
});

it('a second hub that is planned and was never heard of hides nothing that the first one knows', async () => {
  const db = await walking();
  const planned = { id: 'planned', name: 'Planned', venue_id: 'hall', scheme_id: 'scheme', roster_stale: 1 };
  await db
    .insertInto('hub')
    .values({ ...planned, synced_through: null, last_seen: null, report: null, roster_day: null })
    .execute();
  expect(states(await weeksOf(db)).slice(0, 2)).toEqual(['missed', 'missed']);
  // Once it is heard of, what it still holds back may be a visit.
  await db.updateTable('hub').set({ synced_through: '2026-05-15T00:00:00.000Z' }).where('id', '=', 'planned').execute();
  expect(states(await weeksOf(db)).slice(0, 2)).toEqual(['missed', 'no-data']);
});

it('a visit that two hubs recorded counts once, and says who recorded it again and when', async () => {
  const db = await smallRecord();
  const first = visit({}, '2026-05-11');
  const again = visit({ arrivedAt: '2026-05-11T09:20:00.000Z' }, '2026-05-11');
  const device = { kind: 'hub', hub_id: 'hub', scopes: 'write', public_jwk: null, revoked_at: null };
  await db
    .insertInto('device')
    .values({ ...device, id: 'second', name: 'Church hall hub' })
    .execute();
  // The later one arrives first.
  await storeAttendances(db, [again], { source: 'second', venueId: 'hall' }, now);
  await storeAttendances(db, [first], { source: 'first', venueId: 'hall' }, now);
  const [mary] = await readPrescriptions(db, { id: 'rx-mary' }, now);
  expect(mary!.activities[0]).toMatchObject({ attended: 1 });
  expect(mary!.activities[0]!.weeks[0]!.sessions[0]!.visit).toMatchObject({
    arrivedAt: first.arrivedAt,
    again: [{ arrivedAt: again.arrivedAt, recorder: 'Church hall hub' }],
  });
});

it('prescriptions show twelve weeks of expected against attended', async () => {
  const db = await smallRecord();
  const visits = [
    visit({}, '2026-05-11'),
    visit({ personId: 'ahmed' }, '2026-05-18'),
    visit({ late: true }, '2026-06-01'),
  ];
  await storeAttendances(db, visits, { source: 'hub', venueId: 'hall' }, now);
  await db.updateTable('hub').set({ synced_through: '2026-06-02T00:00:00.000Z' }).execute();

  const both = await readPrescriptions(db, { pathIds: ['rx-mary', 'rx-ahmed'] }, now);
  expect(both.map((p) => p.patient.name)).toEqual(['Ahmed Test', 'Mary Test']);
  const mary = both[1]!;
  expect(mary).toMatchObject({ startsOn: '2026-05-11', endsOn: '2026-08-02', lastVisit: '2026-06-01T08:58:00.000Z' });
  // Week 2 ran (Ahmed came) without Mary; in week 3 nobody came, so nobody can say she missed it.
  expect(states(mary.activities[0]!.weeks)).toEqual([
    'attended',
    'missed',
    'no-data',
    'late',
    ...Array(8).fill('to-come'),
  ]);
  expect(await readPrescriptions(db, { id: 'rx-mary' }, now)).toEqual([mary]);
  expect(await readPrescriptions(db, { pathIds: [] }, now)).toEqual([]);
});

describe('a prescription without an end', () => {
  it('has weeks from its start to the next, and no last day', async () => {
    const db = await walking('2026-06-01');
    await db.updateTable('prescription').set({ weeks: null }).where('id', '=', 'rx-mary').execute();
    const [mary] = await readPrescriptions(db, { id: 'rx-mary' }, now);
    expect(mary!.endsOn).toBeNull();
    expect(states(mary!.activities[0]!.weeks)).toEqual(['missed', 'missed', 'missed', 'attended', 'to-come']);
    expect(await weeksOf(db, 'rx-mary', new Date('2026-07-29T12:00:00Z'))).toHaveLength(13);
  });
  it('ends where the path did', async () => {
    const db = await walking('2026-05-11');
    await db.updateTable('prescription').set({ weeks: null }).where('id', '=', 'rx-mary').execute();
    await db.updateTable('path').set({ ended_on: '2026-05-20' }).where('id', '=', 'rx-mary').execute();
    expect(states(await weeksOf(db))).toEqual(['attended', 'missed']);
  });
});

describe('who has made all agreed visits', () => {
  it('is expected at no session after, and misses none', async () => {
    const db = await walking('2026-05-11', '2026-05-18');
    await db.updateTable('prescribed_activity').set({ sessions: 2 }).where('id', '=', 'mary-walk').execute();
    const weeks = await weeksOf(db);
    expect(states(weeks)).toEqual(['attended', 'attended', ...Array(10).fill('no-session')]);
    expect(weeks[2]).toMatchObject({ expected: 0, sessions: [], why: 'All agreed visits are done.' });
    expect(countPlaces(weeks)).toEqual({ expected: 2, attended: 2, missed: 0, excused: 0, noData: 0 });
    expect(weeks.flatMap(absencesIn)).toEqual([]);
  });
  it('missed what they missed before, and is shown when they come all the same', async () => {
    const db = await walking('2026-05-11', '2026-05-25', '2026-06-01');
    await db.updateTable('prescribed_activity').set({ sessions: 2 }).where('id', '=', 'mary-walk').execute();
    const first = (await weeksOf(db)).slice(0, 5);
    expect(states(first)).toEqual(['attended', 'missed', 'attended', 'attended', 'no-session']);
  });
});

describe('an activity that was agreed later, or stopped earlier', () => {
  it('expects nobody before and after, and says why', async () => {
    const db = await walking();
    const days = { starts_on: '2026-05-18', ends_on: '2026-05-31' };
    await db.updateTable('prescribed_activity').set(days).where('id', '=', 'mary-walk').execute();
    const weeks = await weeksOf(db);
    expect(states(weeks)).toEqual(['no-session', 'missed', 'missed', ...Array(9).fill('no-session')]);
    expect(weeks[0]!.why).toBe('It begins on Mon 18 May.');
    expect(weeks[3]!.why).toBe('It ended on Sun 31 May.');
  });
  it('shows who came all the same', async () => {
    const db = await walking('2026-06-01');
    await db.updateTable('prescribed_activity').set({ ends_on: '2026-05-31' }).where('id', '=', 'mary-walk').execute();
    expect((await weeksOf(db))[3]).toMatchObject({ state: 'attended', expected: 1 });
  });
});

it('while a path is paused nobody is called absent, and a visit still shows', async () => {
  const db = await walking('2026-05-25');
  await pathEvent(db, 'paused', '2026-05-16', { until: null, why: 'In hospital' });
  expect(states(await weeksOf(db)).slice(0, 5)).toEqual(['missed', 'paused', 'attended', 'paused', 'paused']);
  expect((await weeksOf(db))[1]!.why).toBe('Paused by Priya: In hospital.');
  await pathEvent(db, 'resumed', '2026-05-30', {});
  expect(states(await weeksOf(db)).slice(0, 5)).toEqual(['missed', 'paused', 'attended', 'missed', 'to-come']);
  // Ahmed’s own path was not paused.
  expect(states(await weeksOf(db, 'rx-ahmed')).slice(0, 4)).toEqual(Array(4).fill('attended'));
});

it('a second programme is a prescription of its own on the same path', async () => {
  const db = await walking('2026-05-11');
  await db
    .insertInto('prescription')
    .values({
      ...{ id: 'rx-mary.2', path_id: 'rx-mary', programme: 2, patient_id: 'mary', scheme_id: 'scheme' },
      ...{ link_worker_id: 'priya', starts_on: '2026-08-03', weeks: 52, status: 'active' },
    })
    .execute();
  await db
    .insertInto('prescribed_activity')
    .values({ id: 'mary-2', prescription_id: 'rx-mary.2', activity_id: 'walk', per_week: 1, sessions: null })
    .execute();
  const onPath = await readPrescriptions(db, { pathIds: ['rx-mary'] }, now);
  expect(onPath.map((p) => [p.id, p.pathId, p.programme, p.endsOn])).toEqual([
    ['rx-mary', 'rx-mary', 1, '2026-08-02'],
    ['rx-mary.2', 'rx-mary', 2, '2027-08-01'],
  ]);
  expect(onPath[1]!.activities[0]!.weeks).toHaveLength(52);
});

it('who was there is never missed because the visit counts for an earlier prescription of the same', async () => {
  const db = await walking('2026-05-11', '2026-05-18');
  await db
    .insertInto('prescription')
    .values({
      ...{ id: 'rx-mary.2', path_id: 'rx-mary', programme: 2, patient_id: 'mary', scheme_id: 'scheme' },
      ...{ link_worker_id: 'priya', starts_on: '2026-05-18', weeks: 3, status: 'active' },
    })
    .execute();
  await db
    .insertInto('prescribed_activity')
    .values({ id: 'mary-2', prescription_id: 'rx-mary.2', activity_id: 'walk', per_week: 1, sessions: null })
    .execute();
  const second = await weeksOf(db, 'rx-mary.2');
  expect(states(second)).toEqual(['no-session', 'missed', 'missed']);
  expect(second[0]).toMatchObject({ expected: 0, why: expect.stringContaining('They were there.') });
  expect(states(await weeksOf(db)).slice(0, 3)).toEqual(['attended', 'attended', 'missed']);
});

it('a schedule that changes is read anew', async () => {
  const db = await walking();
  const plan = { zone: 'Europe/London', weekly: [], extra: [], from: '2026-01-01', until: null };
  await db
    .updateTable('activity')
    .set({ schedule: JSON.stringify(plan) })
    .execute();
  expect(new Set(states(await weeksOf(db)))).toEqual(new Set(['no-session']));
});
