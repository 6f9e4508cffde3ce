import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  initCentral,
  issuePairingCode as issueHubCode,
  keyFilePath,
  loadDirectory,
  loadFile,
  openCentralStore,
  readKeyFile,
} from '@tapwell/central/main';
import { Part as Process } from '@tapwell/cli/demo/parts';
import { issuePairingCode as issueKioskCode, openHubStore } from '@tapwell/hub/main';
import { type Dice, dice } from './dice.ts';
import { KIOSKS, type Part, type Wire } from './fault.ts';
import { buildShim, type Machine, newMachine } from './machine.ts';
import { Meddler } from './meddler.ts';
import { directory, HUB, people, type WalletCard } from './people.ts';
import { freePorts } from './ports.ts';
import { WireProxy } from './wire.ts';

const PASSPHRASE = 'a test passphrase';
const READY = /^ready /m;

/** A kiosk's door: its screen, and the hand that lays cards on its reader. */
export interface Door {
  kiosk: `kiosk-${number}`;
  screen: string;
  simulator: string;
  cards: string[];
}

/** Everything of one run: real processes, and between them wires, meddlers and machines of the test's own. */
export interface Venue {
  /** Everything of this run, logs too. */
  folder: string;
  /** A part's data folder. */
  folderOf(part: Part): string;
  hubUrl: string;
  processes: Map<Part, Process>;
  machines: Map<Part, Machine>;
  wires: Map<Wire, WireProxy>;
  meddlers: { hub: Meddler; central: Meddler };
  doors: Door[];
  /** The cards at each kiosk. */
  wallets: WalletCard[][];
  /** @param keep leave the folder for somebody to look into */
  close(keep?: boolean): Promise<void>;
}

/**
 * kiosk → wire → meddler → hub → wire → meddler → central, four kiosks side by
 * side, each with a simulated reader on a pseudo-terminal.
 * @param patients how many there are
 * @param kiosks how many doors are open
 */
export async function openVenue(seed: number, patients: number, kiosks = KIOSKS): Promise<Venue> {
  const kioskNames = Array.from({ length: kiosks }, (_, k): `kiosk-${number}` => `kiosk-${k + 1}`);
  const folder = await mkdtemp(join(tmpdir(), 'tapwell-faults-'));
  const opened: { close(): Promise<void> }[] = [];
  const processes = new Map<Part, Process>();
  const simulators: Process[] = [];
  const close = async (keep = false) => {
    for (const process of [...processes.values(), ...simulators]) process.leaveStopped();
    await Promise.all([...processes.values(), ...simulators].map((process) => process.stop('SIGKILL')));
    await Promise.all(opened.map((one) => one.close()));
    if (!keep) await rm(folder, { recursive: true, force: true });
  };
  try {
    return await open();
  } catch (error) {
    await close();
    throw error;
  }

  async function open(): Promise<Venue> {
    const chance = dice(seed);
    const shim = buildShim(folder);
    const of = (part: Part) => join(folder, part);
    const machines = new Map(
      (['hub', ...kioskNames] as Part[]).map((part) => [part, newMachine(shim, of(part), `${of(part)}.switches`)]),
    );
    const { wallets, hubCode } = await prepareCentral(of('central'), patients);
    const [hubPort, centralPort, ...more] = (await freePorts(5 + 3 * kiosks)) as [number, number, ...number[]];
    const ports = () => more.pop()!;
    const local = (port: number) => `http://127.0.0.1:${port}`;

    const between = async (names: Wire[], toPort: number) => {
      const through = ports();
      const meddler = await Meddler.open(through, toPort, mine(chance));
      opened.push(meddler);
      const wires = await Promise.all(
        names.map(async (name) => {
          const port = ports();
          const wire = await WireProxy.open(port, through);
          opened.push(wire);
          return { name, wire, url: local(port) };
        }),
      );
      return { meddler, wires };
    };
    const toHub = await between(kioskNames, hubPort);
    const toCentral = await between(['central'], centralPort);

    const start = (name: Part, args: string[], env: Record<string, string> = {}) => {
      const spec = { name, args, ready: READY, env: { ...env, ...machines.get(name)?.env } };
      const process = new Process(spec, folder, () => {});
      processes.set(name, process);
      return process.start();
    };
    const doors = kioskNames.map((kiosk, k): Door & { screenPort: number; simulatorPort: number } => {
      const [screenPort, simulatorPort] = [ports(), ports()];
      const cards = wallets[k]!.map(({ card }) => card);
      return { kiosk, screen: local(screenPort), simulator: local(simulatorPort), cards, screenPort, simulatorPort };
    });
    const startSimulators = doors.map(async ({ kiosk, simulatorPort }, k) => {
      const wallet = join(folder, `${kiosk}.wallet.json`);
      await writeFile(wallet, JSON.stringify({ cards: wallets[k] }));
      const link = ['--reader', 'pn532', '--link', `${of(kiosk)}.reader`, '--port', String(simulatorPort)];
      const name = `${kiosk}-sim`;
      const process = new Process(
        { name, args: ['sim', 'wallet', '--config', wallet, ...link], ready: READY },
        folder,
        () => {},
      );
      simulators.push(process);
      await process.start();
    });
    const startParts = async () => {
      await start('central', ['central', '--data', of('central'), '--port', String(centralPort)], {
        TAPWELL_KEYS_PASSPHRASE: PASSPHRASE,
      });
      const hub = ['hub', '--data', of('hub'), '--port', String(hubPort), '--central', toCentral.wires[0]!.url];
      await start('hub', [...hub, '--public-url', local(hubPort), '--pair', hubCode]);
      const codes = kioskCodes(of('hub'), kiosks);
      await Promise.all(
        doors.map(({ kiosk, screenPort }, k) => {
          const args = ['kiosk', '--data', of(kiosk), '--port', String(screenPort), '--hub', toHub.wires[k]!.url];
          return start(kiosk, [...args, '--reader', `pn532:${of(kiosk)}.reader`, '--name', kiosk, '--pair', codes[k]!]);
        }),
      );
    };
    await Promise.all([...startSimulators, startParts()]);
    await Promise.all(doors.map(({ screen }) => untilWell(screen)));
    return {
      folder,
      folderOf: of,
      hubUrl: local(hubPort),
      processes,
      machines,
      wires: new Map([...toHub.wires, ...toCentral.wires].map(({ name, wire }) => [name, wire])),
      meddlers: { hub: toHub.meddler, central: toCentral.meddler },
      doors,
      wallets,
      close,
    };
  }
}

/** Dice of one's own, so that how often one part rolls them changes nothing for another. */
function mine(chance: Dice): Dice {
  return dice(chance.between(0, 0xffffffff));
}

async function prepareCentral(data: string, patients: number) {
  const now = new Date();
  await initCentral(data, PASSPHRASE);
  await loadFile(data, directory(now));
  const { records, wallets } = people(patients, readKeyFile(keyFilePath(data), PASSPHRASE), now);
  const db = await openCentralStore(data);
  try {
    await loadDirectory(db, records);
    return { wallets, hubCode: await issueHubCode(db, HUB, now) };
  } finally {
    await db.destroy();
  }
}

function kioskCodes(data: string, count: number): string[] {
  const db = openHubStore(data);
  try {
    return Array.from({ length: count }, () => issueKioskCode(db, new Date()));
  } finally {
    db.close();
  }
}

const WELL_MS = 60_000;

/** Waits until a kiosk reads cards and its hub has the roster. */
export async function untilWell(screen: string): Promise<void> {
  const deadline = performance.now() + WELL_MS;
  while (performance.now() < deadline) {
    const health = await fetch(`${screen}/healthz`)
      .then((answer) => answer.json() as Promise<{ reader: string; hub: string; venue: string }>)
      .catch(() => undefined);
    if (health?.reader === 'ready' && health.hub === 'reachable' && health.venue) return;
    await sleep(100);
  }
  throw new Error(`The kiosk at ${screen} did not get well in ${WELL_MS / 1000} s.`);
}
