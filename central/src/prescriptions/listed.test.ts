import { addDays } from '@tapwell/shared/path/dates';
import type { PathEvent } from '@tapwell/shared/path/events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countPlaces } from '../evaluation/places.ts';
import { absencesIn } from '../fhir/kinds/appointments.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { appendEvent } from '../paths/append.ts';
import { visit } from '../testing/record.ts';
import { StoredJourney } from '../testing/stored-journey.ts';
import { gapsOf } from '../today/gaps.ts';
import { needsOf } from '../today/needs.ts';
import { needWords } from '../today/words.ts';
import { readPeople } from './people.ts';
import { readPrescriptions } from './read.ts';
import { stripsOf } from './strips.testing.ts';

const mondays = Array.from({ length: 12 }, (_, i) => addDays('2026-02-02', i * 7));
const WHY = 'Put on record on Tue 17 Mar only: the venue could not expect them.';

/** Twelve weeks from Monday 2 February, put on record on Tuesday 17 March; each walk ran, and the hub has sent everything. */
describe('what was put on record late', () => {
  let zofia: StoredJourney;
  beforeEach(async () => {
    zofia = await StoredJourney.begin('luton', '2026-01-05');
    await zofia.add('first-contact', '2026-01-14');
    await zofia.add('conversation', '2026-01-20');
    const ran = mondays.map((day) => visit({ personId: 'ahmed' }, day));
    await storeAttendances(zofia.db, ran, { source: 'hub', venueId: 'hall' }, new Date('2026-05-01T12:00:00Z'));
    await zofia.db.updateTable('hub').set({ synced_through: '2026-04-30T00:00:00.000Z' }).execute();
  });
  afterEach(() => zofia.db.destroy());
  const agree = (on: string, ids = ['agreed']) =>
    zofia.add('prescription', on, { start: '2026-02-02', weeks: 12, activities: ids.map((id) => zofia.walk(id)) });
  const now = new Date('2026-05-01T12:00:00Z');
  const weeksOf = async (id = 'agreed', at = now) =>
    (await readPrescriptions(zofia.db, { pathIds: [zofia.pathId] }, at))[0]!.activities.find((a) => a.id === id)!.weeks;
  const person = async (on: string) => {
    const held = {
      ...{ id: zofia.pathId, schemeId: 'scheme', linkWorker: null, openedOn: '2026-01-05', endedOn: null },
      ...{ cover: null, patient: { id: 'zofia', given: 'Zofia', family: 'Test', displayName: 'Zofia' } },
    };
    return (await readPeople(zofia.db, [held], new Date(`${on}T18:00:00Z`)))[0]!;
  };

  it('was missed by nobody before: not on the strip, in no figure, for no other system', async () => {
    await agree('2026-03-17');
    const weeks = await weeksOf();
    expect(weeks.map((week) => week.state)).toEqual([...Array(7).fill('no-data'), ...Array(5).fill('missed')]);
    expect(weeks[0]).toMatchObject({ why: WHY, sessions: [{ unknown: 'not-listed', why: WHY }] });
    expect((await person('2026-04-30')).activities[0]!.weeks).toEqual(
      weeks.map((week) => expect.objectContaining({ state: week.state, why: week.why })),
    );
    expect(countPlaces(weeks)).toMatchObject({ expected: 12, missed: 5, noData: 7 });
    expect(weeks.flatMap(absencesIn)).toHaveLength(5);
    // Whoever was there was there, when staff enter it afterwards.
    await zofia.visits('2026-02-02', 2);
    expect((await weeksOf()).slice(0, 3).map((week) => week.state)).toEqual(['attended', 'attended', 'no-data']);
  });
  it('is asked after from that day on, and today says what is not known', async () => {
    await agree('2026-03-17');
    expect(needsOf(await person('2026-03-17')).map((need) => need.kind)).not.toContain('never-started');
    expect(gapsOf([await person('2026-03-17')], new Date('2026-03-17T18:00:00Z'))).toEqual([]);
    const never = async (on: string) => {
      const one = await person(on);
      const need = needsOf(one).find((need) => need.kind === 'never-started' || need.kind === 'missed');
      return need && needWords(need, one);
    };
    expect(await never('2026-04-01')).toMatchObject({ sentence: expect.stringMatching(/has missed two weeks/) });
    const said = await never('2026-04-08');
    expect(said!.sentence).toBe('Zofia has not been to anything yet.');
    expect(said!.why[0]).toBe(
      'It was agreed to start on Mon 2 Feb, put on record on Tue 17 Mar, and no visit is on record.',
    );
  });
  it('is so of an activity that was added, of a correction and of what was taken back meanwhile', async () => {
    const states = async (id: string) =>
      (await weeksOf(id)).map((week) => (week.state === 'missed' ? 'm' : '-')).join('');
    const first = await agree('2026-01-20');
    const more = { start: '2026-02-02', weeks: 12, activities: [zofia.walk('agreed'), zofia.walk('added')] };
    const late = zofia.draft('prescription', '2026-01-20', { ...more, corrects: first });
    const by = { staff: { id: 'priya', name: 'Priya' }, now: new Date('2026-03-17T12:00:00Z') };
    await appendEvent(zofia.db, zofia.pathId, late, by);
    expect([await states('agreed'), await states('added')]).toEqual(['mmmmmmmmmmmm', '-------mmmmm']);
    const listed = async () =>
      (await person('2026-04-30')).activities.find(({ row }) => row.prescribedId === 'agreed')!.weeks[7]!.state;
    expect([await listed(), await listed()]).toEqual(['missed', 'missed']);
    const outcome = await zofia.add('outcome', '2026-03-20', { outcome: 'stopped' });
    await zofia.add('taken-back', '2026-04-01', { corrects: outcome } as never);
    // A list that remembers its strips has seen it, too.
    expect(await listed()).toBe('no-data');
    expect([await states('agreed'), await states('added')]).toEqual(['mmmmmmm--mmm', '---------mmm']);
    expect((await weeksOf('agreed'))[7]!.why).toBe(WHY.replace('Tue 17 Mar', 'Wed 1 Apr'));
  });
  it('what came from a file stays missed, also once something is recorded of it', async () => {
    const weeks = async () => {
      const at = new Date('2026-06-01T18:00:00Z');
      return (await readPrescriptions(zofia.db, { pathIds: ['rx-mary'] }, at))[0]!.activities[0]!.weeks;
    };
    const ran = ['2026-05-11', '2026-05-18', '2026-05-25'].map((day) => visit({ personId: 'ahmed' }, day));
    await storeAttendances(zofia.db, ran, { source: 'hub', venueId: 'hall' }, new Date('2026-06-01T12:00:00Z'));
    await zofia.db.updateTable('hub').set({ synced_through: '2026-06-01T00:00:00.000Z' }).execute();
    const before = (await weeks()).map((week) => week.state);
    expect(before.slice(0, 3)).toEqual(['missed', 'missed', 'missed']);
    const contact = zofia.draft('contact', '2026-06-01', { how: 'phone', reached: true, note: null });
    const by = { staff: { id: 'priya', name: 'Priya' }, now: new Date('2026-06-01T12:00:00Z') };
    await appendEvent(zofia.db, 'rx-mary', contact, by);
    expect((await weeks()).map((week) => week.state)).toEqual(before);
  });
});

const day = fc.integer({ min: 0, max: 80 }).map((n) => addDays('2026-02-02', n));
const happened = fc.array(fc.tuple(day, fc.constantFrom('came', 'ran', 'ran', 'ran', 'excused')), {
  minLength: 5,
  maxLength: 30,
});
const recorded = fc.array(
  fc.record({
    kind: fc.constantFrom('prescription', 'prescription', 'prescription', 'outcome', 'taken-back'),
    on: day,
    start: day,
    weeks: fc.integer({ min: 4, max: 12 }),
    ids: fc.constantFrom(['walk'], ['choir'], ['walk', 'choir']),
    sessions: fc.option(fc.integer({ min: 1, max: 5 })),
    after: fc.integer({ min: 0, max: 14 * 24 }),
    corrects: fc.option(fc.nat(8)),
  }),
  { minLength: 1, maxLength: 8 },
);

/** One recorded after the other, about any day; some correct or take back an earlier one of their kind. */
function eventsOf(all: typeof recorded extends fc.Arbitrary<infer T> ? T : never): PathEvent[] {
  let at = Date.parse('2026-01-20T09:00:00Z');
  return all.map(({ kind, on, start, weeks, ids, sessions, after, corrects }, i) => {
    at += after * 3_600_000;
    const other = corrects === null ? undefined : all[corrects % (i + 1)];
    const target = other && corrects! % (i + 1) < i && (kind === 'taken-back' || kind === other.kind);
    return {
      ...{ kind, id: String(i), on, recordedAt: new Date(at).toISOString(), by: { id: 'priya', name: 'Priya' } },
      ...{ why: null, corrects: target ? String(corrects! % (i + 1)) : kind === 'taken-back' ? 'none' : null },
      ...(kind === 'prescription' && {
        ...{ programme: 1, start, weeks },
        activities: ids.map((id) => ({ id, activityId: 'walk', perWeek: 7, sessions })),
      }),
      ...(kind === 'outcome' && { outcome: 'stopped' }),
    } as unknown as PathEvent;
  });
}

it('nothing that is recorded later makes a session missed: who missed it was expected by what was on record as it began', () => {
  let missed = 0;
  fc.assert(
    fc.property(recorded, happened, (all, facts) => {
      const events = eventsOf(all);
      for (const [id, weeks] of stripsOf(events, facts)) {
        for (const session of weeks.flatMap((week) => week.sessions).filter((s) => s.state === 'missed')) {
          missed++;
          const then = stripsOf(
            events.filter((e) => e.recordedAt <= session.startsAt),
            facts,
          );
          const same = then
            .get(id)
            ?.flatMap((week) => week.sessions)
            .find((s) => s.sessionId === session.sessionId);
          expect(same?.state, session.sessionId).toBe('missed');
        }
      }
    }),
    { numRuns: 200 },
  );
  expect(missed).toBeGreaterThan(100);
});
