import { expect, it } from 'vitest';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { visit } from '../testing/record.ts';
import { StoredJourney } from '../testing/stored-journey.ts';
import { needsOf } from '../today/needs.ts';
import { readPeople } from './people.ts';

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
  await mary.db.destroy();
});
