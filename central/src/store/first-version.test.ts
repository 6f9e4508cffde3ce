import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policyOf } from '../paths/policy-of.ts';
import { bareDatabase } from '../testing/empty-record.ts';
import { migrate } from './migrate.ts';
import type { CentralDb } from './schema.ts';

const ROWS = `
  insert into scheme values ('s', 'Scheme', 'Link worker', 12, '["Walks"]', 'Europe/London');
  insert into venue values ('hall', 'Hall', 'Europe/London');
  insert into hub values ('hub', 'Hub', 'hall', 's', null, null, null, 0, '2026-06-01');
  insert into provider values ('p', 'Provider');
  insert into activity values ('walk', 'p', 'hall', 'Walk', 'Area', null, '{}', 30, 20);
  insert into staff values ('priya', 'priya', 'Priya', 'link-worker', null, 'none');
  insert into patient values ('mary', '9990000018', 'Mary', 'Test', 'Mary', null, 0);
  insert into prescription values ('rx', 'mary', 's', 'priya', '2026-05-11', 12, 'active');
  insert into prescribed_activity values ('mary-walk', 'rx', 'walk', 1, 12);
  insert into card values ('c', 'mary', 'ntag424', '04112233445566', 1, 'active', '2026-05-11', '2026-05-11')`;

/** A store as the first version made it, with people, a card, a visit and one that was taken back. */
async function firstVersion(): Promise<CentralDb> {
  const db = await bareDatabase();
  await migrate(db, '001-first');
  for (const row of ROWS.split(';')) await sql.raw(row).execute(db);
  for (const [id, status, session] of [
    ['came', 'finished', 'walk@1'],
    ['undone', 'entered-in-error', 'walk@2'],
  ]) {
    await sql`insert into attendance
      (id, status, patient_id, prescription_id, prescribed_activity_id, activity_id, session_id, session_start,
       session_end, venue_id, provider_id, arrived_at, late, method, assurance, flags, hub_at, central_at, updated_at, source)
      values (${id}, ${status}, 'mary', 'rx', 'mary-walk', 'walk', ${session}, '', '', 'hall', 'p', '', 0, 'card',
       'authenticated', '[]', '', '', '', 'd')`.execute(db);
  }
  return db;
}

describe('a store of the first version', () => {
  let db: CentralDb;
  beforeEach(async () => {
    db = await firstVersion();
    await migrate(db);
  });
  afterEach(() => db.destroy());

  it('keeps its attendances: recorded ones are version 0, those taken back version 1', async () => {
    const rows = await db
      .selectFrom('attendance')
      .select(['id', 'status', 'version', 'left_at'])
      .orderBy('id')
      .execute();
    expect(rows).toEqual([
      { id: 'came', status: 'finished', version: 0, left_at: null },
      { id: 'undone', status: 'entered-in-error', version: 1, left_at: null },
    ]);
  });
  it('keeps its cards with their holders, and may have companions’ cards beside them', async () => {
    const card = {
      profile: 'uid',
      uid: '04AA',
      key_version: 0,
      state: 'active',
      state_since: '2026-06-01',
      issued_at: '2026-06-01',
    };
    await db
      .insertInto('companion')
      .values({ id: 'sam', display_name: 'Sam', language: null, larger_text: 0 })
      .execute();
    await db
      .insertInto('card')
      .values({ ...card, id: 'sams', patient_id: null, companion_id: 'sam' })
      .execute();
    expect(
      await db.selectFrom('card').select(['id', 'patient_id', 'companion_id', 'uid']).orderBy('id').execute(),
    ).toEqual([
      { id: 'c', patient_id: 'mary', companion_id: null, uid: '04112233445566' },
      { id: 'sams', patient_id: null, companion_id: 'sam', uid: '04AA' },
    ]);
    // A card has one holder, and one that exists.
    const wrong = [
      { patient_id: 'mary', companion_id: 'sam' },
      { patient_id: null, companion_id: null },
      { patient_id: null, companion_id: 'nobody' },
    ];
    for (const holder of wrong) {
      await expect(
        db
          .insertInto('card')
          .values({ ...card, id: 'x', ...holder })
          .execute(),
      ).rejects.toThrow(/constraint/i);
    }
  });
  it('has activities as they were: not timed, without a limit', async () => {
    const activity = await db.selectFrom('activity').select(['timed', 'capacity']).executeTakeFirstOrThrow();
    expect(activity).toEqual({ timed: 0, capacity: null });
  });
  it('has a scheme with a policy that says what it said before', async () => {
    const { policy, zone } = await policyOf(db, 's');
    expect(policy).toMatchObject({
      name: 'Scheme',
      linkWorkerTitle: 'Link worker',
      length: { is: 'weeks', from: 12, to: 12 },
      areas: ['Walks'],
    });
    expect(zone).toBe('Europe/London');
  });
  it('has its prescriptions on paths of which nothing else is on record', async () => {
    expect(await db.selectFrom('path').selectAll().execute()).toEqual([
      {
        id: 'rx',
        patient_id: 'mary',
        scheme_id: 's',
        link_worker_id: 'priya',
        opened_on: '2026-05-11',
        ended_on: null,
      },
    ]);
    const prescription = await db.selectFrom('prescription').selectAll().executeTakeFirstOrThrow();
    expect(prescription).toMatchObject({ id: 'rx', path_id: 'rx', programme: 1, weeks: 12 });
    const prescribed = await db.selectFrom('prescribed_activity').selectAll().executeTakeFirstOrThrow();
    expect(prescribed).toMatchObject({ sessions: 12, starts_on: null, ends_on: null });
  });
});
