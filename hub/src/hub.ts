import { fileURLToPath } from 'node:url';
import { DeviceClient } from '@tapwell/shared/device/client';
import { loadOrPair } from '@tapwell/shared/device/identity-file';
import { deviceAccess, requireDevice } from '@tapwell/shared/http/device-access';
import { notFound, problemHandler } from '@tapwell/shared/http/problem';
import { securityHeaders } from '@tapwell/shared/http/security';
import { listen } from '@tapwell/shared/http/serve';
import { staffSignIn } from '@tapwell/shared/http/staff-sign-in';
import express from 'express';
import type { Logger } from 'pino';
import { Server as SocketServer } from 'socket.io';
import type { HubConfig } from './config.ts';
import { TapIngest } from './ingest/receive-taps.ts';
import { Kiosks } from './kiosks/kiosk-health.ts';
import { kioskRoutes } from './kiosks/kiosk-routes.ts';
import { kioskStaffRoutes } from './kiosks/staff-routes.ts';
import { HUB_COOKIE, registerPush, registerRoutes } from './register/register-routes.ts';
import { RosterStore } from './roster/roster-store.ts';
import { Attendances } from './store/attendances.ts';
import { deviceStore } from './store/devices.ts';
import { metaOf, openStore } from './store/open.ts';
import { Outbox } from './store/outbox.ts';
import { Quarantine } from './store/quarantine.ts';
import { staffStore } from './store/staff.ts';
import { Taps } from './store/taps.ts';
import { RosterSync } from './sync/roster-sync.ts';
import { syncedThrough } from './sync/synced-through.ts';
import { Uploader } from './sync/uploader.ts';

export interface RunningHub {
  url: string;
  stop(): Promise<void>;
}

const PAGE = fileURLToPath(new URL('../dist/register-page', import.meta.url));
const VERSION = '0.1.0';
const KEEP_SAVED_MS = 30_000;

/** Starts a hub: opens its store, serves kiosks and the register, and keeps in step with central. */
export async function startHub(config: HubConfig, log: Logger): Promise<RunningHub> {
  const db = openStore(config.data);
  const meta = metaOf(db);
  const roster = new RosterStore(db);
  const quarantine = new Quarantine(db);
  const outbox = new Outbox(db, quarantine);
  const attendances = new Attendances(db, outbox);
  const kiosks = new Kiosks(db, outbox);
  const devices = deviceStore(db);
  const staff = staffStore(db, roster);
  const logError = (error: unknown) => log.error({ err: error }, 'request failed');
  const taps = new Taps(db);
  const ingest = new TapIngest({ db, roster, outbox, attendances, quarantine, taps, onFault: logError });

  const app = express().disable('x-powered-by').set('trust proxy', 'loopback');
  const listening = await listen(app, config.host, config.port);
  const io = new SocketServer(listening.server, { serveClient: false });
  const onChanged = registerPush(io, staff, roster);
  let lastSavedAt = meta.get('last-saved-at') ?? null;
  const syncState = () => {
    const { waiting, quarantined } = outbox.counts();
    return { lastSavedAt, waiting, quarantined };
  };

  app.use(securityHeaders());
  app.get('/healthz', (_req, res) => res.json({ status: 'ok' }));
  app.use(deviceAccess(devices, () => config.publicUrl ?? listening.url));
  const staffRoutes = kioskStaffRoutes(staff, roster, taps);
  app.use(
    '/kiosk',
    kioskRoutes({ ingest, roster, kiosks, requireDevice: requireDevice(devices), staffRoutes, onChanged }),
  );
  app.use('/api', staffSignIn(staff, HUB_COOKIE));
  app.use('/api', registerRoutes({ roster, attendances, taps, staff, syncState, kiosks }));
  app.use(express.static(PAGE));
  app.use(notFound, problemHandler(logError));

  const stopSync = { run: async () => {} };
  const startSync = async () => {
    const identity = await loadOrPair(config.data, { url: config.central, what: 'central' }, config.pair, config.name);
    const central = new DeviceClient(config.central, identity);
    let saved: boolean | undefined;
    let keptAt = 0;
    const uploader = new Uploader({
      outbox,
      central,
      report: () => {
        const { waiting, oldest, quarantined } = outbox.counts();
        return {
          syncedThrough: syncedThrough(new Date(), oldest, kiosks.clearThrough()),
          kiosks: kiosks.health().slice(0, 50),
          rosterCursor: roster.cursor,
          waiting,
          quarantined,
          version: VERSION,
        };
      },
      onSync: (ok, why) => {
        const now = new Date();
        if (ok) lastSavedAt = now.toISOString();
        // Kept on disk once in a while only: a durable write for every batch would slow the taps down.
        if (ok && now.getTime() - keptAt > KEEP_SAVED_MS) {
          keptAt = now.getTime();
          meta.set('last-saved-at', now.toISOString());
        }
        if (ok === saved) return;
        saved = ok;
        log[ok ? 'info' : 'warn']({ why }, ok ? 'saving to central' : 'cannot save to central now');
        io.emit('changed');
      },
    });
    const rosterSync = new RosterSync(central, roster, (why) => log.warn({ why }, 'roster'));
    uploader.start();
    rosterSync.start();
    stopSync.run = async () => void (await Promise.all([uploader.stop(), rosterSync.stop()]));
  };

  try {
    await startSync();
  } catch (error) {
    await listening.close();
    db.close();
    throw error;
  }
  log.info({ url: listening.url }, 'hub ready');
  return {
    url: listening.url,
    stop: async () => {
      await stopSync.run();
      await io.close();
      await listening.close();
      db.close();
    },
  };
}
