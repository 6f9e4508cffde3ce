import { schemeRow, shippedPolicy } from '@tapwell/central/directory/scheme-row';
import { issueClientToken, issuePairingCode } from '@tapwell/central/main';
import { DeviceClient, pairDevice } from '@tapwell/shared/device/client';
import { newToken, tokenHash } from '@tapwell/shared/device/secrets';
import express, { type Express } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRig, type WorkspaceRig } from '../workspace/rig.ts';
import { type Layer, type Route, routesOf } from './routes-of.ts';

const STAFF_ROLES = ['provider', 'link-worker', 'team-lead', 'scheme-manager', 'administrator'] as const;
type StaffRole = (typeof STAFF_ROLES)[number];

const PEOPLE: StaffRole[] = ['link-worker', 'team-lead'];
const ADMINISTRATOR: StaffRole[] = ['administrator'];
const DIRECTORY: StaffRole[] = ['administrator', 'team-lead'];
const OWN_DIRECTORY: StaffRole[] = [...DIRECTORY, 'provider'];
const FIGURES: StaffRole[] = ['scheme-manager', 'team-lead'];
const FORMS: StaffRole[] = ['team-lead', 'administrator'];
const ALL: StaffRole[] = [...STAFF_ROLES];

/**
 * Who may ask for what, of all that people ask of central; everything else is
 * `open` below or for devices. A route that is not here fails the test: whoever
 * adds one says here whom it is for.
 */
const MAY: Record<string, StaffRole[]> = {
  'GET /api/me': ALL,
  'POST /api/active': ALL,
  'POST /api/password': ALL,
  'GET /api/caseload': PEOPLE,
  'GET /api/prescriptions/:id': PEOPLE,
  'GET /api/prescriptions/:id/cards': PEOPLE,
  'GET /api/patients/:id/cards': PEOPLE,
  'POST /api/cards/:id/block': PEOPLE,
  'POST /api/cards/:id/unblock': PEOPLE,
  'POST /api/cards/:id/lost': PEOPLE,
  'POST /api/desks/:id/task': PEOPLE,
  'POST /api/desks/:id/cancel': PEOPLE,
  'GET /api/concerns': PEOPLE,
  'POST /api/concerns/:id/settle': PEOPLE,
  'GET /api/today': PEOPLE,
  'POST /api/today/put-off': PEOPLE,
  'GET /api/team': PEOPLE,
  'POST /api/team/hand-over': PEOPLE,
  'POST /api/covers': PEOPLE,
  'POST /api/covers/:id/end': PEOPLE,
  'GET /api/follow-ups': PEOPLE,
  'GET /api/paths/:id': PEOPLE,
  'POST /api/paths/:id/events': PEOPLE,
  'POST /api/paths': PEOPLE,
  'POST /api/paths/:id/holder': PEOPLE,
  'PATCH /api/paths/:id/patient': PEOPLE,
  'GET /api/paths/:id/companions': PEOPLE,
  'POST /api/paths/:id/companions': PEOPLE,
  'POST /api/paths/:id/companions/search': PEOPLE,
  'POST /api/paths/:id/companions/:one/end': PEOPLE,
  'GET /api/companions/:id/cards': PEOPLE,
  'POST /api/companions/:id/erase': ['team-lead'],
  'GET /api/paths/:id/readers': ['team-lead'],
  'POST /api/paths/:id/erase': ['team-lead'],
  'GET /api/referrals': PEOPLE,
  'GET /api/referrals/schemes': PEOPLE,
  'POST /api/referrals/:id/person': PEOPLE,
  'GET /api/referral-forms': FORMS,
  'POST /api/referral-forms': FORMS,
  'POST /api/referral-forms/:id/close': FORMS,
  'POST /api/break-glass': PEOPLE,
  'GET /api/break-glass/mine': PEOPLE,
  'GET /api/break-glass': ['team-lead'],
  'POST /api/break-glass/:id/seen': ['team-lead'],
  'GET /api/directory': ALL,
  'GET /api/directory/activities': ALL,
  'GET /api/directory/changes/:kind/:id': DIRECTORY,
  'POST /api/directory/providers': DIRECTORY,
  'POST /api/directory/venues': DIRECTORY,
  'POST /api/directory/activities': OWN_DIRECTORY,
  'POST /api/directory/withdrawals': OWN_DIRECTORY,
  'GET /api/directory/export': DIRECTORY,
  'POST /api/directory/imports/preview': DIRECTORY,
  'POST /api/directory/imports': DIRECTORY,
  'GET /api/imports': PEOPLE,
  'POST /api/imports/:kind/preview': PEOPLE,
  'POST /api/imports/:kind': PEOPLE,
  'GET /api/evaluation/periods': FIGURES,
  'GET /api/evaluation': FIGURES,
  'GET /api/evaluation/csv': FIGURES,
  'POST /api/evaluation/extract': ['scheme-manager'],
  'GET /api/hubs': [...PEOPLE, 'administrator'],
  'GET /api/devices': [...PEOPLE, 'administrator'],
  'POST /api/devices/hubs/:id/code': ADMINISTRATOR,
  'POST /api/devices/resend': ADMINISTRATOR,
  'POST /api/devices/:id/revoke': ADMINISTRATOR,
  'GET /api/staff': ADMINISTRATOR,
  'POST /api/staff': ADMINISTRATOR,
  'POST /api/staff/:id': ADMINISTRATOR,
  'POST /api/staff/:id/password': ADMINISTRATOR,
  'POST /api/staff/:id/end': ADMINISTRATOR,
};

/** For everybody: what signing in and pairing need, what is public, and forms whose address is the key. */
const OPEN =
  /^(GET \/healthz|GET \/c|GET \/openreferral(\/.*)?|(GET|POST) \/refer\/.*|GET \/fhir\/(metadata|\.well-known\/.*)|GET \/api\/sign-in\/ways|POST \/api\/sign-(in|out)|POST \/auth\/token|POST \/devices\/pair)$/;
const FOR_DEVICES = /^[A-Z]+ \/(fhir|hub)(\/.*)?$/;
const NOT_YOUR_ROLE = 'Your role does not include this.';

let rig: WorkspaceRig;
let routes: Route[];
const cookies = {} as Record<StaffRole | 'elsewhere' | 'another', string>;
let program: string;

beforeAll(async () => {
  const made: Express[] = [];
  const { init } = express.application;
  express.application.init = function (this: Express) {
    made.push(this);
    return init.call(this);
  };
  rig = await startRig({ browser: false });
  express.application.init = init;
  routes = made.flatMap((app) => routesOf(app.router.stack as unknown as Layer[]));
  await rig.db
    .insertInto('scheme')
    .values(schemeRow(shippedPolicy('bromley-by-bow'), 'Europe/London', 'elsewhere'))
    .execute();
  const elsewhere = { role: 'team-lead', scheme_id: 'elsewhere', provider_id: null, password_hash: 'none' };
  await rig.db
    .insertInto('staff')
    .values({ ...elsewhere, id: 'olu', username: 'olu', name: 'Olu' })
    .execute();
  const staff = {
    ...{ provider: 'rosa', 'link-worker': 'priya', 'team-lead': 'tessa', 'scheme-manager': 'sam' },
    ...{ administrator: 'amira', another: 'daniel', elsewhere: 'olu' },
  };
  for (const [role, id] of Object.entries(staff)) cookies[role as StaffRole] = await sessionOf(id);
  const since = new Date().toISOString();
  await rig.db
    .insertInto('card')
    .values({
      ...{ id: 'card-of-mary', patient_id: 'mary', profile: 'uid', uid: '04a1b2c3d4e5f6', key_version: 1 },
      ...{ state: 'active', state_since: since, issued_at: since },
    })
    .execute();
  program = await issueClientToken(rig.db, 'Research', 'read', new Date(Date.now() + 3_600_000));
});
afterAll(() => rig?.close());

/** As after signing in; some roles have no password here. */
async function sessionOf(staff_id: string): Promise<string> {
  const token = newToken();
  const ends = new Date(Date.now() + 3_600_000).toISOString();
  await rig.db
    .insertInto('staff_session')
    .values({ hash: tokenHash(token), staff_id, expires_at: ends, idle_at: ends })
    .execute();
  return `tapwell_central=${token}`;
}

const nameOf = ({ method, path }: Route) => `${method} ${path}`;
async function ask(method: string, path: string, headers: Record<string, string> = {}, body?: unknown) {
  const answer = await fetch(rig.url + path.replace(/:\w+/g, 'x'), {
    method,
    redirect: 'manual',
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, says: text, refused: answer.status === 403 && text.includes(NOT_YOUR_ROLE) };
}

describe('every route of central', () => {
  it('is in the table of this test, and nothing is in it that is not there', () => {
    const known = routes.map(nameOf).filter((name) => !OPEN.test(name) && !FOR_DEVICES.test(name));
    expect([...new Set(known)].sort()).toEqual(Object.keys(MAY).sort());
  });
  it('gives nobody who is not signed in anything but what is open', async () => {
    for (const route of routes) {
      const { status } = await ask(route.method, route.path);
      if (OPEN.test(nameOf(route))) expect([nameOf(route), status === 403]).toEqual([nameOf(route), false]);
      else expect([nameOf(route), status]).toEqual([nameOf(route), 401]);
    }
  });
  it.each(STAFF_ROLES)('lets a %s through where the table says so, and nowhere else', async (role) => {
    for (const [name, may] of Object.entries(MAY)) {
      const [method, path] = name.split(' ') as [string, string];
      const { status, refused } = await ask(method, path, { cookie: cookies[role] });
      expect([name, refused, status === 401]).toEqual([name, !may.includes(role), false]);
      expect([name, status < 500]).toEqual([name, true]);
    }
  });
  it('takes no sign-in of staff in place of a device’s, and no program’s token in place of a sign-in or a hub’s', async () => {
    const bearer = { authorization: `Bearer ${program}` };
    for (const route of routes) {
      const name = nameOf(route);
      if (OPEN.test(name)) continue;
      if (FOR_DEVICES.test(name)) {
        expect([name, (await ask(route.method, route.path, { cookie: cookies.administrator })).status]).toEqual([
          name,
          401,
        ]);
        const { status } = await ask(route.method, route.path, bearer);
        if (name.includes(' /hub/')) expect([name, [400, 401, 403].includes(status)]).toEqual([name, true]);
        if (/^(PUT|POST) \/fhir(\/Encounter)?$/.test(name)) expect([name, status < 300]).toEqual([name, false]);
      } else expect([name, (await ask(route.method, route.path, bearer)).status]).toEqual([name, 401]);
    }
  });
});

describe('a hub, with the token it bought and the proof of its key', () => {
  let hub: DeviceClient;
  beforeAll(async () => {
    const { id } = await rig.db.selectFrom('hub').select('id').orderBy('id').executeTakeFirstOrThrow();
    const code = await issuePairingCode(rig.db, id, new Date());
    hub = new DeviceClient(rig.url, await pairDevice(rig.url, code, 'Hall hub'));
  });
  const asHub = async ({ method, path }: Route) => {
    const answer = await hub.fetch(path.replace(/:\w+/g, 'x'), { method, redirect: 'manual' });
    return { status: answer.status, says: await answer.text() };
  };

  it('opens nothing of the workspace', async () => {
    for (const name of Object.keys(MAY)) {
      const [method, path] = name.split(' ') as [string, string];
      expect([name, (await asHub({ method, path })).status]).toEqual([name, 401]);
    }
  });
  it('is let through to what hubs ask for, and reads nothing of the FHIR API', async () => {
    const devices = routes.filter((route) => FOR_DEVICES.test(nameOf(route)) && !OPEN.test(nameOf(route)));
    expect(devices.length).toBeGreaterThan(5);
    for (const route of devices) {
      const { status, says } = await asHub(route);
      const name = nameOf(route);
      if (route.path.startsWith('/hub/')) expect([name, [200, 400].includes(status)]).toEqual([name, true]);
      else if (route.method === 'GET') expect([name, status]).toEqual([name, 403]);
      // It may record visits, and this was none.
      else expect([name, status >= 400 && status < 500]).toEqual([name, true]);
      if (!route.path.startsWith('/hub/')) expect(says).not.toMatch(/Priya|Mary/);
    }
  });
  it('is let through nowhere once it was taken out of use', async () => {
    const { id } = await rig.db
      .selectFrom('device')
      .select('id')
      .where('name', '=', 'Hall hub')
      .executeTakeFirstOrThrow();
    const taken = await ask('POST', `/api/devices/${id}/revoke`, { cookie: cookies.administrator });
    expect(taken.status).toBe(204);
    await expect(asHub({ method: 'GET', path: '/hub/roster?cursor=0' })).rejects.toThrow('does not accept');
  });
});

describe('somebody else’s patient', () => {
  /** Ids of one of Priya's people, wherever an address wants one. */
  async function ids(): Promise<Record<string, string>> {
    const path = await rig.db
      .selectFrom('path as p')
      .innerJoin('card as c', 'c.patient_id', 'p.patient_id')
      .select(['p.id', 'p.patient_id', 'c.id as card'])
      .where('p.link_worker_id', '=', 'priya')
      .executeTakeFirstOrThrow();
    return { paths: path.id, prescriptions: path.id, patients: path.patient_id, cards: path.card };
  }
  it.each([
    ['another link worker', 'another'],
    ['the team lead of another scheme', 'elsewhere'],
  ] as const)('is as unknown as nobody to %s, at every address', async (_, who) => {
    const known = await ids();
    let tried = 0;
    for (const name of Object.keys(MAY)) {
      const [method, path] = name.split(' ') as [string, string];
      const id = known[path.split('/')[2]!];
      if (!id || !path.includes('/:id')) continue;
      tried++;
      const at = path.replace(':id', encodeURIComponent(id));
      const { status, says } = await ask(method, at, { cookie: cookies[who] }, method === 'GET' ? undefined : {});
      expect([
        name,
        status === 404 || (status === 400 && method !== 'GET') || (status === 403 && who === 'another'),
      ]).toEqual([name, true]);
      expect(says).not.toMatch(/Priya|Mary/);
    }
    expect(tried).toBeGreaterThanOrEqual(10);
  });
  it('is in no list of theirs', async () => {
    for (const who of ['another', 'elsewhere'] as const) {
      for (const list of ['caseload', 'today', 'follow-ups', 'concerns', 'referrals']) {
        const { status, says } = await ask('GET', `/api/${list}`, { cookie: cookies[who] });
        expect([list, status]).toEqual([list, 200]);
        expect(says).not.toContain((await ids()).paths);
      }
    }
  });
  it('their own link worker and team lead read, and each reading is in the log', async () => {
    const { paths } = await ids();
    for (const who of ['link-worker', 'team-lead'] as const) {
      for (const at of [
        `/paths/${paths}`,
        `/prescriptions/${paths}`,
        `/prescriptions/${paths}/cards`,
        '/caseload',
        '/today',
        '/follow-ups',
      ]) {
        expect([at, (await ask('GET', `/api${at}`, { cookie: cookies[who] })).status]).toEqual([at, 200]);
      }
    }
    const log = await rig.db
      .selectFrom('audit')
      .select(['action', 'actor'])
      .where('action', 'like', 'read %')
      .execute();
    for (const actor of ['staff priya', 'staff tessa']) {
      const what = new Set(log.filter((entry) => entry.actor === actor).map((entry) => entry.action));
      expect([actor, what.size >= 4]).toEqual([actor, true]);
    }
  });
});
