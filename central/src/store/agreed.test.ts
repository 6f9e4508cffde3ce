import { readFileSync } from 'node:fs';
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
  insert into patient (id, given, family, display_name, larger_text) values ('mary', 'Mary', 'Test', 'Mary', 0);
  insert into path (id, patient_id, scheme_id, link_worker_id, opened_on) values ('path', 'mary', 's', 'priya', '2026-01-05');
  insert into prescription (id, path_id, patient_id, scheme_id, link_worker_id, starts_on, weeks, status)
    values ('path', 'path', 'mary', 's', 'priya', '2026-02-02', 12, 'active');
  insert into prescribed_activity (id, prescription_id, activity_id, per_week) values ('changed', 'path', 'walk', 3);
  insert into prescribed_activity (id, prescription_id, activity_id, per_week) values ('same', 'path', 'walk', 1)`;

it('a store from before knows what was agreed at first, where that was changed', async () => {
  const db = await bareDatabase();
  await migrate(db, '013-large-records');
  for (const row of ROWS.split(';')) await sql.raw(row).execute(db);
  const part = (id: string, perWeek: number) => ({ id, activityId: 'walk', perWeek, sessions: null });
  for (const [n, on, perWeek] of [
    [1, '2026-01-20', 1],
    [2, '2026-03-11', 3],
  ] as const) {
    const id = `01890000-0000-7000-8000-00000000000${n}`;
    const body = {
      ...{ kind: 'prescription', id, on, recordedAt: `${on}T12:00:00.000Z`, corrects: null, programme: 1 },
      by: { id: 'priya', name: 'Priya' },
      ...{ start: '2026-02-02', weeks: 12, activities: [part('changed', perWeek), part('same', 1)] },
    };
    await sql`insert into path_event (id, path_id, kind, on_date, recorded_at, body)
      values (${id}, 'path', 'prescription', ${on}, ${body.recordedAt}, ${JSON.stringify(body)})`.execute(db);
  }
  await migrate(db);
  const rows = await db
    .selectFrom('prescribed_activity')
    .select(['id', 'per_week', 'starts_on', 'ends_on', 'agreed'])
    .orderBy('id')
    .execute();
  expect(rows.map(({ agreed, ...row }) => ({ ...row, agreed: agreed && JSON.parse(agreed) }))).toEqual([
    {
      ...{ id: 'changed', per_week: 3, starts_on: null, ends_on: null },
      agreed: [
        { from: '2026-02-02', until: '2026-03-10', perWeek: 1, sessions: null },
        { from: '2026-03-11', until: '2026-04-26', perWeek: 3, sessions: null },
      ],
    },
    { id: 'same', per_week: 1, starts_on: null, ends_on: null, agreed: null },
  ]);
  await db.destroy();
});

it('no step writes by the code that writes rows today: a column that is added later is not there yet when it runs', () => {
  const source = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
  const steps = [...source('./migrations.ts').matchAll(/from '(\.\/[\w-]+\.ts)'/g)].map(([, file]) => file!);
  expect(steps).toContain('./agreed.ts');
  const from = steps.flatMap((file) => [...source(file).matchAll(/from '(\.\.\/[^']+)'/g)].map(([, path]) => path));
  // What is worked out from events is as true then as now.
  expect(from.sort()).toEqual(['../paths/listed.ts', '../paths/rows-of.ts']);
});
