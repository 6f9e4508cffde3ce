import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { followUpList } from './follow-up-list.ts';

const priya = { id: 'priya', name: 'Priya', role: 'link-worker', providerId: null };
const daniel = { ...priya, id: 'daniel', name: 'Daniel' };
const venue = { source: 'hub', venueId: 'hall' };
let db: CentralDb;
beforeEach(async () => {
  db = await smallRecord();
});

/** The prescriptions of the small record run from 11 May to 2 August. */
const listed = async (day: string, staff = priya) =>
  (await followUpList(db, staff, new Date(`${day}T12:00:00Z`))).lines.map(({ name, kind, on, overdue }) => [
    ...[name, kind, on, overdue],
  ]);

/** As staff record it; the rules for adding it are tested elsewhere. */
async function add(pathId: string, event: { kind: string; on: string; [own: string]: unknown }) {
  const { kind, on } = event;
  const whole = { id: newId(), recordedAt: `${on}T10:00:00.000Z`, by: priya, corrects: null, why: null, ...event };
  const { id, recordedAt } = whole;
  await db
    .insertInto('path_event')
    .values({ id, path_id: pathId, kind, on_date: on, recorded_at: recordedAt, body: JSON.stringify(whole) })
    .execute();
}

describe('the list of whom to ask', () => {
  it('counts a follow-up from the actual last visit, once all is over', async () => {
    await storeAttendances(db, [visit({}, '2026-06-01')], venue, new Date('2026-06-02T00:00:00Z'));
    expect((await listed('2026-07-30')).map(([name, kind]) => [name, kind])).not.toContainEqual([
      ...['Mary Test', 'follow-up'],
    ]);
    expect(await listed('2026-08-03')).toContainEqual(['Mary Test', 'follow-up', '2026-06-01', true]);
  });
  it('has the words to say and how the person likes to be reached', async () => {
    await storeAttendances(db, [visit({}, '2026-06-01')], venue, new Date('2026-06-02T00:00:00Z'));
    await db.updateTable('patient').set({ contact_by: 'text', phone: '01632 960001' }).execute();
    const { lines } = await followUpList(db, priya, new Date('2026-08-03T12:00:00Z'));
    expect(lines.find((line) => line.kind === 'follow-up')).toMatchObject({
      ...{ contactBy: 'text', phone: '01632 960001', lastSeen: '2026-06-01' },
      words: expect.stringContaining('twelve weeks'),
    });
  });
  it('tells a review a month ahead, and overdue ones first', async () => {
    expect(await listed('2026-05-12')).toEqual([]);
    await add('rx-mary', { kind: 'review', on: '2026-05-12', nextOn: '2026-05-20' });
    expect(await listed('2026-05-25')).toEqual([
      ['Mary Test', 'review', '2026-05-20', true],
      ['Ahmed Test', 'review', '2026-06-22', false],
    ]);
  });
  it('asks a cohort together, three months after the month of the last visit', async () => {
    const policy = shippedPolicy('halton-st-helens-knowsley');
    await db
      .updateTable('scheme')
      .set(schemeRow(policy, 'Europe/London', 'scheme'))
      .execute();
    const visits = [visit({}, '2026-06-01'), visit({ personId: 'ahmed' }, '2026-06-22')];
    await storeAttendances(db, visits, venue, new Date('2026-06-23T00:00:00Z'));
    const { lines } = await followUpList(db, priya, new Date('2026-09-20T12:00:00Z'));
    const asked = lines.filter(({ kind, cohort }) => kind === 'follow-up' && cohort !== null);
    expect(asked.map(({ name, cohort }) => [name, cohort])).toEqual([
      ['Ahmed Test', '2026-06'],
      ['Mary Test', '2026-06'],
    ]);
    expect(new Set(asked.map(({ on }) => on)).size).toBe(1);
  });
  it('asks nobody any more whose path ended longer ago than their scheme’s follow-ups and half a year', async () => {
    await storeAttendances(db, [visit({}, '2026-06-01')], venue, new Date('2026-06-02T00:00:00Z'));
    await add('rx-mary', { kind: 'outcome', on: '2026-08-03', outcome: 'completed' });
    await db.updateTable('path').set({ ended_on: '2026-08-03' }).where('id', '=', 'rx-mary').execute();
    const marys = async (day: string) => (await listed(day)).filter(([name]) => name === 'Mary Test').length;
    expect([await marys('2026-12-01'), await marys('2027-12-01')]).toEqual([1, 0]);
  });
  it('names nobody whom the reader may not see, nor who moved away', async () => {
    await storeAttendances(db, [visit({}, '2026-06-01')], venue, new Date('2026-06-02T00:00:00Z'));
    expect(await listed('2026-08-03', daniel)).toEqual([]);
    await add('rx-mary', { kind: 'outcome', on: '2026-08-03', outcome: 'moved' });
    expect((await listed('2026-08-03')).map(([name]) => name)).not.toContain('Mary Test');
  });
});
