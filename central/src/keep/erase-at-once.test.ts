import { newId } from '@tapwell/shared/ids';
import type { Kysely } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { storeFact } from '../hubs/store-fact.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { appendEvent, appendWithin } from '../paths/append.ts';
import { changePatient } from '../paths/change-patient.ts';
import { setHolder } from '../paths/holder.ts';
import { refer } from '../paths/refer.ts';
import type { EventDraft } from '../paths/wire.ts';
import { rosterFeed } from '../roster/feed.ts';
import type { CentralDb } from '../store/schema.ts';
import { isPostgres, write } from '../store/write.ts';
import { smallRecord } from '../testing/record.ts';
import { erasePerson } from './erase.ts';
import { purge } from './purge.ts';

const now = new Date('2026-06-20T12:00:00.000Z');
const by = { staff: { id: 'priya', name: 'Priya' }, now };
const staff = { id: 'lena', name: 'Lena', role: 'team-lead', providerId: null, schemeId: 'scheme' };
const erasing = { actor: 'staff lena', reason: 'asked-by-person', now };
const referral = {
  ...{ kind: 'referral', id: newId(), on: '2026-05-01', corrects: null, why: 'secret words', throughForm: false },
  ...{ as: 'patient', referrer: { kind: 'gp', worksAt: 'Elm' }, reason: 'Loneliness', consent: 'spoken' },
} as EventDraft;

let db: CentralDb;
beforeEach(async () => {
  db = await smallRecord();
  return () => db.destroy();
});
async function everything(): Promise<string> {
  // biome-ignore lint/suspicious/noExplicitAny: tables by their names
  const any = db as Kysely<any>;
  const tables = await any.introspection.getTables();
  return JSON.stringify(await Promise.all(tables.map(({ name }) => any.selectFrom(name).selectAll().execute())));
}
/** Does the first and, before it is on record, the second at once. */
async function meanwhile(first: (trx: CentralDb) => Promise<unknown>, second: () => Promise<unknown>): Promise<void> {
  let then: Promise<unknown> = Promise.resolve();
  await write(db, async (trx) => {
    await first(trx);
    // On SQLite it waits for its turn as a writer: nothing else there can come between.
    then = second();
    if (isPostgres(db)) await new Promise((done) => setTimeout(done, 300));
  });
  await then;
}

describe('whoever writes about somebody while their data is removed', () => {
  it('comes before, and what they wrote goes too', async () => {
    await meanwhile(
      (trx) => appendWithin(trx, 'rx-mary', referral, by),
      () => erasePerson(db, 'mary', erasing),
    );
    expect(await db.selectFrom('path_event').select('id').where('id', '=', referral.id).execute()).toHaveLength(1);
    expect(await everything()).not.toContain('secret words');
  });
  it('comes after, and is told that there is nobody like that', async () => {
    await erasePerson(db, 'mary', erasing);
    const gone = { status: 404 };
    await expect(appendEvent(db, 'rx-mary', referral, by)).rejects.toMatchObject(gone);
    await expect(changePatient(db, 'mary', { phone: '07700900555' } as never, by)).rejects.toMatchObject(gone);
    await expect(
      setHolder(db, 'rx-mary', { id: newId(), linkWorkerId: 'priya', why: 'secret words' }, staff, now),
    ).rejects.toMatchObject(gone);
    const left = await everything();
    expect(left).not.toContain('07700900555');
    expect(left).not.toContain('secret words');
  });
  it('refers them to no path that nobody would ever see', async () => {
    await db.updateTable('path').set({ ended_on: '2026-05-01' }).where('patient_id', '=', 'mary').execute();
    const person = { ...{ given: 'Mary', family: 'Test', displayName: 'Mary', nhsNumber: '9990000018', born: null } };
    const asked = { id: newId(), schemeId: 'scheme', person: person as never, referral, take: false };
    const [told] = await Promise.all([
      refer(db, asked as never, staff as never, now).catch((error: unknown) => error),
      erasePerson(db, 'mary', erasing),
    ]);
    const paths = await db.selectFrom('path').select(['patient_id', 'ended_on']).where('id', '=', asked.id).execute();
    // Refused, or somebody new; or it came before, and then the removal ended it knowing of it.
    if (paths.length === 0) expect(told).toMatchObject({ status: 404 });
    else if (paths[0]!.patient_id === 'mary') {
      const ended = await db.selectFrom('audit').select('subject').where('action', '=', 'person erased').execute();
      expect(ended.map(({ subject }) => subject)).toContain(asked.id);
    }
  });
  it('tells of them from a venue, and its words go too', async () => {
    const fact = {
      ...{ id: newId(), at: '2026-06-15T09:00:00.000Z', kind: 'expected', state: 'excused', version: 0 },
      ...{
        sessionId: 'walk@2026-06-15T10:00',
        activityId: 'walk',
        personId: 'mary',
        prescribedActivityId: 'mary-walk',
      },
      ...{ sessionStart: '2026-06-15T09:00:00.000Z', sessionEnd: '2026-06-15T10:00:00.000Z' },
      ...{ reason: 'her cancer came back', by: { id: 'rosa', name: 'Rosa' } },
    };
    const sender = { id: 'hub', venueId: 'hall' };
    await Promise.all([storeFact(db, newSchemeKeys(), sender, fact as never, now), erasePerson(db, 'mary', erasing)]);
    expect(await everything()).not.toContain('cancer');
  });
});

it('a person of whom a new path began meanwhile is kept when the time of the old one is over', async () => {
  await db.updateTable('path').set({ ended_on: '2010-01-01' }).where('patient_id', '=', 'mary').execute();
  const unless = (paths: { ended_on: string | null }[]) => paths.some((path) => path.ended_on === null);
  await db
    .insertInto('path')
    .values({ id: 'again', patient_id: 'mary', scheme_id: 'scheme', link_worker_id: null, opened_on: '2026-06-20' })
    .execute();
  expect(await erasePerson(db, 'mary', { ...erasing, unless })).toBe(false);
  expect((await purge(db, now)).people).toBe(0);
  expect(await everything()).toContain('9990000018');
});

it('venues work out once more whom they know, should they be at it just now', async () => {
  await rosterFeed(db, 'hub', 0, newSchemeKeys(), now);
  await erasePerson(db, 'mary', erasing);
  expect(await db.selectFrom('roster_touched').select(['hub_id', 'patient_id', 'urgent']).execute()).toEqual([
    { hub_id: 'hub', patient_id: 'mary', urgent: 1 },
  ]);
  await rosterFeed(db, 'hub', 0, newSchemeKeys(), now);
  const held = await db.selectFrom('roster_entry').select(['entry_id', 'body']).execute();
  expect(held.filter(({ body }) => body?.includes('mary'))).toEqual([]);
});
