import { fileURLToPath } from 'node:url';
import { sunTemplate } from '@tapwell/shared/card/ndef';
import { devicePaths } from '@tapwell/shared/device/client';
import { pinOfCertificate } from '@tapwell/shared/device/pin';
import { certificateFiles } from '@tapwell/shared/http/certificate';
import { deviceAccess, requireDevice } from '@tapwell/shared/http/device-access';
import { notFound, problemHandler } from '@tapwell/shared/http/problem';
import { ProofGuard } from '@tapwell/shared/http/proof-guard';
import { sameSiteOnly, securityHeaders } from '@tapwell/shared/http/security';
import { listen } from '@tapwell/shared/http/serve';
import { staffSignIn } from '@tapwell/shared/http/staff-sign-in';
import { knownBodiesOnly, wrongMethod } from '@tapwell/shared/http/strict';
import express from 'express';
import type { Logger } from 'pino';
import { Server as SocketServer } from 'socket.io';
import { organisationSignIn } from './access/organisation/organisation-routes.ts';
import { type OrganisationConfig, organisationConfig, whyNotOrganisation } from './access/organisation/settings.ts';
import { ROLES } from './access/roles.ts';
import { staffRoutes } from './access/staff-routes.ts';
import { CardNews } from './cards/card-news.ts';
import { cardRoutes } from './cards/card-routes.ts';
import { foundCard } from './cards/found-card.ts';
import type { CentralConfig } from './config.ts';
import { deskSockets } from './desk/desk-sockets.ts';
import { devicesRoutes } from './devices/devices-routes.ts';
import { openReferral } from './directory/hsds/open-routes.ts';
import { residentsMayAdd } from './directory/read-directory.ts';
import { fhirRoutes } from './fhir/fhir-routes.ts';
import { hubRoutes } from './hubs/hub-routes.ts';
import { formInLine, WaitingLine } from './ingest/waiting-line.ts';
import { healthz } from './keep/healthz.ts';
import { keepRoutes } from './keep/keep-routes.ts';
import { purgeDaily } from './keep/purge.ts';
import { keysOfRecord } from './keys/keys-of-record.ts';
import { formRoutes } from './referrals/form-routes.ts';
import { WaitingHubs } from './roster/waiting-hubs.ts';
import { deviceStore } from './store/devices.ts';
import { openStore } from './store/open.ts';
import type { CentralDb } from './store/schema.ts';
import { proofMemory } from './store/shared-proofs.ts';
import { staffStore } from './store/staff.ts';
import { workspaceNews } from './workspace/news.ts';
import { CENTRAL_COOKIE, workspaceRoutes } from './workspace/workspace-routes.ts';

export { keyFilePath } from './keys/find-keys.ts';

export interface RunningCentral {
  url: string;
  stop(): Promise<void>;
}

/** Everyone but providers, unless a scheme lets residents' groups keep their own activities. */
const workspaceRoles = (db: CentralDb) => ({
  allowed: async (role: string) =>
    role === 'provider' ? residentsMayAdd(db) : (ROLES as readonly string[]).includes(role),
  otherwise: 'This workspace is for link workers. Your register is at your venue’s hub.',
});
/** A token costs milliseconds of checking; a device that would wait for one asks again, a little later each time. */
const TOKENS = { places: 8, most: 64, patienceMs: 3_000, comeAgainMs: 10_000 };
const PAGE = fileURLToPath(new URL('../dist/workspace-page', import.meta.url));

/**
 * What new cards open in a phone. Only the demo and tests run without https,
 * and theirs open nothing.
 * @throws RangeError when a card has no room for it
 */
function cardUrlOf({ cardUrl, publicUrl }: CentralConfig): string {
  const url =
    cardUrl ?? (publicUrl?.startsWith('https:') ? new URL('/c', publicUrl).href : 'https://tapwell.example/c');
  sunTemplate(url);
  return url;
}

/** Who may not use a password of ours where there is a sign-in of the organisation, and why. */
function whyNoPassword({ localAccounts, oidcName }: OrganisationConfig) {
  return ({ role }: { role: string }): string | undefined =>
    localAccounts === 'on' || (localAccounts === 'administrators' && role === 'administrator')
      ? undefined
      : `Please sign in with ${oidcName}.`;
}

/** Starts central on its embedded store. */
export async function startCentral(config: CentralConfig, log: Logger): Promise<RunningCentral> {
  const whyNot = whyNotOrganisation(config);
  if (whyNot !== undefined) throw new Error(whyNot);
  const { keys, from } = await keysOfRecord(config);
  const cardUrl = cardUrlOf(config);
  const certificate = certificateFiles(config.cert, config.key);
  const db = await openStore(config.data, config.database, {
    ...(config.databaseConnections && { connections: config.databaseConnections }),
    log: (error) => log.error({ err: error }, 'a connection to the database failed'),
  });
  log.info({ from, database: config.database === undefined ? 'SQLite' : 'PostgreSQL' }, 'record and card keys opened');
  // A key may have been rotated while we were down: hubs need the new meta-read key before the first card with it.
  await db.updateTable('hub').set({ roster_stale: 1 }).execute();
  const devices = deviceStore(db);
  const staff = staffStore(db, config.idleMinutes);
  const logError = (error: unknown) => log.error({ err: error }, 'request failed');

  const scheme = await db.selectFrom('scheme').select('zone').executeTakeFirst();

  const app = express().disable('x-powered-by').set('trust proxy', 'loopback');
  const listening = await listen(app, config.host, config.port, certificate).catch(async (error: unknown) => {
    await db.destroy();
    throw error;
  });
  const io = new SocketServer(listening.server, { serveClient: false });
  const publicUrl = () => config.publicUrl ?? listening.url;
  app.set('public https', publicUrl().startsWith('https:'));
  const proofs = new ProofGuard(publicUrl, await proofMemory(db));
  const guard = requireDevice(devices, { proofs });
  const waiting = new WaitingHubs(db, logError);
  const news = workspaceNews(io, db, staff, CENTRAL_COOKIE, logError);
  const cardNews = new CardNews(news.around);
  const cardsChanged = (staffId: string) => {
    waiting.wake();
    cardNews.changed(staffId);
  };
  const desks = deskSockets({ io, db, keys, staff, cardUrl, cardsChanged, log: logError });
  const onStored = news.prescriptions;

  app.use(securityHeaders());
  // Before what keeps other sites' pages away: the directory is open to them.
  app.use('/openreferral', openReferral(db));
  // So are referral forms: no cookie goes with them, and over plain HTTP browsers do not say where they were opened.
  app.use('/refer', formRoutes(db, PAGE, logError));
  app.use(sameSiteOnly);
  app.get('/healthz', healthz(db));
  app.use(
    '/fhir',
    fhirRoutes({
      db,
      requireDevice: requireDevice(devices, { proofs, forms: true }),
      baseUrl: () => `${publicUrl()}/fhir`,
      zone: scheme?.zone ?? 'Europe/London',
      onStored,
      log: logError,
    }),
  );
  // After FHIR, which refuses in its own words.
  app.use(knownBodiesOnly);
  app.post(devicePaths.token, formInLine(new WaitingLine(TOKENS)));
  app.use(deviceAccess(devices, publicUrl, proofs, undefined, certificate && pinOfCertificate(certificate.cert)));
  const onAcknowledged = () => cardNews.acknowledged();
  app.use('/hub', hubRoutes({ db, keys, requireDevice: guard, waiting, onStored, onAcknowledged, log: logError }));
  const roles = workspaceRoles(db);
  const ways = organisationConfig(config);
  const organisation = organisationSignIn({
    db,
    staff,
    config: ways,
    cookie: CENTRAL_COOKIE,
    publicUrl,
    allowed: roles.allowed,
    log: logError,
  });
  app.use('/api', organisation.router);
  const { signOutAt } = organisation;
  const extras = { whyNoPassword: whyNoPassword(ways), ...(signOutAt && { signOutAt }) };
  app.use('/api', staffSignIn(staff, CENTRAL_COOKIE, roles, undefined, extras));
  app.use(
    '/api',
    workspaceRoutes(db, staff, news, () => waiting.wake()),
  );
  // After the workspace's own, which let nobody past who is not signed in.
  app.use(
    '/api',
    staffRoutes(db, CENTRAL_COOKIE, () => waiting.wake()),
  );
  app.use(
    '/api',
    devicesRoutes(db, () => waiting.wake()),
  );
  app.use(
    '/api',
    keepRoutes(db, () => waiting.wake()),
  );
  app.use('/api', cardRoutes(db, desks, cardsChanged, logError));
  app.get('/c', foundCard);
  app.use(express.static(PAGE));
  app.use(
    wrongMethod(() => app.router),
    notFound,
    problemHandler(logError),
  );

  const purging = purgeDaily(db, { info: (what, words) => log.info(what, words), error: logError });
  log.info({ url: listening.url }, 'central ready');
  return {
    url: listening.url,
    stop: async () => {
      waiting.close();
      // Together: each waits for the connections the other closes.
      await Promise.all([io.close(), listening.close(), purging.stop()]);
      await db.destroy();
    },
  };
}
