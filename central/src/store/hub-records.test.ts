import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { bareDatabase } from '../testing/empty-record.ts';
import { migrate } from './migrate.ts';

/** Ids as devices have them, made at a time: UUIDv7. */
const madeAt = (time: string, end: string) => {
  const hex = Date.parse(time).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${end.padStart(12, '0')}`;
};

it('a record from before knows since when its hubs are paired, which are out of use, and what these may have held back', async () => {
  const db = await bareDatabase();
  try {
    await migrate(db, '014-agreed');
    await sql`insert into venue (id, name, zone) values ('hall', 'Hall', 'Europe/London')`.execute(db);
    await sql`insert into scheme (id, name, link_worker_title, zone, policy)
      values ('s', 'Scheme', 'Link worker', 'Europe/London', '{}')`.execute(db);
    const hubs = { used: '2026-06-01T09:00:00.000Z', gone: '2026-05-01T09:00:00.000Z', planned: null };
    for (const [id, through] of Object.entries(hubs)) {
      await sql`insert into hub (id, name, venue_id, scheme_id, synced_through, roster_stale)
        values (${id}, ${id}, 'hall', 's', ${through}, 0)`.execute(db);
    }
    const revoked = '2026-05-14T09:00:00.000Z';
    for (const [id, hub, ended] of [
      [madeAt('2026-02-01T10:00:00.000Z', '1'), 'used', revoked],
      [madeAt('2026-05-14T10:00:00.000Z', '2'), 'used', null],
      [madeAt('2026-03-01T10:00:00.000Z', '3'), 'gone', revoked],
      ['a name of old', 'gone', '2026-04-01T09:00:00.000Z'],
    ] as const) {
      await sql`insert into device (id, kind, hub_id, name, scopes, revoked_at)
        values (${id}, 'hub', ${hub}, 'Box', 'write', ${ended})`.execute(db);
    }
    await migrate(db);
    const known = await db.selectFrom('hub').select(['id', 'first_paired_at', 'out_of_use_at']).orderBy('id').execute();
    expect(known).toEqual([
      { id: 'gone', first_paired_at: '2026-03-01T10:00:00.000Z', out_of_use_at: revoked },
      { id: 'planned', first_paired_at: null, out_of_use_at: null },
      { id: 'used', first_paired_at: '2026-02-01T10:00:00.000Z', out_of_use_at: null },
    ]);
    expect(await db.selectFrom('kiosk_gap').select(['hub_id', 'from_at', 'to_at', 'why']).execute()).toEqual([
      { hub_id: 'gone', from_at: hubs.gone, to_at: revoked, why: 'out-of-use' },
    ]);
  } finally {
    await db.destroy();
  }
});
