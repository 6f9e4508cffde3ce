import { newId } from '@tapwell/shared/ids';
import { addDays } from '@tapwell/shared/path/dates';
import type { PathEvent } from '@tapwell/shared/path/events';
import { beforeEach, describe, expect, it } from 'vitest';
import { openConcerns } from '../concerns/concern-routes.ts';
import { shippedPolicy } from '../directory/scheme-row.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { heldPaths } from '../prescriptions/held.ts';
import { readPeople } from '../prescriptions/people.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { snooze, snoozedLines } from './snooze.ts';
import { type Around, todayLines } from './today-lines.ts';

const PRIYA = { id: 'priya', name: 'Priya', role: 'link-worker', providerId: null, schemeId: null };
const TODAY = '2026-06-03';
const now = new Date(`${TODAY}T12:00:00Z`);
const MONDAYS = ['2026-05-11', '2026-05-18', '2026-05-25', '2026-06-01'];
const NOTHING: Around = { concerns: [], snoozed: new Map(), syncedThrough: new Map() };

let db: CentralDb;
/** Mary and Ahmed walk on Mondays from 11 May; the hub has sent everything up to 2 June. */
beforeEach(async () => {
  db = await smallRecord();
  await db.updateTable('hub').set({ synced_through: '2026-06-02T00:00:00.000Z' }).execute();
});
async function came(who: string, ...days: string[]) {
  const visits = days.map((date) => visit({ personId: who }, date));
  await storeAttendances(db, visits, { source: 'hub', venueId: 'hall' }, now);
}
async function event(pathId: string, kind: PathEvent['kind'], on: string, own: object = {}) {
  const body = {
    ...{ kind, id: newId(), on, recordedAt: `${on}T09:00:00.000Z`, by: { id: 'priya', name: 'Priya' } },
    ...{ corrects: null, why: null, ...own },
  };
  await db
    .insertInto('path_event')
    .values({
      ...{ id: body.id, path_id: pathId, kind, on_date: on, recorded_at: body.recordedAt },
      body: JSON.stringify(body),
    })
    .execute();
}
async function policy(name: string) {
  await db
    .updateTable('scheme')
    .set({ policy: JSON.stringify(shippedPolicy(name)) })
    .execute();
}
async function lines(at = now, around: Partial<Around> = {}) {
  const today = at.toISOString().slice(0, 10);
  const people = await readPeople(db, await heldPaths(db, PRIYA, 'own', today, '2026-01-01'), at);
  return todayLines(people, { ...NOTHING, ...around }, at);
}
const sentences = async (at = now) => (await lines(at)).map((line) => line.sentence);

describe('the list of today', () => {
  it('says who missed weeks running, and how we know', async () => {
    await came('ahmed', ...MONDAYS);
    await came('mary', '2026-05-11', '2026-05-18');
    const [mary, ...others] = await lines();
    expect(others).toEqual([]);
    expect(mary).toMatchObject({
      sentence: 'Mary has missed two weeks of Walk.',
      line: 'missed:mary-walk:walk@2026-06-01T10:00',
      act: { to: 'person/rx-mary/contact' },
      why: [
        'It ran on Mon 25 May and Mon 1 Jun, everything from Hall has arrived, and Mary is not on it.',
        'Their last visit to anything was on Mon 18 May.',
      ],
    });
  });
  it('is silent of whom somebody spoke to since, until they miss another week, and then says when that was', async () => {
    await came('ahmed', ...MONDAYS);
    await came('mary', '2026-05-11', '2026-05-18');
    await event('rx-mary', 'contact', '2026-06-02', { how: 'phone', reached: true, note: 'will come next week' });
    expect(await sentences()).toEqual([]);
    expect(await sentences(new Date('2026-06-08T06:00:00Z'))).toEqual([]);
    const at = new Date('2026-06-09T12:00:00Z');
    const visits = [visit({ personId: 'ahmed' }, '2026-06-08')];
    await storeAttendances(db, visits, { source: 'hub', venueId: 'hall' }, at);
    await db.updateTable('hub').set({ synced_through: '2026-06-09T00:00:00.000Z' }).execute();
    const [mary] = await lines(at);
    expect(mary).toMatchObject({ sentence: 'Mary has missed three weeks of Walk.', act: { does: 'Record a contact' } });
    expect(mary!.why.at(-1)).toBe('Contact on Tue 2 Jun.');
  });
  it('does not say that they missed weeks of what was stopped since', async () => {
    await came('ahmed', ...MONDAYS);
    await came('mary', '2026-05-11');
    const stop = (ends_on: string) =>
      db.updateTable('prescribed_activity').set({ ends_on }).where('id', '=', 'mary-walk').execute();
    await stop(TODAY);
    expect((await lines()).map((line) => line.kind)).toContain('missed');
    await stop('2026-06-02');
    expect((await lines()).map((line) => line.kind)).not.toContain('missed');
  });
  it('calls nothing missed that is not known: what has not arrived is a line of its own, one for all', async () => {
    await came('ahmed', ...MONDAYS);
    await came('mary', '2026-05-11', '2026-05-18');
    await db.updateTable('hub').set({ synced_through: '2026-05-19T00:00:00.000Z' }).execute();
    const synced = new Map([['hall', '2026-05-19T00:00:00.000Z']]);
    const found = await lines(now, { syncedThrough: synced });
    expect(found.map((line) => [line.sentence, line.people.map((p) => p.name)])).toEqual([
      ['We have no data from Hall since Tue 19 May, so nothing can be said about one person.', ['Mary Test']],
    ]);
  });
  it('says who never started once it is time to ask, and then says it only once', async () => {
    await came('ahmed', ...MONDAYS);
    expect(await sentences(new Date('2026-05-31T12:00:00Z'))).toEqual(['Mary has missed three weeks of Walk.']);
    expect(await sentences()).toEqual(['Mary has not been to anything yet.']);
  });
  it('says who never started also where nobody at all came, but not of whom a venue has told nothing', async () => {
    expect(await sentences()).toEqual(['Ahmed has not been to anything yet.', 'Mary has not been to anything yet.']);
    await db.updateTable('hub').set({ synced_through: null }).execute();
    expect(await sentences()).toEqual(['We have no data from Hall yet, so nothing can be said about two people.']);
  });
  it('says who never started though one tap of theirs was never placed, and tells of the tap', async () => {
    await db
      .insertInto('unplaced_tap')
      .values({
        ...{ id: 'tap', venue_id: 'hall', patient_id: 'mary' },
        at: '2026-05-11T09:00:00.000Z',
      })
      .execute();
    const tap = 'Mary tapped a card at Hall on Mon 11 May, and it has not been placed yet.';
    const marys = async (at: string) => (await sentences(new Date(at))).filter((words) => words.includes('Mary'));
    expect(await marys('2026-05-12T12:00:00Z')).toEqual([tap]);
    await db.updateTable('hub').set({ synced_through: '2026-06-23T00:00:00.000Z' }).execute();
    expect(await marys('2026-06-23T12:00:00Z')).toEqual(
      expect.arrayContaining([tap, 'As far as we know, Mary has not been to anything yet.']),
    );
    const never = (await lines(new Date('2026-06-23T12:00:00Z'))).find(
      (line) => line.kind === 'never-started' && line.pathId === 'rx-mary',
    );
    expect(never!.why[1]).toContain('Nothing is known of Mon 11 May.');
  });
  it('names a reader that failed again anew', async () => {
    const fault = (day: string) =>
      db
        .insertInto('kiosk_gap')
        .values({ id: day, hub_id: 'hub', from_at: `${day}T08:00:00.000Z`, to_at: `${day}T11:00:00.000Z` })
        .execute();
    const gapLines = async () => (await lines()).filter((one) => one.kind === 'cards-unread').map((one) => one.line);
    await fault('2026-05-25');
    const [first] = await gapLines();
    expect(await gapLines()).toEqual([first]);
    await fault('2026-06-01');
    const after = await gapLines();
    expect(after).toHaveLength(1);
    expect(after).not.toEqual([first]);
  });
  it('says who has not been for long where no week is known to be missed', async () => {
    await came('mary', '2026-05-11');
    await came('ahmed', '2026-06-01');
    expect(await sentences()).toEqual(['Mary has not been to anything since Mon 11 May.']);
  });
  it('tells of a review for the whole week in which it is due', async () => {
    await came('ahmed', ...MONDAYS);
    await came('mary', ...MONDAYS);
    await event('rx-mary', 'review', '2026-05-20', { nextOn: '2026-06-07' });
    expect(await sentences()).toEqual(['A review with Mary is due on Sun 7 Jun.']);
    expect(await sentences(new Date('2026-05-30T12:00:00Z'))).toEqual([]);
    expect((await sentences(new Date('2026-06-08T12:00:00Z')))[0]).toBe('A review with Mary was due on Sun 7 Jun.');
  });
  it('leaves those in peace whose path is paused, until the pause was to end', async () => {
    await came('ahmed', ...MONDAYS);
    await event('rx-mary', 'paused', '2026-05-12', { until: '2026-06-10' });
    expect(await sentences()).toEqual([]);
    expect(await sentences(new Date('2026-06-11T12:00:00Z'))).toContain(
      'Mary has been paused since Tue 12 May: do they come again?',
    );
  });
  it('asks how it ended when all is over, and for the follow-up of those who have ended', async () => {
    await came('ahmed', ...MONDAYS);
    await came('mary', ...MONDAYS);
    const later = new Date('2026-08-05T12:00:00Z');
    expect(await sentences(later)).toContain('All that was planned with Mary is over. How did it end?');
    await event('rx-mary', 'outcome', '2026-08-03', { outcome: 'completed' });
    await db.updateTable('path').set({ ended_on: '2026-08-03' }).where('id', '=', 'rx-mary').execute();
    const marys = (await lines(later)).filter((line) => line.pathId === 'rx-mary');
    expect(marys.map((line) => [line.kind, line.act!.to])).toEqual([['follow-up', 'person/rx-mary/follow-up']]);
  });
  it('goes by the policy: a scheme without an end asks for reviews and never how it ended', async () => {
    await policy('blackburn-with-darwen');
    await db.updateTable('prescription').set({ weeks: null }).execute();
    await db.updateTable('prescribed_activity').set({ sessions: null }).execute();
    await came('ahmed', '2026-05-11', '2026-05-18', '2026-05-25');
    await came('mary', ...MONDAYS);
    expect(await sentences()).toEqual([]);
    expect(await sentences(new Date('2026-08-05T12:00:00Z'))).toEqual(
      expect.arrayContaining(['A review with Mary was due on Mon 3 Aug.']),
    );
  });
  it('has what is to be decided about cards, for whoever has the person', async () => {
    await came('ahmed', ...MONDAYS);
    await came('mary', ...MONDAYS);
    await db
      .insertInto('concern')
      .values({
        ...{ id: 'c1', kind: 'suspect-card', patient_id: 'mary', card_id: 'card-mary', venue_id: 'hall' },
        ...{ at: '2026-06-01T09:00:00.000Z', central_at: now.toISOString(), settled_at: null, settled_by: null },
      })
      .execute();
    const concerns = await openConcerns(db, PRIYA, now);
    expect((await lines(now, { concerns })).map((line) => [line.sentence, line.act])).toEqual([
      ['A card that claims to be Mary Test’s could not prove it, at Hall.', { does: 'Done', to: null, settles: 'c1' }],
    ]);
    expect(await openConcerns(db, { ...PRIYA, id: 'rosa' }, now)).toEqual([]);
  });
});

describe('"not now"', () => {
  const putOff = (line: string, untilOn: string, pathId: string | null = 'rx-mary', staff = PRIYA) =>
    snooze(db, staff, { id: newId(), pathId, line, untilOn }, TODAY, now);
  const until = async (staff = PRIYA, today = TODAY) =>
    Object.fromEntries(
      [...(await snoozedLines(db, staff, ['rx-mary', 'rx-ahmed'], today))].map(([line, one]) => [line, one.untilOn]),
    );

  it('puts a line off to a day for everybody, and that day it is back', async () => {
    await putOff('review:rx-mary:2026-06-03', '2026-06-10');
    const colleague = { ...PRIYA, id: 'rosa' };
    expect(await until(colleague)).toEqual({ 'review:rx-mary:2026-06-03': '2026-06-10' });
    expect(await until(PRIYA, '2026-06-09')).not.toEqual({});
    expect(await until(PRIYA, '2026-06-10')).toEqual({});
  });
  it('holds for that line: when there is something new to say it is said', async () => {
    await came('ahmed', ...MONDAYS);
    await came('mary', '2026-05-11', '2026-05-18');
    const [before] = await lines();
    await putOff(before!.line, '2026-07-01');
    const snoozed = await snoozedLines(db, PRIYA, ['rx-mary'], TODAY);
    expect((await lines(now, { snoozed }))[0]!.putOff).toEqual({ untilOn: '2026-07-01', by: 'Priya' });
    const at = new Date('2026-06-09T12:00:00Z');
    const visits = [visit({ personId: 'ahmed' }, '2026-06-08')];
    await storeAttendances(db, visits, { source: 'hub', venueId: 'hall' }, at);
    await db.updateTable('hub').set({ synced_through: '2026-06-09T00:00:00.000Z' }).execute();
    const [after] = await lines(at, { snoozed });
    expect(after).toMatchObject({ sentence: 'Mary has missed three weeks of Walk.', putOff: null });
  });
  it('is taken back by putting it off to today; of several the last holds, and all stay on record', async () => {
    await putOff('review:rx-mary:x', '2026-06-10');
    await putOff('review:rx-mary:x', TODAY);
    expect(await until()).toEqual({});
    expect(await db.selectFrom('today_snooze').select('until_on').execute()).toHaveLength(2);
    const actions = (await db.selectFrom('audit').select('action').execute()).map((row) => row.action);
    expect(actions).toEqual(['today: put off', 'today: brought back']);
  });
  it('of a venue holds for whoever said so alone', async () => {
    await putOff('gap:not-arrived:hall:x', '2026-06-10', null);
    expect(await until()).toHaveProperty(['gap:not-arrived:hall:x']);
    expect(await until({ ...PRIYA, id: 'rosa' })).toEqual({});
  });
  it('is refused for somebody else’s person, a day that is past or far away, and a line about nobody', async () => {
    await expect(putOff('x:y', '2026-06-10', 'rx-mary', { ...PRIYA, id: 'rosa' })).rejects.toThrow(/no such person/);
    await expect(putOff('x:y', '2026-06-02')).rejects.toThrow(/from tomorrow on/);
    await expect(putOff('x:y', addDays(TODAY, 400))).rejects.toThrow(/within a year/);
    await expect(putOff('x:y', '2026-06-10', null)).rejects.toThrow(/about whom/);
    expect(await db.selectFrom('today_snooze').selectAll().execute()).toEqual([]);
  });
});
