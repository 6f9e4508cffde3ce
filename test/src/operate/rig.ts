import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { centralConfig } from '@tapwell/central/config';
import {
  findKeys,
  issuePairingCode,
  loadDirectory,
  loadFile,
  newSchemeKeys,
  openCentralStore,
  type RunningCentral,
  type SchemeKeys,
  startCentral,
} from '@tapwell/central/main';
import { issuePairingCode as issueKioskCode, openHubStore } from '@tapwell/hub/main';
import { DeviceClient, pairDevice } from '@tapwell/shared/device/client';
import { newId } from '@tapwell/shared/ids';
import type { Evidence, Tap } from '@tapwell/shared/tap/tap';
import { startTapwell } from '../commands/run-tapwell.ts';
import { fourFreePorts } from '../e2e/rig.ts';
import { directory, HUB, people } from '../faults/people.ts';

const PATIENTS = 60;
const READY_MS = 30_000;
/** Says nothing. */
const silent = { info() {}, warn() {}, error() {}, debug() {}, fatal() {} };

/** A hub as a process of its own, as a service manager runs it. */
export interface HubProcess {
  child: ChildProcess;
  /** Everything it wrote to its log so far. */
  log(): string;
  /** Ends it and gives its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** A central and one hub with people, a kiosk's client and a place on disk for each. */
export interface OperateRig {
  folder: string;
  data: string;
  url: string;
  centralUrl: string;
  keys: SchemeKeys;
  startCentral(): Promise<void>;
  stopCentral(): Promise<void>;
  /** Starts the hub and waits until it serves. */
  startHub(env?: Record<string, string>, more?: string[]): Promise<HubProcess>;
  /** Pairs one more kiosk with the running hub. */
  pairKiosk(name?: string): Promise<DeviceClient>;
  /** Attendances and other facts central has. */
  atCentral(table: 'attendance' | 'hub_fact' | 'kiosk_gap'): Promise<{ id: string }[]>;
  close(): Promise<void>;
}

/** Sets everything up; central runs, the hub does not yet. */
export async function setUp(): Promise<OperateRig> {
  const folder = mkdtempSync(join(tmpdir(), 'tapwell-operate-'));
  const data = join(folder, 'hub');
  const centralData = join(folder, 'central');
  const keys = newSchemeKeys();
  const port = await fourFreePorts();
  const [url, centralUrl] = [`http://localhost:${port}`, `http://localhost:${port + 1}`];
  const now = new Date();
  await loadFile(centralData, directory(now));
  const code = await withCentral(centralData, async (db) => {
    await loadDirectory(db, people(PATIENTS, keys, now).records);
    return issuePairingCode(db, HUB, new Date());
  });
  const given = { data: centralData, port: port + 1, keys: JSON.stringify(keys) };
  let central: RunningCentral | undefined;
  let running: HubProcess | undefined;
  let paired = false;
  const rig: OperateRig = {
    folder,
    data,
    url,
    centralUrl,
    keys: findKeys(given).keys,
    startCentral: async () => {
      central = await startCentral(centralConfig.parse(given), silent as never);
    },
    stopCentral: async () => {
      await central?.stop();
      central = undefined;
    },
    startHub: async (env = {}, more = []) => {
      const args = ['hub', '--data', data, '--port', String(port), '--central', centralUrl, ...more];
      running = await startHub([...args, ...(paired ? [] : ['--pair', code])], env);
      paired = true;
      return running;
    },
    pairKiosk: async (name = 'Front door') => {
      const db = openHubStore(data);
      const kioskCode = issueKioskCode(db, new Date());
      db.close();
      return new DeviceClient(url, await pairDevice(url, kioskCode, name));
    },
    atCentral: (table) => withCentral(centralData, (db) => db.selectFrom(table).select('id').execute()),
    close: async () => {
      await running?.stop('SIGKILL');
      await rig.stopCentral();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await rig.startCentral();
  return rig;
}

async function startHub(args: string[], env: Record<string, string>): Promise<HubProcess> {
  const child = startTapwell(args, env);
  let log = '';
  child.stderr!.on('data', (chunk) => {
    log += String(chunk);
  });
  const gone = once(child, 'exit') as Promise<[number | null]>;
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`The hub did not start: ${log}`)), READY_MS);
    child.stdout!.on('data', (chunk) => {
      if (String(chunk).includes('ready ')) resolve();
    });
    void gone.then(([code]) => reject(new Error(`The hub ended (${code}): ${log}`)));
    void gone.finally(() => clearTimeout(late));
  });
  return {
    child,
    log: () => log,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const [code] = await gone;
      return code;
    },
  };
}

async function withCentral<T>(
  data: string,
  act: (db: Awaited<ReturnType<typeof openCentralStore>>) => Promise<T>,
): Promise<T> {
  const db = await openCentralStore(data);
  try {
    return await act(db);
  } finally {
    await db.destroy();
  }
}

/** A tap of any card by its number, now. */
export function tapNow(evidence: Evidence): Tap {
  return { id: newId(), kioskAt: new Date().toISOString(), offsetMs: 0, evidence };
}

/** The library card of every sixth person of the hall, by its number. */
export function libraryCard(n: number): Evidence {
  return { kind: 'uid', uid: `05${(0x100000 + n * 6).toString(16).padStart(6, '0')}A5B6C7`.toUpperCase() };
}

/** Waits until the hub has its roster, as a kiosk hears of it; the kiosk has then told that it is ready. */
export async function rosterArrived(kiosk: DeviceClient): Promise<void> {
  const status = { reader: 'ready', why: null, waiting: 0, downSince: null, gaps: [] };
  await until(async () => {
    const answer = await kiosk.post('/kiosk/status', status);
    return answer.ok && ((await answer.json()) as { venue: string }).venue !== '';
  }, 'the roster');
}

/** Waits for a condition, up to half a minute. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = performance.now() + READY_MS; performance.now() < end; await sleep(100)) {
    if (await condition()) return;
  }
  throw new Error(`waited in vain: ${what}`);
}
