import { newId } from '@tapwell/shared/ids';
import { beforeEach, expect, it } from 'vitest';
import { purge } from '../keep/purge.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { appendEvent } from './append.ts';
import { readPath } from './path-view.ts';
import { refer } from './refer.ts';
import type { EventDraft } from './wire.ts';

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
it('what goes on may be recorded on it, and how it ended, without anybody making up a referral', async () => {
  const add = (kind: string, on: string, own: object = {}) => {
    const event = { kind, id: newId(), on, corrects: null, why: null, ...own } as unknown as EventDraft;
    return appendEvent(db, 'rx-mary', event, { staff: priya, now: new Date('2026-08-10T12:00:00Z') });
  };
  await expect(add('first-contact', '2026-05-04', { place: 'office' })).rejects.toThrow('no referral on record');
  await add('contact', '2026-06-01', { how: 'phone', reached: true, note: null });
  await add('paused', '2026-06-01', { until: null });
  await add('resumed', '2026-06-08');
  await add('review', '2026-06-15', { nextOn: null });
  await add('outcome', '2026-08-05', { outcome: 'stopped' });
  const { path } = (await readPath(db, 'rx-mary', new Date('2026-08-10T12:00:00Z')))!;
  expect(path).toMatchObject({ step: 'ended', referral: null, outcome: { outcome: 'stopped', on: '2026-08-05' } });
  expect(await endOf('rx-mary')).toBe('2026-08-05');
  const rows = await db.selectFrom('prescription').select(['starts_on', 'weeks', 'status']).where('id', '=', 'rx-mary');
  expect(await rows.execute()).toEqual([{ starts_on: '2026-05-11', weeks: 12, status: 'ended' }]);
});
it('their data is kept no longer than everybody else’s', async () => {
  expect((await purge(db, new Date('2034-06-01T12:00:00Z'))).people).toBe(0);
  expect((await purge(db, new Date('2036-06-01T12:00:00Z'))).people).toBe(2);
});
