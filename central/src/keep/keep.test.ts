import { newId } from '@tapwell/shared/ids';
import { pathEvent } from '@tapwell/shared/path/events';
import { type Kysely, sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../audit/audit-log.ts';
import { pathRow } from '../evaluation/path-row.ts';
import { periodOf } from '../evaluation/period.ts';
import { pathsIn, readFacts } from '../evaluation/read-facts.ts';
import { storeFact } from '../hubs/store-fact.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { policyOf } from '../paths/policy-of.ts';
import { rosterFeed } from '../roster/feed.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { erasePerson } from './erase.ts';
import { purge } from './purge.ts';
import { REMOVED } from './without-words.ts';

const now = new Date('2026-06-20T12:00:00.000Z');
const keys = newSchemeKeys();
const erasing = { actor: 'staff lena', reason: 'asked-by-person', now };
/** Everything of hers that must be gone. */
const SECRETS = [
  ...[
    'Marigold',
    'Thistlewood',
    'Goldie',
    '9990000018',
    '04112233445566',
    '1951-04-05',
    '07700900123',
    'm.t@example.org',
  ],
  ...['lonely since', 'visit her sister', 'felt unwell', 'Cousin Bertha', 'asked her to stay', 'her old phone'],
];

let db: CentralDb;
beforeEach(async () => {
  db = await smallRecord();
  await db
    .updateTable('patient')
    .set({
      ...{ given: 'Marigold', family: 'Thistlewood', display_name: 'Goldie', born: '1951-04-05' },
      ...{ phone: '07700900123', email: 'm.t@example.org', contact_by: 'phone', language: 'pl' },
    })
    .where('id', '=', 'mary')
    .execute();
  await events('rx-mary', [
    {
      kind: 'referral',
      on: '2026-05-01',
      referrer: { kind: 'gp', worksAt: 'Bell Street' },
      reason: 'Loneliness',
      consent: 'spoken',
    },
    {
      kind: 'contact',
      on: '2026-05-04',
      how: 'phone',
      reached: true,
      note: 'lonely since he died',
      why: 'felt unwell',
    },
    { kind: 'first-contact', on: '2026-05-05', place: 'office' },
    {
      ...{ kind: 'conversation', on: '2026-05-06' },
      measures: [{ measure: 'goals', answers: { goals: [{ goalId: 'g', goal: 'visit her sister', progress: 3 }] } }],
    },
    {
      ...{
        kind: 'prescription',
        on: '2026-05-11',
        start: '2026-05-11',
        weeks: 12,
        oneOffs: [],
        companions: [],
        transport: false,
      },
      goals: [{ id: 'g', goal: 'visit her sister' }],
      activities: [
        {
          id: 'mary-walk',
          activityId: 'walk',
          area: 'Physical activity',
          offeredBy: 'provider',
          perWeek: 1,
          sessions: 12,
        },
      ],
    },
  ]);
  const hub = { source: 'hub', venueId: 'hall' };
  await storeAttendances(
    db,
    [
      visit({ reason: 'forgot her old phone', method: 'manual', by: { id: 'rosa', name: 'Rosa' } }),
      visit({}, '2026-06-08'),
    ],
    hub,
    now,
  );
  await storeAttendances(db, [visit({ personId: 'ahmed' })], hub, now);
  const fact = { id: newId(), at: '2026-06-01T09:00:00.000Z' };
  const session = {
    ...{ sessionId: 'walk@2026-06-15T10:00', activityId: 'walk', version: 0, personId: 'mary' },
    ...{ sessionStart: '2026-06-15T09:00:00.000Z', sessionEnd: '2026-06-15T10:00:00.000Z' },
  };
  const by = { id: 'rosa', name: 'Rosa' };
  const sender = { id: 'hub', venueId: 'hall' };
  const facts = [
    {
      ...fact,
      ...session,
      kind: 'expected',
      state: 'excused',
      prescribedActivityId: 'mary-walk',
      reason: 'felt unwell',
      by,
    },
    {
      ...{ ...session, id: newId(), at: fact.at, kind: 'companion', visitId: newId(), status: 'finished' },
      ...{ companionId: null, companionName: 'Cousin Bertha', cardId: null, by },
    },
    {
      ...{ id: newId(), at: fact.at, kind: 'tap', outcome: 'drop-in', kioskAt: fact.at, cardId: null, counter: null },
      ...{ personId: 'mary', evidence: { kind: 'uid', uid: '04112233445566' } },
    },
  ];
  for (const one of facts) expect(await storeFact(db, keys, sender, one as never, now)).toEqual({ status: 201 });
  await db
    .insertInto('path_holder')
    .values({
      id: 'h',
      path_id: 'rx-mary',
      link_worker_id: 'priya',
      at: fact.at,
      by_id: 'priya',
      why: 'asked her to stay',
    })
    .execute();
  await rosterFeed(db, 'hub', 0, keys, now);
  return () => db.destroy();
});

async function events(pathId: string, list: Record<string, unknown>[]): Promise<void> {
  for (const one of list) {
    const recordedAt = `${one.on}T12:00:00.000Z`;
    const event = pathEvent.parse({ id: newId(), by: { id: 'priya', name: 'Priya' }, recordedAt, ...one });
    await db
      .insertInto('path_event')
      .values({
        id: event.id,
        path_id: pathId,
        kind: event.kind,
        on_date: event.on,
        recorded_at: recordedAt,
        body: JSON.stringify(event),
      })
      .execute();
  }
}

/** Every table of the record as text. */
async function everything(): Promise<string> {
  // biome-ignore lint/suspicious/noExplicitAny: tables by their names
  const any = db as Kysely<any>;
  const tables = await any.introspection.getTables();
  const rows = await Promise.all(tables.map(({ name }) => any.selectFrom(name).selectAll().execute()));
  return JSON.stringify(rows);
}

/** What all figures are made of: one row for each path, before small numbers are hidden. */
async function figures(): Promise<string> {
  const { policy } = await policyOf(db, 'scheme');
  const year = periodOf('2026-27')!;
  const rows: unknown[] = [];
  for await (const some of readFacts(db, await pathsIn(db, 'scheme', year), year.from, now)) {
    rows.push(...some.map((facts) => [facts.id, pathRow(policy, facts)]));
  }
  expect(rows).toHaveLength(2);
  return JSON.stringify(rows, (_, value) => (value instanceof Map ? [...value] : value));
}

describe('removing a person’s data', () => {
  it('leaves nothing of them anywhere in the record, and every figure as it was', async () => {
    const before = await figures();
    const held = await everything();
    for (const secret of SECRETS) expect(held).toContain(secret);
    expect(await erasePerson(db, 'mary', erasing)).toBe(true);
    const left = await everything();
    for (const secret of SECRETS) expect(left).not.toContain(secret);
    expect(left).toContain('Ahmed');
    // A goal is called as its owner called it.
    expect(await figures()).toBe(before.replaceAll('visit her sister', REMOVED));
    for (const { body } of await db.selectFrom('path_event').select('body').execute())
      pathEvent.parse(JSON.parse(body));
    const { rows } = await sql<{ n: number }>`select count(*) as n from attendance`.execute(db);
    expect(Number(rows[0]!.n)).toBe(3);
  });
  it('is told to the venues under the next number: the person goes, the card goes, others stay', async () => {
    const { cursor } = await rosterFeed(db, 'hub', 0, keys, now);
    await erasePerson(db, 'mary', erasing);
    const { changes } = await rosterFeed(db, 'hub', cursor, keys, now);
    expect(changes).toHaveLength(2);
    expect(changes).toEqual(
      expect.arrayContaining([
        { op: 'remove', kind: 'person', id: 'mary' },
        { op: 'remove', kind: 'card', id: 'card-mary' },
      ]),
    );
    expect(JSON.stringify(await rosterFeed(db, 'hub', 0, keys, now))).toContain('"ahmed"');
  });
  it('is done once, and is on record without a word about them', async () => {
    expect(await erasePerson(db, 'mary', erasing)).toBe(true);
    expect(await erasePerson(db, 'mary', erasing)).toBe(false);
    expect(await erasePerson(db, 'nobody', erasing)).toBe(false);
    const log = await db.selectFrom('audit').selectAll().where('action', '=', 'person erased').execute();
    expect(log.map(({ actor, subject, detail }) => [actor, subject, detail])).toEqual([
      ['staff lena', 'rx-mary', '{"reason":"asked-by-person"}'],
    ]);
    expect((await verifyAudit(db)).broken).toBeNull();
  });
});

describe('how long people are kept', () => {
  const ended = (patientId: string, on: string | null) =>
    db.updateTable('path').set({ ended_on: on }).where('patient_id', '=', patientId).execute();
  // What Ahmed was prescribed has no end.
  beforeEach(async () => {
    await db.updateTable('prescription').set({ weeks: null }).where('id', '=', 'rx-ahmed').execute();
  });
  const inYears = (years: number) => new Date(`${2026 + years}-06-20T12:00:00.000Z`);

  it('is as long as their scheme says after their last path ended, and no shorter', async () => {
    await ended('mary', '2026-06-10');
    expect((await purge(db, inYears(7))).people).toBe(0);
    expect((await purge(db, inYears(8))).people).toBe(1);
    expect((await purge(db, inYears(8))).people).toBe(0);
    expect(await everything()).not.toContain('Thistlewood');
    // Ahmed's path goes on.
    expect((await purge(db, inYears(30))).people).toBe(0);
  });
  it('is counted in days on the wall of the scheme: half past midnight in July is the next day', async () => {
    await ended('mary', '2026-07-14');
    expect((await purge(db, new Date('2034-07-14T22:30:00.000Z'))).people).toBe(0);
    expect((await purge(db, new Date('2034-07-14T23:30:00.000Z'))).people).toBe(1);
  });
  it('starts anew with another path, of whatever scheme', async () => {
    await ended('mary', '2026-06-10');
    await db
      .insertInto('path')
      .values({
        id: 'again',
        patient_id: 'mary',
        scheme_id: 'scheme',
        link_worker_id: 'priya',
        opened_on: '2030-01-01',
      })
      .execute();
    expect((await purge(db, inYears(12))).people).toBe(0);
  });
});
