import { expect, it } from 'vitest';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { readPrescriptions } from './read.ts';

it('a caseload shows twelve weeks of expected against attended for each prescription', async () => {
  const db = await smallRecord();
  const now = new Date('2026-06-03T12:00:00Z');
  const visits = [
    visit({}, '2026-05-11'),
    visit({ personId: 'ahmed' }, '2026-05-18'),
    visit({ late: true }, '2026-06-01'),
  ];
  await storeAttendances(db, visits, { source: 'hub', venueId: 'hall' }, now);
  await db.updateTable('hub').set({ synced_through: '2026-06-02T00:00:00.000Z' }).execute();

  const caseload = await readPrescriptions(db, { linkWorkerId: 'priya' }, now);
  expect(caseload.map((p) => p.patient.name)).toEqual(['Ahmed Test', 'Mary Test']);
  const mary = caseload[1]!;
  expect(mary).toMatchObject({ startsOn: '2026-05-11', endsOn: '2026-08-02', lastVisit: '2026-06-01T08:58:00.000Z' });
  // Week 2 ran (Ahmed came) without Mary; in week 3 nobody came, so nobody can say she missed it.
  expect(mary.activities[0]!.weeks.map((w) => w.state)).toEqual([
    'attended',
    'missed',
    'no-data',
    'late',
    ...Array(8).fill('to-come'),
  ]);
  expect(await readPrescriptions(db, { id: 'rx-mary' }, now)).toEqual([mary]);
});
