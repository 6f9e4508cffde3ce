import { newId } from '@tapwell/shared/ids';
import { beforeEach, expect, it } from 'vitest';
import { purge } from '../keep/purge.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { refer } from './refer.ts';

const priya = { id: 'priya', name: 'Priya', role: 'link-worker', providerId: null, schemeId: null };
let db: CentralDb;
beforeEach(async () => {
  db = await smallRecord();
  return () => db.destroy();
});

const referAgain = (now: Date) => {
  const referral = {
    ...{ kind: 'referral', id: newId(), on: now.toISOString().slice(0, 10), corrects: null, why: null, as: 'patient' },
    ...{
      referrer: { kind: 'gp', worksAt: 'Bell Street' },
      reason: 'Loneliness',
      consent: 'spoken',
      throughForm: false,
    },
  };
  const person = { nhsNumber: '9990000018', given: 'Mary', family: 'Test' };
  return refer(db, { id: newId(), person, take: true, referral } as never, priya, now);
};
const endOf = async (id: string) =>
  (await db.selectFrom('path').select('ended_on').where('id', '=', id).executeTakeFirstOrThrow()).ended_on;

it('who was prescribed something before paths were may be referred again once that is over, and not before', async () => {
  await expect(referAgain(new Date('2026-08-02T12:00:00Z'))).rejects.toThrow('on a path in this scheme already');
  expect(await referAgain(new Date('2029-06-01T12:00:00Z'))).toBe(true);
  expect(await endOf('rx-mary')).toBe('2026-08-02');
  expect(await endOf('rx-ahmed')).toBeNull();
  // The new one goes on.
  await expect(referAgain(new Date('2029-06-02T12:00:00Z'))).rejects.toThrow('on a path in this scheme already');
});
it('a path without an end goes on, whatever was prescribed when', async () => {
  await db.updateTable('prescription').set({ weeks: null }).where('id', '=', 'rx-mary').execute();
  await expect(referAgain(new Date('2029-06-01T12:00:00Z'))).rejects.toThrow('on a path in this scheme already');
});
it('their data is kept no longer than everybody else’s', async () => {
  expect((await purge(db, new Date('2034-06-01T12:00:00Z'))).people).toBe(0);
  expect((await purge(db, new Date('2036-06-01T12:00:00Z'))).people).toBe(2);
});
