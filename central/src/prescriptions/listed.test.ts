import { addDays } from '@tapwell/shared/path/dates';
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
    const outcome = await zofia.add('outcome', '2026-03-20', { outcome: 'stopped' });
    await zofia.add('taken-back', '2026-04-01', { corrects: outcome } as never);
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
