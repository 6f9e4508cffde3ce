import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attendance } from '@tapwell/shared/attendance/attendance';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { holdsSince } from '../sync/holds-since.ts';
import { visitOf } from '../testing/venue.ts';
import { migrations, openStore } from './open.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapwell-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a store of the first kind is brought up to date with all that is in it', () => {
  const old = new Database(join(folder, 'hub.sqlite'));
  old.exec(migrations[0]!);
  old.pragma('user_version = 1');
  const { version, leftAt, by, reason, ...first } = visitOf('mary');
  const undone = { ...first, id: visitOf('mary').id };
  const insert = old.prepare('INSERT INTO attendance VALUES (?, ?, ?, ?, ?, ?, NULL, ?)');
  for (const [body, status] of [
    [first, 'finished'],
    // The row of one that was taken back still said "finished" inside.
    [undone, 'entered-in-error'],
  ] as const) {
    insert.run(body.id, status, 'mary', 'mary-walk', body.sessionId, body.arrivedAt, JSON.stringify(body));
  }
  const queue = old.prepare('INSERT INTO outbox (kind, happened_at, body) VALUES (?, ?, ?)');
  queue.run('attendance', first.arrivedAt, JSON.stringify(first));
  queue.run('attendance', first.arrivedAt, JSON.stringify({ ...undone, status: 'entered-in-error' }));
  const gap = { kind: 'kiosk-gap', id: first.id, at: first.arrivedAt };
  queue.run('fact', first.arrivedAt, JSON.stringify(gap));
  old
    .prepare('INSERT INTO quarantine VALUES (?, ?, ?, ?, ?)')
    .run('outbox 9', 'attendance', JSON.stringify(first), '422: no', first.arrivedAt);
  old.close();

  const db = openStore(folder);
  const bodies = (sql: string) => (db.prepare(sql).all() as { body: string }[]).map((row) => JSON.parse(row.body));
  const now = { leftAt: null, by: null, reason: null };
  expect(bodies('SELECT body FROM attendance ORDER BY status DESC')).toEqual([
    { ...first, version: 0, ...now },
    { ...undone, version: 1, status: 'entered-in-error', ...now },
  ]);
  const [queued, correction, fact] = bodies('SELECT body FROM outbox ORDER BY seq');
  expect(attendance.parse(queued)).toMatchObject({ version: 0, status: 'finished' });
  expect(attendance.parse(correction)).toMatchObject({ version: 1, status: 'entered-in-error' });
  expect(fact).toEqual(gap);
  expect(attendance.parse(bodies('SELECT body FROM quarantine')[0]).version).toBe(0);
  expect(db.prepare('SELECT state FROM quarantine').all()).toEqual([{ state: 'open' }]);
  db.close();
});
it('a store from before it was noted holds everything since the oldest visit that its purges have left', () => {
  const old = new Database(join(folder, 'hub.sqlite'));
  const steps = migrations.slice(
    0,
    migrations.findIndex((step) => step.includes('holds-since')),
  );
  for (const step of steps) old.exec(step);
  old.pragma(`user_version = ${steps.length}`);
  const insert = old.prepare('INSERT INTO attendance VALUES (?, ?, ?, ?, ?, ?, NULL, ?)');
  for (const day of ['2026-03-02', '2026-05-04', '2026-05-11']) {
    const body = { ...visitOf('mary'), sessionId: `walk@${day}T10:00`, arrivedAt: `${day}T09:00:00.000Z` };
    insert.run(body.id, 'finished', 'mary', 'mary-walk', body.sessionId, body.arrivedAt, JSON.stringify(body));
    // The oldest is there only because central has not taken it yet.
    const queue = old.prepare(`INSERT INTO outbox (kind, happened_at, body) VALUES ('attendance', ?, ?)`);
    if (day === '2026-03-02') queue.run(body.arrivedAt, JSON.stringify(body));
  }
  old.close();
  const db = openStore(folder);
  expect(holdsSince(db)).toBe('2026-05-04T09:00:00.000Z');
  db.close();
});
it('what staff did is never edited', () => {
  const db = openStore(folder);
  db.prepare(`INSERT INTO register_action VALUES ('a', 'x', 's', 'Sam', NULL, NULL, '{}', '{}')`).run();
  expect(() => db.prepare(`UPDATE register_action SET staff_name = 'Joe'`).run()).toThrow('never edited');
  db.close();
});
