import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { TapIngest } from '../ingest/receive-taps.ts';
import { RosterStore } from '../roster/roster-store.ts';
import { Attendances } from '../store/attendances.ts';
import { type Db, openStore } from '../store/open.ts';
import { Outbox } from '../store/outbox.ts';
import { Quarantine } from '../store/quarantine.ts';
import { Taps } from '../store/taps.ts';
import { holdsSince } from '../sync/holds-since.ts';
import { DURING, roster, sunEvidence, tapOf } from '../testing/venue.ts';
import { purge } from './purge.ts';
import { RETENTION } from './retention.ts';

const DAY_MS = 86_400_000;
const later = (days: number) => new Date(DURING.getTime() + days * DAY_MS);

describe('purging', () => {
  let db: Db;
  let outbox: Outbox;
  let ingest: TapIngest;
  const count = (table: string) => (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
  const uploadAll = () =>
    outbox.settle(
      outbox.next(50).map((e) => e.seq),
      [],
      DURING,
    );
  const tap = (counter: number, at = DURING) =>
    ingest.receive({ tap: tapOf(sunEvidence(counter), at), kioskId: 'door', hubAt: at });

  beforeEach(() => {
    db = openStore(':memory:');
    const store = new RosterStore(db);
    store.apply(
      roster.map((entry) => ({ op: 'put', entry })),
      1,
    );
    const quarantine = new Quarantine(db);
    outbox = new Outbox(db, quarantine);
    const attendances = new Attendances(db, outbox);
    const onFault = (error: unknown) => {
      throw error;
    };
    ingest = new TapIngest({ db, roster: store, taps: new Taps(db), attendances, outbox, quarantine, onFault });
  });

  it('has a rule for every table of the store, and for no other', () => {
    const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).all();
    expect(Object.keys(RETENTION).sort()).toEqual((tables as { name: string }[]).map((t) => t.name).sort());
  });
  it('removes a visit and its tap once they are old and central has them', async () => {
    await tap(7);
    while (outbox.counts().waiting > 0) uploadAll();
    expect(await purge(db, 90, later(89))).toEqual({});
    expect(await purge(db, 90, later(91))).toMatchObject({ attendance: 1, tap: 1 });
    expect(count('attendance') + count('tap')).toBe(0);
  });
  it('says from when on it still holds everything, and never again what is older', async () => {
    await tap(7);
    const born = holdsSince(db)!;
    expect(Math.abs(Date.parse(born) - Date.now())).toBeLessThan(60_000);
    const at = new Date(Date.parse(born) + 91 * DAY_MS);
    await purge(db, 90, at);
    expect(holdsSince(db)).toBe(new Date(Date.parse(born) + DAY_MS).toISOString());
    // Kept longer from now on, what is gone stays gone.
    await purge(db, 365, at);
    expect(holdsSince(db)).toBe(new Date(Date.parse(born) + DAY_MS).toISOString());
  });
  it('removes nothing that still waits for central, however old', async () => {
    await tap(7);
    await purge(db, 90, later(400));
    expect([count('attendance'), count('tap'), count('outbox')]).toEqual([1, 1, 1]);
  });
  it('removes nothing that was refused and waits for staff', async () => {
    await tap(7);
    const refused = outbox.next(50).map(({ seq }) => ({ seq, reason: '422' }));
    outbox.settle([], refused, DURING);
    while (outbox.counts().waiting > 0) uploadAll();
    await purge(db, 90, later(400));
    expect([count('attendance'), count('tap'), count('quarantine')]).toEqual([1, 1, 1]);
  });
  it('removes what was refused, with what it held back, once it has been settled long ago', async () => {
    await tap(7);
    const refused = outbox.next(50).map(({ seq }) => ({ seq, reason: '422' }));
    outbox.settle([], refused, DURING);
    while (outbox.counts().waiting > 0) uploadAll();
    const quarantine = new Quarantine(db);
    const [line] = quarantine.list(1);
    quarantine.settle(line!.key, 'explained', 'Entered by hand', { id: 'rosa', name: 'Rosa' }, later(300));
    expect(await purge(db, 90, later(380))).toMatchObject({ attendance: 1, tap: 1 });
    expect(await purge(db, 90, later(391))).toEqual({ quarantine: 1 });
  });
  it('keeps an old tap that came in only lately: the kiosk may send it again', async () => {
    const old = tapOf(sunEvidence(7));
    const received = { tap: old, kioskId: 'door', hubAt: later(100) };
    const first = await ingest.receive(received);
    while (outbox.counts().waiting > 0) uploadAll();
    await purge(db, 90, later(101));
    expect(await ingest.receive({ ...received, hubAt: later(102) })).toEqual(first);
    expect(outbox.counts().waiting).toBe(0);
  });
  it('still sees a copied read of a card after its reads were forgotten', async () => {
    for (const counter of [3, 5]) await tap(counter, new Date(DURING.getTime() + counter * 1000));
    while (outbox.counts().waiting > 0) uploadAll();
    await purge(db, 90, later(200));
    expect(db.prepare('SELECT counter, happened_at FROM card_read').all()).toEqual([{ counter: 5, happened_at: '' }]);
    for (const copied of [3, 4, 5]) expect(await tap(copied, later(203))).toMatchObject({ outcome: 'card-suspect' });
    // A kiosk whose clock is impossible proves nothing about time, and cannot wash a copied read either.
    const unsure = { tap: tapOf(sunEvidence(4), new Date(0)), kioskId: 'door', hubAt: later(203) };
    expect(await ingest.receive(unsure)).toMatchObject({ outcome: 'card-suspect' });
    expect((await tap(6, later(203))).outcome).not.toBe('card-suspect');
  });
  it('accuses no honest card of an offline kiosk, however short visits are kept', async () => {
    await tap(50, later(-10));
    while (outbox.counts().waiting > 0) uploadAll();
    await purge(db, 7, DURING);
    const late = tapOf(sunEvidence(48), later(-12));
    const outcome = await ingest.receive({ tap: late, kioskId: 'door', hubAt: DURING });
    expect(outcome.outcome).not.toBe('card-suspect');
  });
  it('removes old presses of staff and what they led to, but not while a fact of their session still waits', async () => {
    const press = db.prepare(`INSERT INTO register_action VALUES (?, ?, 'rosa', 'Rosa', ?, 'mary', '{}', '{}')`);
    const day = db.prepare('INSERT INTO session_day VALUES (?, ?, ?, ?)');
    const at = DURING.toISOString();
    for (const session of ['walk@2026-06-01T10:00', 'sing@2026-06-01T10:00']) {
      press.run(newId(), at, session);
      day.run(session, at, at, JSON.stringify({ id: `day of ${session}`, sessionId: session }));
    }
    const waiting = { id: 'day of sing@2026-06-01T10:00', sessionId: 'sing@2026-06-01T10:00' };
    db.prepare(`INSERT INTO outbox (kind, happened_at, body) VALUES ('fact', ?, ?)`).run(at, JSON.stringify(waiting));
    expect(await purge(db, 90, later(91))).toEqual({ session_day: 1, register_action: 1 });
    expect(db.prepare('SELECT session_id FROM register_action').all()).toEqual([{ session_id: waiting.sessionId }]);
  });
  it('removes expired tokens, assertions, pairing codes and sign-ins, whatever the retention', async () => {
    const [past, future] = [later(-1).toISOString(), later(1).toISOString()];
    for (const at of [past, future]) {
      db.prepare('INSERT INTO token (hash, device_id, expires_at) VALUES (?, ?, ?)').run(newId(), 'kiosk', at);
      db.prepare('INSERT INTO assertion (jti, expires_at) VALUES (?, ?)').run(newId(), at);
      db.prepare('INSERT INTO pairing_code (hash, expires_at) VALUES (?, ?)').run(newId(), at);
      db.prepare('INSERT INTO staff_session (hash, staff_id, expires_at) VALUES (?, ?, ?)').run(newId(), 'rosa', at);
    }
    const gone = { token: 1, assertion: 1, pairing_code: 1, staff_session: 1 };
    expect(await purge(db, 3650, DURING)).toEqual(gone);
  });
  it('goes step by step and lets taps in between, also with thousands of rows', async () => {
    const insert = db.prepare('INSERT INTO token (hash, device_id, expires_at) VALUES (?, ?, ?)');
    for (let i = 0; i < 1200; i++) insert.run(newId(), 'kiosk', later(-1).toISOString());
    let pauses = 0;
    const purged = await purge(db, 90, DURING, async () => {
      pauses += 1;
    });
    expect(purged).toEqual({ token: 1200 });
    expect(pauses).toBeGreaterThanOrEqual(3);
  });
});
