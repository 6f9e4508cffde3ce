import { tokenHash } from '@tapwell/shared/device/secrets';
import { notFound, problemHandler } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import { PAGE_OF } from '@tapwell/shared/staff/page-of';
import express from 'express';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Kiosks } from '../kiosks/kiosk-health.ts';
import { staffStore } from '../store/staff.ts';
import { busyHub, busyRoster, OLA_UID } from '../testing/busy-venue.ts';
import { DURING, LIBRARY_UID } from '../testing/venue.ts';
import { hubRoutes } from './hub-routes.ts';
import { HUB_COOKIE, registerRoutes } from './register-routes.ts';
import type { DayRegister, RegisterAction } from './wire.ts';

const WALK = 'walk@2026-06-01T10:00';
const DEBT = 'debt@2026-06-01T10:00';
const staffEntry = (id: string, role: 'provider' | 'administrator', providerId: string | null) => ({
  kind: 'staff' as const,
  ...{ id, username: id, name: `${id} Smith`, role, providerId, passwordHash: 'x' },
});

type Hub = ReturnType<typeof busyHub>;
let hub: Hub;
let app: express.Express;
let cookies: Record<string, string>;

beforeEach(async () => {
  vi.useFakeTimers({ now: DURING, toFake: ['Date'] });
  hub = busyHub([
    ...busyRoster,
    staffEntry('sam', 'provider', 'provider'),
    staffEntry('deb', 'provider', 'advice'),
    staffEntry('adi', 'administrator', null),
  ]);
  const { db, desk, roster, outbox, quarantine, ingest } = hub;
  const staff = staffStore(db, roster);
  cookies = {};
  for (const id of ['sam', 'deb', 'adi']) {
    await staff.saveSession(tokenHash(id), id, new Date(Date.now() + 3_600_000));
    cookies[id] = `${HUB_COOKIE}=${id}`;
  }
  const kiosks = new Kiosks(db, outbox);
  const sync = { lastSavedAt: null, waiting: 0, quarantined: 0, rosterAt: null, trouble: null, alarm: null };
  const syncState = () => ({ ...sync, oldestWaiting: null, failure: null, setBack: 0 });
  const onChanged = () => {};
  app = express();
  app.use('/api', registerRoutes({ desk, staff, syncState, kiosks, onChanged }));
  app.use(
    '/api',
    hubRoutes({ ...{ db, roster, kiosks, outbox, quarantine, ingest, staff, syncState, onChanged }, version: 'test' }),
  );
  app.use(
    notFound,
    problemHandler((error) => {
      throw error;
    }),
  );
});
afterEach(() => {
  vi.useRealTimers();
  hub.db.close();
});

const get = (path: string, who = 'sam') => request(app).get(`/api${path}`).set('cookie', cookies[who]!);
const post = (path: string, body: object, who = 'sam') =>
  request(app).post(`/api${path}`).set('cookie', cookies[who]!).send(body);
type Loose = RegisterAction extends infer A
  ? A extends { id: string }
    ? Omit<A, 'id'> & { id?: string }
    : never
  : never;
const press = (action: Partial<RegisterAction> & { do: string }, who = 'sam') =>
  post('/register/actions', { id: newId(), ...action } as Loose, who);
const day = async (who = 'sam', on = ''): Promise<DayRegister> => (await get(`/register${on}`, who)).body;
const line = async (personId: string, sessionId = WALK) =>
  (await day()).sessions.find((s) => s.sessionId === sessionId)?.people.find((p) => p.personId === personId);
const checkIn = { do: 'check-in', sessionId: WALK, personId: 'mary', reason: 'forgot-card' } as const;

describe('a register', () => {
  it('shows a provider its own sessions of the day and nobody else’s', async () => {
    expect((await day()).sessions.map((s) => s.activity)).toEqual(['Garden', 'Sing', 'Walk']);
    expect((await day('deb')).sessions.map((s) => s.activity)).toEqual(['Debt advice']);
    expect(JSON.stringify(await day('deb'))).not.toContain('Mary');
  });
  it('shows past and coming days, eight weeks ahead at most', async () => {
    expect((await day('sam', '?day=2026-06-02')).sessions.map((s) => [s.activity, s.when])).toEqual([
      ['Cook', 'later'],
    ]);
    expect((await get('/register?day=2026-07-27')).status).toBe(200);
    expect((await get('/register?day=2026-08-03')).status).toBe(400);
    expect((await get('/register?day=yesterday')).status).toBe(400);
    // The council has nothing of the year 26 either.
    for (const mistyped of ['0026-06-01', '0000-01-01']) {
      expect((await get(`/register?day=${mistyped}`)).body.detail).toContain('year');
    }
  });
  it('names nobody to an administrator, and nobody to a stranger', async () => {
    for (const path of ['/register', '/register.csv']) {
      expect((await get(path, 'adi')).status).toBe(403);
      expect((await request(app).get(`/api${path}`)).status).toBe(401);
    }
    expect((await press(checkIn, 'adi')).status).toBe(403);
    expect((await post('/register/find', { sessionId: WALK, query: { name: 'a' } }, 'adi')).status).toBe(403);
  });
  it('takes presses from its own pages only', async () => {
    const foreign = await post('/register/actions', { id: newId(), ...checkIn }).set('sec-fetch-site', 'cross-site');
    expect(foreign.status).toBe(403);
    expect(hub.waiting()).toEqual([]);
  });
  it('says whose page it is, and takes no press from it once somebody else has signed in', async () => {
    expect([(await day()).staffId, (await get('/hub', 'adi')).body.staffId]).toEqual(['sam', 'adi']);
    const stale = await press(checkIn, 'deb').set(PAGE_OF, 'sam');
    expect([stale.status, stale.body.detail]).toEqual([401, expect.stringContaining('Somebody else has signed in')]);
    expect((await get('/register', 'deb').set(PAGE_OF, 'sam')).status).toBe(401);
    expect(hub.waiting()).toEqual([]);
    expect((await press(checkIn).set(PAGE_OF, 'sam')).status).toBe(200);
  });
  it('keeps who did what and why with a person marked as here', async () => {
    expect((await press({ ...checkIn, note: 'at home' })).body).toEqual({ said: 'Mary is marked as here.' });
    expect(await line('mary')).toMatchObject({
      ...{ state: 'here', arrived: '10:05', method: 'manual', assurance: 'asserted', by: 'sam Smith' },
      reason: 'Forgot their card: at home',
      history: [{ at: '10:05', words: 'Marked as here by sam Smith: Forgot their card: at home' }],
    });
  });
  it('answers the same press twice alike, and does it once', async () => {
    const id = newId();
    expect((await press({ ...checkIn, id })).body).toEqual((await press({ ...checkIn, id })).body);
    expect(hub.waiting()).toHaveLength(1);
    expect((await press({ ...checkIn, personId: 'ahmed', id })).status).toBe(409);
  });
  it('expects again who was taken back, in sight of all, and a later card checks them in afresh', async () => {
    await hub.tap(LIBRARY_UID);
    const [tap] = hub.taps.unplaced(new Date(0), new Date(DURING.getTime() + 1));
    await hub.ingest.choose(tap!.id, WALK, DURING);
    await press({ do: 'undo', sessionId: WALK, personId: 'ahmed', note: 'wrong card' });
    expect(await line('ahmed')).toMatchObject({
      state: 'expected',
      history: [{ at: '10:05', words: 'Taken back by sam Smith: wrong card' }],
    });
    const again = await hub.tap(LIBRARY_UID, new Date(DURING.getTime() + 200_000));
    expect(again).toMatchObject({ outcome: 'choose-session' });
    const versions = hub.waiting().flatMap((b) => ('version' in b && 'status' in b ? [[b.version > 0, b.status]] : []));
    expect(versions).toEqual([
      [false, 'finished'],
      [true, 'entered-in-error'],
    ]);
  });
  it('gives a spreadsheet that runs no formula', async () => {
    await press({ ...checkIn, note: 'x' });
    await press({ do: 'note', sessionId: WALK, personId: 'mary', note: 'y' });
    hub.db.prepare(`UPDATE attendance SET body = json_set(body, '$.reason', '=HYPERLINK("http://x")')`).run();
    const answer = await get('/register.csv?day=2026-06-01');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="register-2026-06-01.csv"');
    expect(answer.text.charCodeAt(0)).toBe(0xfeff);
    expect(answer.text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(answer.text).toContain('"2026-06-01","10:00","11:00","Walk","run","Mary","here","10:05"');
    expect(answer.text).not.toContain('Ola');
  });
});

describe('another provider’s', () => {
  const strange = newId();
  const actions: [string, Partial<RegisterAction> & { do: string }][] = [
    ['check-in', { ...checkIn }],
    ['undo', { do: 'undo', sessionId: WALK, personId: 'mary' }],
    ['left', { do: 'left', sessionId: WALK, personId: 'mary' }],
    ['correct-arrival', { do: 'correct-arrival', sessionId: WALK, personId: 'mary', at: DURING.toISOString() }],
    ['note', { do: 'note', sessionId: WALK, personId: 'mary', note: 'x' }],
    ['excuse', { do: 'excuse', sessionId: WALK, personId: 'ahmed' }],
    ['expect-again', { do: 'expect-again', sessionId: WALK, personId: 'ahmed' }],
    ['place', { do: 'place', tapId: strange, sessionId: WALK }],
    ['session-status', { do: 'session-status', sessionId: WALK, status: 'run' }],
    ['guests', { do: 'guests', sessionId: WALK, guests: 3 }],
    ['companion', { do: 'companion', sessionId: WALK, personId: 'mary', name: 'Joe' }],
    ['remove-companion', { do: 'remove-companion', sessionId: WALK, visitId: strange }],
    ['extra-session', { do: 'extra-session', activityId: 'walk', date: '2026-06-03', start: '10:00', minutes: 60 }],
  ];
  it.each(actions)('session cannot be touched by "%s"', async (_name, action) => {
    await press(checkIn);
    const before = hub.waiting();
    expect((await press(action, 'deb')).status).toBe(404);
    expect(hub.waiting()).toEqual(before);
  });
  it.each([
    ['check-in', { ...checkIn, personId: 'ola' }],
    ['note', { do: 'note', sessionId: WALK, personId: 'ola', note: 'x' }],
    ['excuse', { do: 'excuse', sessionId: WALK, personId: 'ola' }],
    ['expect-again', { do: 'expect-again', sessionId: WALK, personId: 'ola' }],
    ['companion', { do: 'companion', sessionId: WALK, personId: 'ola', name: 'Joe' }],
  ])('people are nobody’s business: "%s"', async (_name, action) => {
    expect((await press(action as never)).status).toBe(404);
    expect(hub.waiting()).toEqual([]);
  });
  it('tap can neither be placed nor dismissed, nor is it shown', async () => {
    await press({ do: 'session-status', sessionId: DEBT, status: 'cancelled' }, 'deb');
    await hub.tap(OLA_UID, new Date());
    const [tap] = hub.taps.unplaced(new Date(0), new Date(Date.now() + 1));
    expect((await day('deb')).unplaced).toMatchObject([{ name: 'Ola', why: 'not expected now' }]);
    expect((await day()).unplaced).toEqual([]);
    expect((await press({ do: 'dismiss', tapId: tap!.id })).status).toBe(404);
    const place = { do: 'place', tapId: tap!.id, sessionId: WALK } as const;
    expect((await press(place)).status).toBe(404);
  });
  it('companion visit cannot be taken off', async () => {
    await press({ do: 'companion', sessionId: WALK, personId: 'mary', name: 'Joe' });
    const visitId = (await line('mary'))!.companions[0]!.visitId;
    expect((await press({ do: 'remove-companion', sessionId: DEBT, visitId }, 'deb')).status).toBe(409);
    expect((await line('mary'))?.companions).toHaveLength(1);
  });
  it('people are not found, and its sessions not searched for', async () => {
    const found = async (query: object, sessionId = WALK) =>
      (await post('/register/find', { sessionId, query })).body as { people?: { name: string }[]; status?: number };
    expect((await found({ name: 'OL' })).people).toEqual([]);
    expect((await found({ cardNumber: OLA_UID })).people).toEqual([]);
    expect((await found({ name: 'ar' })).people).toMatchObject([{ name: 'Mary', expected: true, here: false }]);
    expect((await found({ cardNumber: LIBRARY_UID.toLowerCase() })).people).toMatchObject([{ name: 'Ahmed' }]);
    expect((await found({ name: 'a' }, DEBT)).status).toBe(404);
  });
});
