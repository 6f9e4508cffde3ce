import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { centralConfig } from '@tapwell/central/config';
import { initCentral, startCentral } from '@tapwell/central/main';
import { startSimulator } from '@tapwell/firmware-sim/wallet/simulator';
import { issuePairingCode, openHubStore, startHub } from '@tapwell/hub/main';
import { kioskConfig } from '@tapwell/kiosk/config';
import { serveScreen } from '@tapwell/kiosk/screen/screen-server';
import { DeviceClient, pairDevice } from '@tapwell/shared/device/client';
import express, { type Express } from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hubFolder, hubSettings } from './hub-folder.ts';
import { type Layer, type Route, routesOf } from './routes-of.ts';

const address = ({ path }: Route) => path.replace(/:\w+/g, 'x');
const changes = ({ method }: Route) => method !== 'GET';

const silent = pino({ level: 'silent' });
const servers = ['central', 'hub', 'kiosk', 'virtual cards'] as const;
const base = {} as Record<(typeof servers)[number], string>;
const routes = {} as Record<(typeof servers)[number], Route[]>;
const closing: (() => Promise<unknown>)[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapwell-routes-'));
  // Each part makes an express app of its own; they are caught as they are made.
  const made: Express[] = [];
  const { init } = express.application;
  express.application.init = function (this: Express) {
    made.push(this);
    return init.call(this);
  };
  const add = async (
    name: (typeof servers)[number],
    start: () => Promise<{ url: string; close(): Promise<unknown> }>,
  ) => {
    made.length = 0;
    const { url, close } = await start();
    closing.push(close);
    base[name] = url.replace(/\/$/, '');
    expect(made).toHaveLength(1);
    routes[name] = routesOf(made[0]!.router.stack as unknown as Layer[]);
  };
  await add('central', async () => {
    const data = join(folder, 'central');
    await initCentral(data, 'correct horse');
    const central = await startCentral(centralConfig.parse({ data, port: 0, keysPassphrase: 'correct horse' }), silent);
    return { url: central.url, close: central.stop };
  });
  await add('hub', async () => {
    const hub = await startHub(hubSettings({ data: await hubFolder(join(folder, 'hub')) }), silent);
    return { url: hub.url, close: hub.stop };
  });
  await add('kiosk', () => {
    const at = kioskConfig.parse({ data: folder, hub: base.hub, port: 0 });
    return serveScreen(at, {} as never, {} as never, silent);
  });
  await add('virtual cards', async () => {
    const wallet = [{ card: 'one', name: 'One', kind: 'card', profile: 'ntag213', uid: '04112233445566' } as const];
    const reader = { kind: 'pn532', link: join(folder, 'reader') } as const;
    const sim = await startSimulator({ reader, wallet, page: { host: '127.0.0.1', port: 0 } });
    return { url: sim.pageUrl!, close: sim.close };
  });
  express.application.init = init;
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await rm(folder, { recursive: true, force: true });
});

const ask = (server: (typeof servers)[number], { method, path }: Route, headers: Record<string, string> = {}) =>
  fetch(base[server] + path, { method, headers, redirect: 'manual' });

describe.each(servers)('%s', (server) => {
  it('refuses every change that another site’s page asks for', async () => {
    // A referral form goes by its address alone: a browser brings nothing to it that another site could use.
    const changing = routes[server].filter((route) => changes(route) && !PUBLIC.test(route.path));
    if (server !== 'kiosk') expect(changing.length).toBeGreaterThan(2);
    for (const route of changing) {
      const there = { method: route.method, path: address(route) };
      const cookie = 'tapwell_central=x; tapwell_hub=x; __Host-tapwell_hub=x';
      const foreign = [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: `${base[server]}.evil.example` },
      ];
      for (const from of foreign)
        expect([route, (await ask(server, there, { cookie, ...from })).status]).toEqual([route, 403]);
      // A simulator runs where it is tested; real ones look at what newer browsers say, too.
      if (server === 'virtual cards') continue;
      for (const site of ['cross-site', 'same-site']) {
        expect([route, (await ask(server, there, { cookie, 'sec-fetch-site': site })).status]).toEqual([route, 403]);
      }
    }
  });
  it('lets its page load nothing from elsewhere, run nothing written into it, and be framed by nobody', async () => {
    for (const path of ['/', '/c', '/nothing/here', '/api/nothing']) {
      const { headers } = await ask(server, { method: 'GET', path });
      const policy = Object.fromEntries(
        headers
          .get('content-security-policy')!
          .split(';')
          .map((directive) => directive.trim().split(/ (.*)/s)),
      );
      // Express's own page for what is not there says nothing at all, and may do nothing at all.
      if (policy['default-src'] === "'none'") continue;
      expect(policy).toMatchObject({
        'default-src': "'self'",
        'object-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
      });
      expect(JSON.stringify(policy)).not.toMatch(/unsafe|https?:|\*/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });
});

/** What anybody may ask for: without it nobody could sign in or pair. `/hub` is a page that holds no data itself. */
const OPEN = [
  '/hub',
  '/healthz',
  '/auth/token',
  '/devices/pair',
  '/api/sign-in',
  '/api/sign-out',
  '/api/sign-in/ways',
  '/fhir/metadata',
  '/fhir/.well-known/smart-configuration',
  '/c',
];
/** The directory, which Open Referral asks to be open, and referral forms, whose address is not to be guessed. */
const PUBLIC = /^\/(openreferral|refer)(\/|$)/;

describe.each(['central', 'hub'] as const)('%s', (server) => {
  it('gives and takes nothing without sign-in, but what signing in and pairing need', async () => {
    for (const route of routes[server]) {
      if (OPEN.includes(route.path) || PUBLIC.test(route.path)) continue;
      const { status } = await ask(server, { method: route.method, path: address(route) });
      // Metrics are for this machine, where this test runs.
      if (route.path === '/metrics') continue;
      expect([route, status]).toEqual([route, 401]);
    }
  });
  it('says 405 and what is allowed where the method is wrong, and 415 where the body is no JSON', async () => {
    for (const path of ['/api/sign-in', '/auth/token', '/devices/pair']) {
      const wrong = await ask(server, { method: 'DELETE', path });
      expect([path, wrong.status, wrong.headers.get('allow')]).toEqual([path, 405, 'POST']);
      const { status } = await fetch(base[server] + path, {
        method: 'POST',
        body: 'x=1',
        headers: { 'content-type': 'text/plain' },
      });
      expect([path, status]).toEqual([path, 415]);
    }
    expect((await ask(server, { method: 'POST', path: '/healthz' })).headers.get('allow')).toBe('GET, HEAD');
    expect((await ask(server, { method: 'DELETE', path: '/nothing/here' })).status).toBe(404);
  });
});

it('a kiosk is let through at its hub to what kiosks ask for, and to nothing of the register', async () => {
  const store = openHubStore(join(folder, 'hub'));
  const code = issuePairingCode(store, new Date());
  store.close();
  const kiosk = new DeviceClient(base.hub, await pairDevice(base.hub, code, 'Front door'));
  let opened = 0;
  for (const route of routes.hub) {
    if (OPEN.includes(route.path) || route.path === '/metrics') continue;
    const { status, headers } = await kiosk.fetch(address(route), { method: route.method });
    if (!route.path.startsWith('/kiosk/')) expect([route, status]).toEqual([route, 401]);
    // Staff mode asks for a sign-in as well; what it refuses it refuses by itself.
    else if (status === 401) expect([route, headers.get('www-authenticate')]).toEqual([route, null]);
    else opened++;
  }
  expect(opened).toBeGreaterThanOrEqual(2);
});
