import { fileURLToPath } from 'node:url';
import { deviceAccess, requireDevice } from '@tapwell/shared/http/device-access';
import { notFound, problemHandler } from '@tapwell/shared/http/problem';
import { securityHeaders } from '@tapwell/shared/http/security';
import { listen } from '@tapwell/shared/http/serve';
import { staffSignIn } from '@tapwell/shared/http/staff-sign-in';
import express from 'express';
import type { Logger } from 'pino';
import { Server as SocketServer } from 'socket.io';
import type { CentralConfig } from './config.ts';
import { fhirRoutes } from './fhir/fhir-routes.ts';
import { hubRoutes } from './hubs/hub-routes.ts';
import { findKeys } from './keys/find-keys.ts';
import { deviceStore } from './store/devices.ts';
import { openStore } from './store/open.ts';
import { staffStore } from './store/staff.ts';
import { CENTRAL_COOKIE, workspacePush, workspaceRoutes } from './workspace/workspace-routes.ts';

export { keyFilePath } from './keys/find-keys.ts';

export interface RunningCentral {
  url: string;
  stop(): Promise<void>;
}

const PAGE = fileURLToPath(new URL('../dist/workspace-page', import.meta.url));

/** Starts central on its embedded store. */
export async function startCentral(config: CentralConfig, log: Logger): Promise<RunningCentral> {
  const { keys, from } = findKeys(config);
  log.info({ from }, 'card keys opened');
  const db = await openStore(config.data);
  const devices = deviceStore(db);
  const staff = staffStore(db);
  const logError = (error: unknown) => log.error({ err: error }, 'request failed');

  const scheme = await db.selectFrom('scheme').select('zone').executeTakeFirst();

  const app = express().disable('x-powered-by').set('trust proxy', 'loopback');
  const listening = await listen(app, config.host, config.port).catch(async (error: unknown) => {
    await db.destroy();
    throw error;
  });
  const io = new SocketServer(listening.server, { serveClient: false });
  const publicUrl = () => config.publicUrl ?? listening.url;
  const guard = requireDevice(devices);

  app.use(securityHeaders());
  app.get('/healthz', (_req, res) => res.json({ status: 'ok' }));
  app.use(deviceAccess(devices, publicUrl));
  app.use(
    '/fhir',
    fhirRoutes({
      db,
      requireDevice: guard,
      baseUrl: () => `${publicUrl()}/fhir`,
      zone: scheme?.zone ?? 'Europe/London',
      onStored: workspacePush(io, db, staff, logError),
      log: logError,
    }),
  );
  app.use('/hub', hubRoutes({ db, keys, requireDevice: guard, log: logError }));
  app.use('/api', staffSignIn(staff, CENTRAL_COOKIE));
  app.use('/api', workspaceRoutes(db, staff));
  app.use(express.static(PAGE));
  app.use(notFound, problemHandler(logError));

  log.info({ url: listening.url }, 'central ready');
  return {
    url: listening.url,
    stop: async () => {
      await io.close();
      await listening.close();
      await db.destroy();
    },
  };
}
