import { expect, it } from 'vitest';
import { type PathRow, pathRow } from '../evaluation/path-row.ts';
import { readFacts } from '../evaluation/read-facts.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { readPath } from '../paths/path-view.ts';
import { visit } from '../testing/record.ts';
import { StoredJourney } from '../testing/stored-journey.ts';
import { needsOf } from '../today/needs.ts';
import { type AgreedRow, countsUnder } from './came-elsewhere.ts';
import { readPeople } from './people.ts';
import { readPrescriptions } from './read.ts';

const at = (on: string) => new Date(`${on}T18:00:00Z`);

/** What somebody's link worker is told today, how far they are by the list, and how often they came by their page. */
async function told(one: StoredJourney, on: string) {
  await one.db
    .updateTable('hub')
    .set({ synced_through: `${on}T17:00:00.000Z` })
    .execute();
  const held = {
    ...{ id: one.pathId, schemeId: 'scheme', linkWorker: null, openedOn: '2026-01-05', endedOn: null, cover: null },
    patient: { id: 'zofia', given: 'Zofia', family: 'Test', displayName: 'Zofia' },
  };
  const [person] = await readPeople(one.db, [held], at(on));
  const { step, programmes } = await one.at(on);
  expect(person!.path.step).toBe(step);
  expect(person!.path.programmes).toEqual(programmes);
  const needs = needsOf(person!).map(({ kind }) => kind);
  return { needs, step, count: programmes.at(-1)!.visits.count, lastVisit: person!.lastVisit };
}

/** What the figures count of some paths. */
async function figuresOf(one: StoredJourney, pathIds: string[], on: string) {
  const found = new Map<string, PathRow>();
  for await (const some of readFacts(one.db, pathIds, '2025-04-01', at(on))) {
    for (const facts of some) found.set(facts.id, pathRow(one.policy, facts));
  }
  return pathIds.map((id) => found.get(id));
}

it('who comes in a second programme, to a venue that knows the first one only, has started', async () => {
  const tom = await StoredJourney.begin('east-riding', '2026-01-05');
  await tom.add('booked', '2026-01-05', { for: '2026-01-09', where: 'activity', activityId: 'walk' });
  await tom.add('first-contact', '2026-01-09', { place: 'activity' });
  await tom.add('conversation', '2026-01-09');
  await tom.add('prescription', '2026-01-09', { start: '2026-01-12', weeks: 12, activities: [tom.walk('agreed')] });
  await tom.visits('2026-01-12', 12);
  await tom.add('outcome', '2026-04-06', { outcome: 'renewed' });
  const year = { programme: 2 as const, start: '2026-04-13', weeks: 52, activities: [tom.walk('second')] };
  await tom.add('prescription', '2026-04-06', year);
  expect((await told(tom, '2026-05-11')).needs).toContain('never-started');
  // Its hub has had no roster since March.
  await tom.visits('2026-04-13', 4, { agreed: 'agreed' });
  expect(await told(tom, '2026-05-08')).toMatchObject({ step: 'attending', count: 4 });
  expect((await told(tom, '2026-05-08')).needs).not.toContain('never-started');
  expect((await tom.at('2026-05-08')).programmes.map((p) => p.visits.count)).toEqual([12, 4]);
  const [figures] = await figuresOf(tom, [tom.pathId], '2026-05-08');
  expect(figures!.visits).toHaveLength(16);
  expect(figures!.places).toMatchObject([
    { expected: 12, attended: 12 },
    { expected: 4, attended: 4 },
  ]);
  await tom.db.destroy();
});

it('who comes after a new referral, to a venue that knows the earlier path only, has started', async () => {
  const mary = await StoredJourney.begin('luton', '2026-01-05');
  await mary.add('first-contact', '2026-01-14');
  await mary.add('conversation', '2026-01-20');
  await mary.add('prescription', '2026-01-20', {
    ...{ start: '2026-02-02', weeks: 12 },
    activities: [mary.walk('agreed', { sessions: 12 })],
  });
  // On an earlier path she was prescribed the same.
  const path = { patient_id: 'zofia', scheme_id: 'scheme', link_worker_id: 'priya' };
  await mary.db
    .insertInto('path')
    .values({ ...path, id: 'earlier', opened_on: '2025-06-01', ended_on: '2025-12-20' })
    .execute();
  await mary.db
    .insertInto('prescription')
    .values({ ...path, id: 'earlier', path_id: 'earlier', starts_on: '2025-09-29', weeks: 12, status: 'ended' })
    .execute();
  await mary.db
    .insertInto('prescribed_activity')
    .values({ id: 'before', prescription_id: 'earlier', activity_id: 'walk', per_week: 1, sessions: 12 })
    .execute();
  const recorded = ['2025-12-15', '2026-02-02', '2026-02-09', '2026-02-16'].map((on) =>
    visit({ personId: 'zofia', prescriptionId: 'earlier', prescribedActivityId: 'before' }, on),
  );
  expect((await told(mary, '2026-02-24')).needs).toContain('never-started');
  await storeAttendances(mary.db, recorded, { source: 'hub', venueId: 'hall' }, at('2026-02-16'));
  expect(await told(mary, '2026-02-17')).toEqual({
    ...{ needs: [], step: 'attending', count: 3, lastVisit: '2026-02-16T08:58:00.000Z' },
  });
  const { path: ended } = (await readPath(mary.db, 'earlier', at('2026-02-17')))!;
  expect(ended.programmes[0].visits.count).toBe(1);

  const [now, then] = await figuresOf(mary, [mary.pathId, 'earlier'], '2026-02-17');
  expect(now).toMatchObject({ reached: 'started', visitDays: 28 });
  expect(now!.visits.map((v) => v.on)).toEqual(['2026-02-02', '2026-02-09', '2026-02-16']);
  expect(now!.places).toMatchObject([{ expected: 3, attended: 3, missed: 0, noData: 0 }]);
  expect(then!.visits.map((v) => v.on)).toEqual(['2025-12-15']);
  expect(then!.places).toMatchObject([{ expected: 1, attended: 1 }]);

  const [strip] = await readPrescriptions(mary.db, { id: mary.pathId }, at('2026-02-17'));
  expect(strip!.activities).toMatchObject([{ attended: 3 }]);
  expect(strip!.activities[0]!.weeks.slice(0, 4).map((week) => week.state)).toEqual([
    ...['attended', 'attended', 'attended', 'to-come'],
  ]);
  await mary.db.destroy();
});

it('a visit counts once: where it is on record, or where it was agreed on its day if it was not there', () => {
  const row = (prescribedId: string, path_id: string, starts_on: string, own: Partial<AgreedRow> = {}): AgreedRow => ({
    ...{ prescribedId, path_id, starts_on, weeks: 12, ended_on: null, per_week: 1, sessions: null },
    ...{ activityFrom: null, activityUntil: null, agreed: null, ...own },
  });
  const of = (prescribedId: string, date: string, ...rows: AgreedRow[]) => {
    const sessionId = `walk@${date}T10:00`;
    const times = { startsAt: '', endsAt: '', arrivedAt: '', leftAt: null, late: 0 };
    return countsUnder({ prescribedId, sessionId, ...times }, rows);
  };
  const old = row('old', 'a', '2026-01-05', { ended_on: '2026-02-20' });
  const fresh = row('fresh', 'b', '2026-02-16');
  expect(of('old', '2026-02-16', old, fresh)).toBe('old');
  expect(of('old', '2026-02-23', old, fresh)).toBe('fresh');
  expect(of('fresh', '2026-02-23', old, fresh)).toBe('fresh');
  // Before the one begins and after the other ended nothing was agreed: it stays.
  expect(of('old', '2026-02-23', old, row('fresh', 'b', '2026-03-02'))).toBe('old');
  // Of two that were agreed, one on the same path is nearer.
  const second = row('second', 'a', '2026-02-16');
  expect(of('old', '2026-02-23', old, second, fresh)).toBe('second');
  expect(of('old', '2026-02-23', old, fresh, row('other', 'c', '2026-02-17'))).toBe('other');
  // What was never so holds on no day.
  expect(of('old', '2026-02-23', old, row('never', 'b', '2026-02-16', { activityUntil: '2026-02-15' }))).toBe('old');
});
