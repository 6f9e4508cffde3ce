import { tokenHash } from '@tapwell/shared/device/secrets';
import { notFound, problemHandler } from '@tapwell/shared/http/problem';
import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { newId } from '@tapwell/shared/ids';
import express from 'express';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Kiosks } from '../kiosks/kiosk-health.ts';
import { staffStore } from '../store/staff.ts';
import { type BusyHub, busyHub, busyRoster } from '../testing/busy-venue.ts';
import { visitOf } from '../testing/venue.ts';
import { hubRoutes } from './hub-routes.ts';
import { inWords, maySettle } from './quarantine-lines.ts';
import { HUB_COOKIE } from './register-routes.ts';
import type { HubState, QuarantineLine } from './wire.ts';

let hub: BusyHub;
let app: express.Express;
let kiosks: Kiosks;
const REASON = '422: The patient has no such prescribed activity on record.';

beforeEach(async () => {
  const member = (id: string, role: 'provider' | 'administrator', providerId: string | null) => ({
    ...{ kind: 'staff' as const, id, username: id, name: id, role, providerId, passwordHash: 'x' },
  });
  hub = busyHub([
    ...busyRoster,
    member('sam', 'provider', 'provider'),
    member('deb', 'provider', 'advice'),
    member('adi', 'administrator', null),
  ]);
  const { db, roster, outbox, quarantine, ingest } = hub;
  const staff = staffStore(db, roster);
  for (const id of ['sam', 'deb', 'adi']) {
    await staff.saveSession(tokenHash(id), id, new Date(Date.now() + 3_600_000));
  }
  kiosks = new Kiosks(db, outbox);
  const sync = { lastSavedAt: null, waiting: 0, quarantined: 0, rosterAt: null, trouble: null, alarm: null };
  const deps = { db, roster, kiosks, outbox, quarantine, ingest, staff, version: 'test', onChanged: () => {} };
  app = express();
  const syncState = (of: StaffMember) => {
    const quarantined = quarantine.countOpen((entry) => maySettle(entry, of, roster.view));
    return { ...sync, quarantined, oldestWaiting: null, failure: null, setBack: 0 };
  };
  app.use('/api', hubRoutes({ ...deps, syncState }));
  app.use(
    notFound,
    problemHandler((error) => {
      throw error;
    }),
  );
  // A visit that central refused.
  const visit = visitOf('mary');
  db.transaction(() => outbox.add('attendance', visit.arrivedAt, visit))();
  outbox.settle([], [{ seq: outbox.next(1)[0]!.seq, reason: REASON }], new Date());
  for (const { seq } of outbox.next(10)) outbox.settle([seq], [], new Date());
});
afterEach(() => hub.db.close());

const state = async (who: string): Promise<HubState> =>
  (await request(app).get('/api/hub').set('cookie', `${HUB_COOKIE}=${who}`)).body;
const lines = async (who = 'sam'): Promise<QuarantineLine[]> => (await state(who)).quarantine;
const post = (path: string, body: object, who = 'sam') =>
  request(app).post(`/api${path}`).set('cookie', `${HUB_COOKIE}=${who}`).send(body);
const settle = (action: object, who = 'sam') => post('/hub/quarantine', { key: 'outbox 1', ...action }, who);

describe('what central refused', () => {
  it('is told in plain words, with whom it is about to the provider concerned only', async () => {
    expect(await lines()).toMatchObject([
      {
        ...{ key: 'outbox 1', what: 'A visit', about: 'Mary, Walk, 2026-06-01 10:00', state: 'open' },
        reason: "Central does not know this person's prescription for Walk. Ask the link worker.",
      },
    ]);
    expect(await lines('adi')).toMatchObject([{ what: 'A visit', about: null }]);
    expect(JSON.stringify(await state('adi'))).not.toContain('Mary');
    expect(await lines('deb')).toEqual([]);
  });
  it('is sent again at the end, once, and is gone from the list when central takes it', async () => {
    expect((await settle({ do: 'retry' })).status).toBe(204);
    expect((await settle({ do: 'retry' })).status).toBe(409);
    expect(await lines()).toMatchObject([{ state: 'retrying' }]);
    expect(hub.outbox.counts()).toMatchObject({ waiting: 1, quarantined: 0 });
    hub.outbox.settle([hub.outbox.next(1)[0]!.seq], [], new Date());
    expect(await lines()).toEqual([]);
    expect(hub.db.prepare('SELECT key, state FROM quarantine').all()).toEqual([{ key: 'outbox 1', state: 'taken' }]);
  });
  it('is open again on its own line when it is refused again', async () => {
    await settle({ do: 'retry' }, 'adi');
    hub.outbox.settle(
      [],
      [{ seq: hub.outbox.next(1)[0]!.seq, reason: '422: The arrival is in the future.' }],
      new Date(),
    );
    expect(await lines()).toMatchObject([{ key: 'outbox 1', state: 'open', reason: expect.stringContaining('clock') }]);
    expect(hub.outbox.counts()).toMatchObject({ waiting: 0, quarantined: 1 });
  });
  it('is explained by a named person and kept', async () => {
    await settle({ do: 'explain', note: 'Entered by the link worker' });
    expect(await lines()).toMatchObject([{ state: 'explained', explanation: 'Entered by the link worker', by: 'sam' }]);
    expect(hub.outbox.counts().quarantined).toBe(0);
  });
  it('keeps what was said of it and by whom when central takes it in the end', async () => {
    await settle({ do: 'explain', note: 'Entered by the link worker' });
    await settle({ do: 'retry' }, 'adi');
    hub.outbox.settle([hub.outbox.next(1)[0]!.seq], [], new Date());
    expect(hub.db.prepare('SELECT state, explanation, settled_by FROM quarantine').all()).toEqual([
      { state: 'taken', explanation: 'Entered by the link worker', settled_by: 'adi' },
    ]);
  });
  it('shows a note, in which anybody may be named, to the provider concerned and to who wrote it only', async () => {
    await settle({ do: 'explain', note: 'Mrs Jones was here' });
    expect(await lines('adi')).toMatchObject([{ state: 'explained', explanation: null, by: 'sam' }]);
    const strange = { id: newId(), kioskAt: 'teatime' };
    await hub.ingest.receive({ tap: strange, kioskId: 'door', hubAt: new Date() });
    await post('/hub/quarantine', { do: 'explain', note: 'Mrs Jones again', key: `tap ${strange.id}` });
    expect(JSON.stringify(await lines())).toContain('Mrs Jones again');
    for (const other of ['deb', 'adi']) expect(JSON.stringify(await lines(other))).not.toContain('Jones');
  });
  it('is counted for those who can settle it: nobody is told of lines they cannot find', async () => {
    const counted = async () =>
      [await state('sam'), await state('deb'), await state('adi')].map((s) => s.sync.quarantined);
    expect(await counted()).toEqual([1, 0, 1]);
    await hub.ingest.receive({ tap: { id: newId(), ...{ kioskAt: 'teatime' } }, kioskId: 'door', hubAt: new Date() });
    expect(await counted()).toEqual([2, 1, 2]);
    await settle({ do: 'explain', note: 'x' });
    expect(await counted()).toEqual([1, 1, 1]);
  });
  it("cannot be settled by another provider's staff, nor by a stranger", async () => {
    for (const action of [{ do: 'retry' }, { do: 'explain', note: 'x' }]) {
      expect((await settle(action, 'deb')).status).toBe(404);
      expect((await settle(action, 'nobody')).status).toBe(401);
    }
    expect(await lines()).toMatchObject([{ state: 'open' }]);
  });
});

it('a tap that could not be read is tried again here, and stays while it still cannot', async () => {
  const strange = { id: newId(), kioskAt: 'teatime' };
  await hub.ingest.receive({ tap: strange, kioskId: 'door', hubAt: new Date() });
  const key = `tap ${strange.id}`;
  expect((await lines()).find((line) => line.key === key)).toMatchObject({ what: 'A tap that could not be read' });
  expect((await post('/hub/quarantine', { do: 'retry', key })).body.detail).toBe('It still cannot be read.');
  expect((await lines()).find((line) => line.key === key)).toMatchObject({ state: 'open' });
});
it('the state names each kiosk, also one that has never spoken, and a clock that is far off', async () => {
  const add = hub.db.prepare('INSERT INTO device (id, name, public_jwk, paired_at) VALUES (?, ?, ?, ?)');
  const iso = new Date().toISOString();
  add.run('door', 'Front door', '{}', iso);
  add.run('hall', 'Hall', '{}', iso);
  kiosks.clockWas('door', 3 * 3_600_000);
  kiosks.heard('door', { reader: 'ready', why: null, waiting: 2, downSince: null, gaps: [] }, new Date());
  expect((await state('adi')).kiosks).toMatchObject([
    { id: 'door', silent: false, waiting: 2, clock: 'Its clock is 3 hours slow.' },
    { id: 'hall', silent: true, lastSeen: null, clock: null },
  ]);
  // Known after a restart as well.
  expect(new Kiosks(hub.db, hub.outbox).clocks().get('door')).toBe(3 * 3_600_000);
});
it('only an administrator gets a pairing code', async () => {
  expect((await post('/hub/pairing-code', {})).status).toBe(403);
  const { body } = await post('/hub/pairing-code', {}, 'adi');
  expect(body).toEqual({ code: expect.any(String), expiresAt: expect.any(String) });
});
it('a reason nobody foresaw is given as central put it, without its number', () => {
  expect(inWords('422: Blue moon.', 'Walk')).toBe('Central would not take it. It says: Blue moon.');
});
