import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  issueClientToken,
  issuePairingCode as issueHubCode,
  openCentralStore,
  revokeClients,
} from '@tapwell/central/main';
import { issuePairingCode as issueKioskCode, openHubStore } from '@tapwell/hub/main';
import { ensureDataFolder } from '@tapwell/shared/disk/data-folder';
import { type DemoFile, writeDemoFile } from './demo-file.ts';
import { lockFolder } from './lock-folder.ts';
import { LIVE_HUB, STAFF } from './luton/places.ts';
import { Part, type PartSpec } from './parts.ts';
import { ensurePcscd } from './pcscd.ts';
import { prepareCentral } from './prepare-central.ts';
import { demoSecrets } from './secrets.ts';

export interface DemoOptions {
  data: string;
  /** First of four ports: screen, register, workspace, virtual cards. */
  port: number;
  reader: 'serial' | 'pcsc';
}

export type PartName = 'central' | 'hub' | 'kiosk' | 'sim';

export interface RunningDemo {
  file(): DemoFile;
  /** Pulls the plug of one part, or stops it in good order; it stays away until started. */
  stopPart(name: PartName, signal?: NodeJS.Signals): Promise<void>;
  startPart(name: PartName): Promise<void>;
  stop(): Promise<void>;
}

const READY = /^ready /m;
const FHIR_CLIENT = 'Demo FHIR client';
const TOKEN_DAYS = 30;
const WARM_UP_MS = 30_000;

/**
 * Runs the whole of Tapwell on this machine: each part as its own process, as
 * it would run in a council, with its state in the data folder.
 * @throws Error in one sentence for a busy port or a missing package
 */
export async function startDemo({ data, port, reader }: DemoOptions): Promise<RunningDemo> {
  ensureDataFolder(data);
  const unlock = lockFolder(data);
  const ports = { kiosk: port, hub: port + 1, central: port + 2, sim: port + 3 };
  for (const p of Object.values(ports)) await requireFreePort(p);
  const stopPcscd = reader === 'pcsc' ? await ensurePcscd() : async () => {};
  const secrets = demoSecrets(data);
  const dirs = { central: join(data, 'central'), hub: join(data, 'hub'), kiosk: join(data, 'kiosk') };
  const url = (p: number) => `http://localhost:${p}`;

  const wallet = await prepareCentral(dirs.central, secrets, new Date());
  writeFileSync(join(data, 'wallet.json'), JSON.stringify({ cards: wallet.cards }), { mode: 0o600 });
  const hubCode = existsSync(join(dirs.hub, 'identity.json')) ? undefined : await hubPairingCode(dirs.central);
  const token = await withCentral(dirs.central, async (db) => {
    const now = new Date();
    await revokeClients(db, FHIR_CLIENT, now);
    return issueClientToken(db, FHIR_CLIENT, 'read write-all', new Date(now.getTime() + TOKEN_DAYS * 86_400_000));
  });

  const link = join(data, 'reader');
  const specs: Record<PartName, PartSpec> = {
    sim: {
      name: 'sim',
      ready: READY,
      args: [
        ...['sim', 'wallet', '--config', join(data, 'wallet.json'), '--state', join(data, 'cards.json')],
        ...['--reader', reader === 'serial' ? 'pn532' : 'pcsc', '--link', link, '--port', String(ports.sim)],
      ],
    },
    central: {
      name: 'central',
      ready: READY,
      args: ['central', '--data', dirs.central, '--port', String(ports.central)],
      env: { TAPWELL_KEYS_PASSPHRASE: secrets.keysPassphrase },
    },
    hub: {
      name: 'hub',
      ready: READY,
      args: [
        ...['hub', '--data', dirs.hub, '--port', String(ports.hub), '--central', url(ports.central)],
        ...['--name', 'Demo hub', ...(hubCode ? ['--pair', hubCode] : [])],
      ],
    },
    kiosk: {
      name: 'kiosk',
      ready: READY,
      args: [
        ...['kiosk', '--data', dirs.kiosk, '--port', String(ports.kiosk), '--hub', url(ports.hub)],
        ...['--reader', reader === 'serial' ? `pn532:${link}` : 'pcsc', '--name', 'Front door'],
      ],
    },
  };
  const parts = {} as Record<PartName, Part>;
  const file = (): DemoFile => ({
    screen: url(ports.kiosk),
    register: url(ports.hub),
    workspace: url(ports.central),
    referralForm: wallet.form && `${url(ports.central)}${wallet.form}`,
    cards: url(ports.sim),
    fhir: { base: `${url(ports.central)}/fhir`, token },
    staff: STAFF.map(({ role, username }) => ({ role, username, password: secrets.staffPassword })),
    wallet: wallet.about,
    parts: Object.fromEntries(Object.values(parts).flatMap((p) => (p.pid ? [[p.spec.name, p.pid]] : []))),
  });
  let running = false;
  const onChange = () => {
    if (running) writeDemoFile(data, file());
  };
  for (const name of Object.keys(specs) as PartName[]) parts[name] = new Part(specs[name], data, onChange);

  const stop = async () => {
    running = false;
    for (const part of Object.values(parts)) part.leaveStopped();
    // In the order data flows, so that each can still hand over what it has.
    for (const name of ['sim', 'kiosk', 'hub', 'central'] as const) await parts[name].stop();
    await stopPcscd();
    unlock();
  };
  try {
    await Promise.all([parts.sim.start(), parts.central.start().then(() => parts.hub.start())]);
    if (!existsSync(join(dirs.kiosk, 'identity.json'))) specs.kiosk.args.push('--pair', kioskPairingCode(dirs.hub));
    await parts.kiosk.start();
    await kioskIsReady(url(ports.kiosk));
  } catch (error) {
    await stop();
    throw error;
  }
  running = true;
  writeDemoFile(data, file());
  return {
    file,
    stopPart: (name, signal) => parts[name].stop(signal),
    startPart: (name) => parts[name].start(),
    stop,
  };
}

async function withCentral<T>(
  dir: string,
  act: (db: Awaited<ReturnType<typeof openCentralStore>>) => Promise<T>,
): Promise<T> {
  const db = await openCentralStore(dir);
  try {
    return await act(db);
  } finally {
    await db.destroy();
  }
}

function hubPairingCode(centralDir: string): Promise<string> {
  return withCentral(centralDir, (db) => issueHubCode(db, LIVE_HUB, new Date()));
}

function kioskPairingCode(hubDir: string): string {
  const db = openHubStore(hubDir);
  try {
    return issueKioskCode(db, new Date());
  } finally {
    db.close();
  }
}

/** Waits until the kiosk can read cards and its hub has the roster: from then on every tap is greeted by name. */
async function kioskIsReady(screen: string): Promise<void> {
  const deadline = performance.now() + WARM_UP_MS;
  let last = 'it does not answer';
  while (performance.now() < deadline) {
    const health = await fetch(`${screen}/healthz`)
      .then((answer) => answer.json() as Promise<{ reader: string; hub: string; venue: string }>)
      .catch(() => undefined);
    if (health?.reader === 'ready' && health.hub === 'reachable' && health.venue) return;
    if (health) last = health.reader !== 'ready' ? 'its card reader is not ready' : 'its hub has no roster yet';
    await sleep(100);
  }
  throw new Error(`The kiosk did not get ready: ${last}.`);
}

function requireFreePort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () =>
      reject(
        new Error(
          `Port ${port} is in use by another program. Choose another first port, e.g. npm start -- --port 4200.`,
        ),
      ),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}
