import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { newToken, tokenHash } from '@tapwell/shared/device/secrets';
import { requireDevice } from '@tapwell/shared/http/device-access';
import { problemHandler } from '@tapwell/shared/http/problem';
import type { RosterPage } from '@tapwell/shared/roster/roster';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeCard } from '../cards/card-register.ts';
import { knownAt } from '../cards/known-at.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { WaitingHubs } from '../roster/waiting-hubs.ts';
import { deviceStore } from '../store/devices.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { hubRoutes } from './hub-routes.ts';

let db: CentralDb;
let server: Server;
let waiting: WaitingHubs;
let acknowledged: number;
let token: string;
beforeEach(async () => {
  db = await smallRecord();
  // The clock of these tests is the real one.
  const starts_on = new Date(Date.now() - 14 * 86_400_000).toISOString().slice(0, 10);
  await db.updateTable('prescription').set({ starts_on }).execute();
  waiting = new WaitingHubs(db, fail);
  acknowledged = 0;
  token = newToken();
  const device = { id: 'device', kind: 'hub', hub_id: 'hub', name: 'Hub', scopes: 'write' };
  await db
    .insertInto('device')
    .values({ ...device, public_jwk: null, revoked_at: null })
    .execute();
  await deviceStore(db).saveToken(tokenHash(token), 'device', new Date(Date.now() + 60_000));
  const app = express();
  const onAcknowledged = () => {
    acknowledged++;
  };
  const guard = requireDevice(deviceStore(db));
  app.use(
    hubRoutes({
      db,
      keys: newSchemeKeys(),
      requireDevice: guard,
      waiting,
      onStored: () => {},
      onAcknowledged,
      log: fail,
    }),
  );
  app.use(problemHandler(fail));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  waiting.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await db.destroy();
});

function fail(error: unknown): never {
  throw error;
}
async function ask(cursor: number | string, wait?: number, signal?: AbortSignal): Promise<RosterPage> {
  const { port } = server.address() as AddressInfo;
  const query = `cursor=${cursor}${wait === undefined ? '' : `&wait=${wait}`}`;
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`http://127.0.0.1:${port}/roster?${query}`, { headers, ...(signal && { signal }) });
  expect(answer.status).toBe(200);
  return (await answer.json()) as RosterPage;
}
/** The answer, and after how many milliseconds it came. */
async function timed(question: Promise<RosterPage>): Promise<{ page: RosterPage; ms: number }> {
  const asked = performance.now();
  const page = await question;
  return { page, ms: performance.now() - asked };
}
const priya = () => ({ staffId: 'priya', now: new Date() });
const BLOCKED = [{ op: 'put', entry: { kind: 'card', id: 'card-mary', state: 'blocked' } }];

describe('a hub that waits for its roster to change', () => {
  it('is answered at once when there is something it does not know', async () => {
    const { page, ms } = await timed(ask(0, 30));
    expect(page.changes.length).toBeGreaterThan(3);
    expect(ms).toBeLessThan(2_000);
  });
  it('is answered when its time is over, with nothing new', async () => {
    const { cursor } = await ask(0);
    const { page, ms } = await timed(ask(cursor, 1));
    expect(page).toEqual({ cursor, reset: false, changes: [], more: false });
    expect(ms).toBeGreaterThan(900);
  });
  it('hears of a blocked card at once, and its next question says that it knows', async () => {
    const { cursor } = await ask(0);
    const held = timed(ask(cursor, 30));
    await sleep(300);
    await changeCard(db, 'card-mary', 'block', priya());
    waiting.wake();
    const { page, ms } = await held;
    expect(page.changes).toMatchObject(BLOCKED);
    expect(ms).toBeLessThan(1_300);

    const cards = [{ id: 'card-mary', state: 'blocked' }];
    const known = async () => (await knownAt(db, 'mary', cards, new Date())).get('card-mary');
    expect(await known()).toEqual({ venues: [], others: [{ venue: 'Hall', silentSince: null, beingTold: true }] });
    const before = acknowledged;
    const next = ask(page.cursor, 1);
    await expect.poll(known).toEqual({ venues: ['Hall'], others: [] });
    expect(acknowledged).toBe(before + 1);
    await next;
  });
  it('is not said to know what it laid aside until the rest is there', async () => {
    const { cursor } = await ask(0);
    const upTo = async () =>
      (await db.selectFrom('hub').select('roster_cursor').executeTakeFirstOrThrow()).roster_cursor;
    await ask(`${cursor}&used=0`);
    expect(await upTo()).toBe(0);
    await ask(cursor);
    expect(await upTo()).toBe(cursor);
  });
  it('hears within a second or two of one blocked by another process of central', async () => {
    const { cursor } = await ask(0);
    const held = timed(ask(cursor, 30));
    await sleep(300);
    await changeCard(db, 'card-mary', 'block', priya());
    const { page, ms } = await held;
    expect(page.changes).toMatchObject(BLOCKED);
    expect(ms).toBeLessThan(3_000);
  });
  it('is not woken by visits: they are told together at the end of its question', async () => {
    const { cursor } = await ask(0);
    const held = timed(ask(cursor, 2));
    await sleep(100);
    const came = [visit(), visit({ personId: 'ahmed' })];
    await storeAttendances(db, came, { source: 'device', venueId: 'hall' }, new Date());
    const { page, ms } = await held;
    expect(ms).toBeGreaterThan(1_900);
    expect(page.changes).toMatchObject([{ entry: { id: 'ahmed' } }, { entry: { id: 'mary' } }]);
  });
  it('hears of a card though many visits wait to be told', async () => {
    const { cursor } = await ask(0);
    await storeAttendances(db, [visit({ personId: 'ahmed' })], { source: 'device', venueId: 'hall' }, new Date());
    await changeCard(db, 'card-mary', 'lose', priya());
    const { changes } = await ask(cursor, 30);
    expect(changes).toMatchObject([{ entry: { kind: 'card', state: 'lost' } }]);
  });
  it('is let go when central stops, and forgotten when it goes away itself', async () => {
    const { cursor } = await ask(0);
    const away = new AbortController();
    const gone = ask(cursor, 30, away.signal);
    const held = ask(cursor, 30);
    await sleep(200);
    away.abort();
    await expect(gone).rejects.toThrow();
    await sleep(50);
    waiting.close();
    expect((await held).changes).toEqual([]);
  });
  it('that asks from beyond all numbers begins anew, and is believed to know nothing', async () => {
    const { cursor } = await ask(0);
    const { reset, changes } = await ask(cursor + 500);
    expect(reset).toBe(true);
    expect(changes.length).toBeGreaterThan(3);
    const hub = await db.selectFrom('hub').select('roster_cursor').executeTakeFirstOrThrow();
    expect(hub.roster_cursor).toBe(0);
  });
});
