import { describe, expect, it, vi } from 'vitest';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { smallRecord, takenBack, visit } from '../testing/record.ts';
import { knownVisits } from './known-visits.ts';
import { readPeople } from './people.ts';

const now = new Date('2026-06-09T12:00:00Z');
const from = { source: 'hub', venueId: 'hall' };

describe('visits that are read again', () => {
  it('are the very same while nothing of them changed, and others once something has', async () => {
    const db = await smallRecord();
    const first = visit();
    await storeAttendances(db, [first, visit({ personId: 'ahmed' })], from, now);
    const long = { prescribedIds: [], since: '2026-01-01' };
    const read = () => knownVisits(db, ['mary-walk', 'ahmed-walk'], long);
    const before = await read();
    expect([...before.get('mary-walk')!.visits.keys()]).toEqual([first.sessionId]);
    expect((await read()).get('mary-walk')).toBe(before.get('mary-walk'));

    const second = visit({}, '2026-06-08');
    await storeAttendances(db, [second], from, now);
    const after = await read();
    expect(
      after
        .get('mary-walk')!
        .events.map((e) => e.on)
        .sort(),
    ).toEqual(['2026-06-01', '2026-06-08']);
    expect(after.get('ahmed-walk')).toBe(before.get('ahmed-walk'));

    await storeAttendances(db, [{ ...first, version: 1, leftAt: '2026-06-01T09:40:00.000Z' }], from, now);
    expect(
      (await read())
        .get('mary-walk')!
        .events.map((e) => e.minutes)
        .sort(),
    ).toEqual([42, null]);
    await storeAttendances(db, [takenBack(second)], from, now);
    expect((await read()).get('mary-walk')!.visits.size).toBe(1);
    await db.destroy();
  });
  it('are without one that came while they were read, and was taken back since', async () => {
    const db = await smallRecord();
    const [first, second] = [visit(), visit({}, '2026-06-08')];
    await storeAttendances(db, [first], from, now);
    const read = async () => {
      const known = await knownVisits(db, ['mary-walk'], { prescribedIds: [], since: '2026-01-01' });
      return [...known.get('mary-walk')!.visits.keys()];
    };
    const run = db.executeQuery.bind(db);
    const between = vi.spyOn(db, 'executeQuery').mockImplementationOnce(async (query) => {
      const answer = await run(query);
      await storeAttendances(db, [second], from, now);
      return answer as never;
    });
    await read();
    expect(between).toHaveBeenCalled();
    between.mockRestore();
    await storeAttendances(db, [takenBack(second)], from, now);
    expect(await read()).toEqual([first.sessionId]);
    await db.destroy();
  });
  it('change where somebody is on their path in the list that is read next', async () => {
    const db = await smallRecord();
    const held = [
      {
        id: 'rx-mary',
        schemeId: 'scheme',
        patient: { id: 'mary', given: 'Mary', family: 'Test', displayName: 'Mary' },
        linkWorker: null,
        openedOn: '2026-05-11',
        endedOn: null,
        cover: null,
      },
    ];
    const visits = async () => (await readPeople(db, held, now))[0]!.path.programmes[0].visits.count;
    expect(await visits()).toBe(0);
    await storeAttendances(db, [visit()], from, now);
    expect(await visits()).toBe(1);
    const last = visit({}, '2026-06-08');
    await storeAttendances(db, [last], from, now);
    expect(await visits()).toBe(2);
    await storeAttendances(db, [takenBack(last)], from, now);
    expect(await visits()).toBe(1);
    await db.destroy();
  });
});
