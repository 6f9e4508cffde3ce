import { newId } from '@tapwell/shared/ids';
import { addDays } from '@tapwell/shared/path/dates';
import type { EventOf } from '@tapwell/shared/path/events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countPlaces } from '../evaluation/places.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { visit } from '../testing/record.ts';
import { StoredJourney } from '../testing/stored-journey.ts';
import { needsOf } from '../today/needs.ts';
import { perWeekIn } from './agreed.ts';
import { readPeople } from './people.ts';
import { readPrescriptions } from './read.ts';
import { stripsOf } from './strips.testing.ts';

const now = new Date('2026-05-01T12:00:00Z');

/** Twelve weeks from Monday 2 February; Ahmed walks every week, so each walk ran, and the hub has sent everything. */
describe('weeks before something else was agreed', () => {
  let zofia: StoredJourney;
  beforeEach(async () => {
    zofia = await StoredJourney.begin('luton', '2026-01-05');
    await zofia.add('first-contact', '2026-01-14');
    await zofia.add('conversation', '2026-01-20');
    await zofia.add('prescription', '2026-01-20', {
      start: '2026-02-02',
      weeks: 12,
      activities: [zofia.walk('agreed'), zofia.walk('other')],
    });
    const mondays = Array.from({ length: 12 }, (_, i) => addDays('2026-02-02', i * 7));
    const ran = mondays.map((day) => visit({ personId: 'ahmed' }, day));
    await storeAttendances(zofia.db, ran, { source: 'hub', venueId: 'hall' }, now);
    await zofia.db.updateTable('hub').set({ synced_through: '2026-04-30T00:00:00.000Z' }).execute();
  });
  afterEach(() => zofia.db.destroy());
  const agree = (on: string, activities: Parameters<StoredJourney['walk']>[]) =>
    zofia.add('prescription', on, {
      start: '2026-02-02',
      weeks: 12,
      activities: activities.map((one) => zofia.walk(...one)),
    });
  const weeksOf = async (id: string) =>
    (await readPrescriptions(zofia.db, { pathIds: [zofia.pathId] }, now))[0]!.activities.find((a) => a.id === id)!
      .weeks;
  const statesOf = async (id: string) => (await weeksOf(id)).map((week) => week.state);

  it('are judged by how often they were to come then: who was excused as often missed nothing', async () => {
    const weekly = [1, 3, 5].map((weekday) => ({ weekday, start: '10:00', minutes: 60 }));
    const schedule = { zone: 'Europe/London', weekly, extra: [], from: '2026-01-01', until: null };
    await zofia.db
      .updateTable('activity')
      .set({ schedule: JSON.stringify(schedule) })
      .execute();
    const session = { patient_id: 'zofia', session_id: 'walk@2026-02-09T10:00', prescribed_activity_id: 'agreed' };
    const said = { hub_id: 'hub', version: 0, fact_id: newId(), state: 'excused', reason: null };
    await zofia.db
      .insertInto('excuse')
      .values({ ...session, ...said, by_id: 'rosa', by_name: 'Rosa' })
      .execute();
    const before = await weeksOf('agreed');
    expect(before[1]).toMatchObject({ state: 'excused', expected: 1 });
    await agree('2026-03-11', [['agreed', { perWeek: 3 }]]);
    const after = await weeksOf('agreed');
    expect(after.slice(0, 5)).toEqual(before.slice(0, 5));
    // Agreed on a Wednesday: in that week once is enough still.
    expect(after.slice(4, 8).map((week) => week.expected)).toEqual([1, 1, 3, 3]);
    expect(countPlaces(after.slice(0, 6)).expected).toBe(6);
    expect((await weeksOf('other')).slice(4, 8).map((week) => week.expected)).toEqual([1, 1, 0, 0]);
  });
  it('and the weeks without an activity are not expected when it is taken up again', async () => {
    await agree('2026-03-02', [['agreed']]);
    await agree('2026-03-23', [['agreed'], ['other']]);
    const weeks = await weeksOf('other');
    expect(weeks.map((week) => week.state)).toEqual([
      ...Array(4).fill('missed'),
      ...Array(3).fill('no-session'),
      ...Array(5).fill('missed'),
    ]);
    expect(weeks[5]!.why).toBe('It was stopped from Mon 2 Mar to Sun 22 Mar.');
    expect(countPlaces(weeks)).toMatchObject({ expected: 9, missed: 9 });
    expect(await statesOf('agreed')).toEqual(Array(12).fill('missed'));
    // Who came all the same was there, once: it counts of the same walk as it was agreed that day.
    await zofia.visits('2026-03-09', 1, { agreed: 'other' });
    expect((await weeksOf('agreed'))[5]).toMatchObject({ state: 'attended', expected: 1, attended: 1 });
    expect((await weeksOf('other'))[5]).toMatchObject({ state: 'no-session', attended: 0 });
    // The venue has known them under one id all the while.
    expect(await zofia.roster('2026-02-09')).toMatchObject({ other: { from: '2026-02-02', until: '2026-04-26' } });
    expect(await zofia.roster('2026-03-09')).toMatchObject({ other: { from: '2026-03-23', until: '2026-04-26' } });
    expect(await zofia.roster('2026-04-06')).toMatchObject({ other: { from: '2026-03-23' }, agreed: {} });
  });
  it('and when the path ended meanwhile, it ended then', async () => {
    await agree('2026-03-02', [['agreed']]);
    await zofia.add('prescription', '2026-03-09', {
      start: '2026-04-06',
      weeks: 12,
      activities: [zofia.walk('agreed'), zofia.walk('other')],
    });
    await zofia.add('outcome', '2026-03-30', { outcome: 'stopped' });
    const weeks = await weeksOf('other');
    expect(weeks.slice(4).map((week) => week.why)).toEqual(Array(weeks.length - 4).fill('It ended on Sun 1 Mar.'));
    expect(await zofia.roster('2026-03-31')).toMatchObject({ other: { from: '2026-02-02', until: '2026-03-30' } });
  });
  it('are on no list of today while nobody is expected, nor when it begins again', async () => {
    const {
      id: _,
      external_id: __,
      ...walk
    } = await zofia.db.selectFrom('activity').selectAll().where('id', '=', 'walk').executeTakeFirstOrThrow();
    const never = JSON.stringify({ ...JSON.parse(walk.schedule), weekly: [] });
    await zofia.db
      .insertInto('activity')
      .values({ ...walk, id: 'choir', name: 'Choir', schedule: never })
      .execute();
    const choir = [['choir', { activityId: 'choir' }]] as Parameters<StoredJourney['walk']>[];
    await agree('2026-02-03', [['agreed'], ...choir]);
    await zofia.visits('2026-02-02', 1);
    const missed = async (on: string) => {
      const held = {
        ...{ id: zofia.pathId, schemeId: 'scheme', linkWorker: null, openedOn: '2026-01-05', endedOn: null },
        ...{ cover: null, patient: { id: 'zofia', given: 'Zofia', family: 'Test', displayName: 'Zofia' } },
      };
      const [person] = await readPeople(zofia.db, [held], new Date(`${on}T18:00:00Z`));
      return needsOf(person!).flatMap((need) => (need.kind === 'missed' ? need.run.weeks.length : []));
    };
    expect(await missed('2026-02-28')).toEqual([3]);
    await agree('2026-03-02', choir);
    expect(await missed('2026-03-10')).toEqual([]);
    await agree('2026-03-23', [['agreed'], ...choir]);
    expect(await missed('2026-03-24')).toEqual([]);
    expect(await missed('2026-04-01')).toEqual([2]);
  });
  it('have as many visits to make as were agreed then', async () => {
    await agree('2026-02-02', [['agreed', { sessions: 3 }]]);
    await zofia.visits('2026-02-02', 3);
    expect((await statesOf('agreed')).slice(0, 6)).toEqual([
      ...Array(3).fill('attended'),
      ...Array(3).fill('no-session'),
    ]);
    await agree('2026-03-16', [['agreed', { sessions: 12 }]]);
    const weeks = await weeksOf('agreed');
    expect(weeks.slice(3).map((week) => week.state)).toEqual([
      ...Array(3).fill('no-session'),
      ...Array(6).fill('missed'),
    ]);
    expect(weeks[4]!.why).toBe('All agreed visits are done.');
  });
});

const day = fc.integer({ min: 0, max: 90 }).map((n) => addDays('2026-02-02', n));
const part = fc.record({
  id: fc.constantFrom('walk', 'choir'),
  perWeek: fc.integer({ min: 1, max: 3 }),
  sessions: fc.option(fc.integer({ min: 1, max: 6 })),
});
const agreement = fc.record({
  on: day,
  start: day,
  weeks: fc.integer({ min: 1, max: 14 }),
  activities: fc.uniqueArray(part, { selector: ({ id }) => id, minLength: 1, maxLength: 2 }),
});
const cells = fc.array(fc.tuple(day, fc.constantFrom('came', 'excused', 'ran', 'cancelled')), { maxLength: 30 });

function eventsOf(all: { on: string; start: string; weeks: number; activities: object[] }[]) {
  return all
    .map((one) => one.on)
    .sort()
    .map((on, i) => ({
      ...all[i]!,
      ...{ on, kind: 'prescription', programme: 1, id: String(i), recordedAt: `${on}T${10 + i}:00:00.000Z` },
      ...{ by: { id: 'priya', name: 'Priya' }, corrects: null },
      ...{ activities: all[i]!.activities.map((a) => ({ activityId: 'walk', ...a })) },
    })) as unknown as EventOf<'prescription'>[];
}

it('who comes to what was never agreed is expected once, however often it was to be', () => {
  const never = { from: '2026-03-02', until: '2026-03-01', perWeek: 2, sessions: null };
  expect(perWeekIn([never], { from: '2026-03-09', to: '2026-03-15' })).toBe(1);
});

it('what is agreed later never changes a week wholly before it', () => {
  fc.assert(
    fc.property(fc.array(agreement, { minLength: 2, maxLength: 5 }), cells, (all, happened) => {
      const events = eventsOf(all);
      const last = events.at(-1)!;
      const from = [last.on, last.start].sort()[1]!;
      const [was, is] = [stripsOf(events.slice(0, -1), happened), stripsOf(events, happened)];
      for (const [id, weeks] of was) {
        const now = new Map(is.get(id)!.map((week) => [week.from, week]));
        for (const week of weeks.filter(({ to }) => to < from)) {
          const { state, expected, attended, sessions } = week;
          const same = now.get(week.from);
          if (same) expect(same, `${id} ${week.from}`).toMatchObject({ state, expected, attended, sessions });
          // A strip may become shorter by weeks in which nobody was expected.
          else expect(sessions.filter(({ visit }) => visit === null)).toEqual([]);
        }
      }
    }),
    { numRuns: 150 },
  );
});
