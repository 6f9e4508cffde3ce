import type { RequestListener } from 'node:http';
import { fileURLToPath } from 'node:url';
import { deviceAccess, deviceGuard, requireDevice } from '@tapwell/shared/http/device-access';
import { notFound, problemHandler } from '@tapwell/shared/http/problem';
import { ProofGuard } from '@tapwell/shared/http/proof-guard';
import { sameSiteOnly, securityHeaders } from '@tapwell/shared/http/security';
import { listen } from '@tapwell/shared/http/serve';
import { type StaffMember, staffSignIn } from '@tapwell/shared/http/staff-sign-in';
import { knownBodiesOnly, wrongMethod } from '@tapwell/shared/http/strict';
import express from 'express';
import type { Logger } from 'pino';
import { Server as SocketServer } from 'socket.io';
import type { HubConfig } from './config.ts';
import { TapIngest } from './ingest/receive-taps.ts';
import { Kiosks } from './kiosks/kiosk-health.ts';
import { kioskRoutes } from './kiosks/kiosk-routes.ts';
import { kioskStaffRoutes } from './kiosks/staff-routes.ts';
import { takeTaps } from './kiosks/take-taps.ts';
import { tapsDoor } from './kiosks/taps-door.ts';
import { holdStore } from './operate/hold-store.ts';
import { operate } from './operate/operate.ts';
import { devicesWhileFull, sessionsWhileFull } from './operate/while-full.ts';
import { hubRoutes } from './register/hub-routes.ts';
import { maySettle } from './register/quarantine-lines.ts';
import { RegisterDesk } from './register/register-desk.ts';
import { HUB_COOKIE, registerPush, registerRoutes } from './register/register-routes.ts';
import { RosterStore } from './roster/roster-store.ts';
import { Attendances } from './store/attendances.ts';
import { deviceStore } from './store/devices.ts';
import { Outbox } from './store/outbox.ts';
import { Quarantine } from './store/quarantine.ts';
import { staffMember, staffStore } from './store/staff.ts';
import { Taps } from './store/taps.ts';
import { keepInStep, VERSION } from './sync/keep-in-step.ts';
import { hubTls, keepRenewed } from './tls/hub-tls.ts';

export interface RunningHub {
  url: string;
  stop(): Promise<void>;
}

const PAGE = fileURLToPath(new URL('../dist/register-page', import.meta.url));

/** Starts a hub: opens its store, serves kiosks and the register, and keeps in step with central. */
export async function startHub(config: HubConfig, log: Logger): Promise<RunningHub> {
  const { db, release } = holdStore(config.data);
  const roster = new RosterStore(db, (why) => log.warn({ why }, 'roster'));
  const quarantine = new Quarantine(db);
  const outbox = new Outbox(db, quarantine);
  const attendances = new Attendances(db, outbox);
  const taps = new Taps(db);
  const desk = new RegisterDesk({ db, roster, outbox, taps, keepDays: config.keepDays });
  const kiosks = new Kiosks(db, outbox);
  const devices = devicesWhileFull(deviceStore(db));
  const staff = sessionsWhileFull(staffStore(db, roster, config.idleMinutes), staffMember(roster));
  const logError = (error: unknown) => log.error({ err: error }, 'request failed');
  const onCommit = (jobs: number) => operating.metrics.committed(jobs);
  const ingest = new TapIngest({ db, roster, outbox, attendances, quarantine, taps, onFault: logError, onCommit });

  const app = express().disable('x-powered-by').set('trust proxy', 'loopback');
  let answer: RequestListener = app;
  const { listening, tls } = await serveTls((req, res) => answer(req, res), config).catch((error: unknown) => {
    release();
    throw error;
  });
  const renewing = tls && keepRenewed(config, tls, listening.renew, logError);
  const io = new SocketServer(listening.server, { serveClient: false });
  const onChanged = registerPush(io, staff, roster);
  let sync: Awaited<ReturnType<typeof keepInStep>> | undefined;
  const exchange = () => ({ lastSavedAt: sync?.lastSavedAt() ?? null, rosterAt: sync?.rosterAt() ?? null });
  const withCentral = () => ({ ...exchange(), refused: (sync?.alarm() ?? null) !== null });
  const operating = operate({ config, db, outbox, kiosks, sync: withCentral, log, onChange: onChanged });
  const stop = async () => {
    renewing?.stop();
    // Together: each server waits for the connections the other closes.
    await Promise.all([sync?.stop(), io.close(), listening.close()]);
    await operating.stop();
    ingest.close();
    release();
  };
  // Nobody is told of lines they cannot find; monitors and central hear of all.
  const syncState = (member: StaffMember) => {
    const { waiting, oldest, setBack } = outbox.counts();
    const quarantined = quarantine.countOpen((entry) => maySettle(entry, member, roster.view));
    const failing = { failure: sync?.failure() ?? null, alarm: sync?.alarm() ?? null };
    const waits = { waiting, oldestWaiting: oldest, setBack, quarantined };
    return { ...exchange(), ...waits, ...failing, trouble: operating.trouble() };
  };

  const publicUrl = () => config.publicUrl ?? listening.url;
  app.use(securityHeaders(), sameSiteOnly, knownBodiesOnly);
  const guarded = { proofs: new ProofGuard(publicUrl), limit: 128_000 };
  const measured = operating.metrics.measure(ingest);
  const take = takeTaps({ ingest: measured, kiosks, onChanged });
  const door = tapsDoor({ guard: deviceGuard(devices, guarded), take, app });
  answer = door.listener;
  app.use(operating.metrics.watchErrors, door.failures, operating.routes);
  app.set('public https', publicUrl().startsWith('https:'));
  app.use(deviceAccess(devices, publicUrl, guarded.proofs, undefined, tls?.pin));
  const staffRoutes = kioskStaffRoutes({ staff, roster, taps, desk, onChanged });
  const centralState = () => ({ ...withCentral(), waiting: outbox.counts().waiting });
  app.use(
    '/kiosk',
    kioskRoutes({
      ingest: measured,
      roster,
      sessions: desk.sessions,
      kiosks,
      centralState,
      requireDevice: requireDevice(devices, guarded),
      staffRoutes,
      onChanged,
    }),
  );
  app.use('/api', staffSignIn(staff, HUB_COOKIE));
  app.use('/api', registerRoutes({ desk, staff, syncState, kiosks, onChanged }));
  app.use(
    '/api',
    hubRoutes({ db, roster, kiosks, outbox, quarantine, ingest, staff, syncState, version: VERSION, onChanged }),
  );
  app.use(express.static(PAGE));
  // The same page; it reads its address.
  app.get('/hub', (_req, res) => res.sendFile('index.html', { root: PAGE }));
  app.use(
    wrongMethod(() => app.router),
    notFound,
    operating.refuse,
    problemHandler(logError),
  );

  sync = await keepInStep({ config, db, roster, outbox, kiosks, log, onChange: onChanged }).catch(
    async (error: unknown) => {
      await stop();
      throw error;
    },
  );
  operating.serving(listening.url);
  log.info({ url: listening.url }, 'hub ready');
  return { url: listening.url, stop };
}

async function serveTls(app: RequestListener, config: HubConfig) {
  const tls = await hubTls(config, new Date());
  return { tls, listening: await listen(app, config.host, config.port, tls?.certificate) };
}
