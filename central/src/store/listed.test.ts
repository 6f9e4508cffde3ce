import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { bareDatabase } from '../testing/empty-record.ts';
import { migrate } from './migrate.ts';

const ROWS = `
  insert into scheme (id, name, link_worker_title, zone) values ('s', 'Scheme', 'Link worker', 'Europe/London');
  insert into venue (id, name, zone) values ('hall', 'Hall', 'Europe/London');
  insert into provider (id, name) values ('p', 'Provider');
  insert into activity (id, provider_id, venue_id, name, area, schedule, early_minutes, late_after_minutes)
    values ('walk', 'p', 'hall', 'Walk', 'Area', '{}', 30, 20);
  insert into staff (id, username, name, role, password_hash) values ('priya', 'priya', 'Priya', 'link-worker', 'none');
  insert into patient (id, given, family, display_name, larger_text) values ('mary', 'Mary', 'Test', 'Mary', 0)`;

it('a store from before knows when what was agreed was put on record, where that was late and anybody knows', async () => {
  const db = await bareDatabase();
  await migrate(db, '016-companions');
  for (const row of ROWS.split(';')) await sql.raw(row).execute(db);
  const recorded = {
    early: ['2026-01-20T12:00:00.000Z', 'priya'],
    late: ['2026-03-16T08:46:00.000Z', 'priya'],
    before: ['2026-02-02T00:00:00.000Z', 'central'],
    file: null,
  } as const;
  for (const [n, [id, how]] of Object.entries(recorded).entries()) {
    await sql
      .raw(`insert into path (id, patient_id, scheme_id, link_worker_id, opened_on)
      values ('${id}', 'mary', 's', 'priya', '2026-01-05')`)
      .execute(db);
    await sql
      .raw(`insert into prescription (id, path_id, patient_id, scheme_id, link_worker_id, starts_on, weeks, status)
      values ('${id}', '${id}', 'mary', 's', 'priya', '2026-02-02', 12, 'active')`)
      .execute(db);
    await sql
      .raw(`insert into prescribed_activity (id, prescription_id, activity_id, per_week)
      values ('${id}-walk', '${id}', 'walk', 1)`)
      .execute(db);
    if (!how) continue;
    const event = {
      ...{ kind: 'prescription', id: `01890000-0000-7000-8000-00000000000${n}`, on: '2026-01-20', recordedAt: how[0] },
      ...{ by: { id: how[1], name: 'Somebody' }, corrects: null, programme: 1, start: '2026-02-02', weeks: 12 },
      activities: [{ id: `${id}-walk`, activityId: 'walk', perWeek: 1, sessions: null }],
    };
    await sql`insert into path_event (id, path_id, kind, on_date, recorded_at, body)
      values (${event.id}, ${id}, 'prescription', ${event.on}, ${event.recordedAt}, ${JSON.stringify(event)})`.execute(
      db,
    );
  }
  await migrate(db);
  const rows = await db
    .selectFrom('prescribed_activity')
    .select(['id', 'listed'])
    .where('listed', 'is not', null)
    .execute();
  expect(rows.map((row) => ({ ...row, listed: JSON.parse(row.listed!) }))).toEqual([
    {
      id: 'late-walk',
      listed: [{ from: '2026-02-02', until: '2026-04-26', sessions: null, since: recorded.late[0], before: null }],
    },
  ]);
  await db.destroy();
});
