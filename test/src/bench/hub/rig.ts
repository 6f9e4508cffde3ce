import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  initCentral,
  issuePairingCode,
  keyFilePath,
  loadDirectory,
  openCentralStore,
  writeKeyFile,
} from '@tapwell/central/main';
import { openHubStore } from '@tapwell/hub/main';
import { fourFreePorts } from '../../e2e/rig.ts';
import { type PairedKiosk, pairKiosks } from './kiosks.ts';
import { type Running, startPart } from './processes.ts';
import type { Village } from './village.ts';

const PASSPHRASE = 'a passphrase for the bench';
const ROSTER_MS = 60_000;

/** A central and a hub of their own, each to be started and stopped as the bench needs it. */
export interface BenchRig {
  hubData: string;
  kiosks: PairedKiosk[];
  startHub(env?: Record<string, string>): Promise<Running>;
  startCentral(): Promise<Running>;
  /** Rows of a table of the hub's store, from outside. */
  atHub(table: 'roster' | 'outbox' | 'attendance' | 'quarantine' | 'tap'): number;
  /** Whether anything waits to go up; cheap enough to ask often. */
  hasBacklog(): boolean;
  attendancesAtCentral(): Promise<number>;
}

/** Sets both up, pairs everything and brings the roster to the hub; then stops both. */
export async function setUp(folder: string, village: Village, kioskCount: number): Promise<BenchRig> {
  const centralData = join(folder, 'central');
  const hubData = join(folder, 'hub');
  await initCentral(centralData, PASSPHRASE);
  writeKeyFile(keyFilePath(centralData), PASSPHRASE, village.keys);
  const code = await withCentral(centralData, async (db) => {
    await loadDirectory(db, village.records);
    return issuePairingCode(db, 'hub', new Date());
  });
  const port = await fourFreePorts();
  const centralUrl = `http://localhost:${port}`;
  const startCentral = () =>
    startPart(['central', '--data', centralData, '--port', String(port)], { TAPWELL_KEYS_PASSPHRASE: PASSPHRASE });
  const hubArgs = ['hub', '--data', hubData, '--port', String(port + 1), '--central', centralUrl];
  const ask = (query: string): number => {
    const db = openHubStore(hubData);
    const { n } = db.prepare<[], { n: number }>(query).get()!;
    db.close();
    return n;
  };
  const atHub: BenchRig['atHub'] = (table) => ask(`SELECT count(*) AS n FROM ${table}`);

  const central = await startCentral();
  const hub = await startPart([...hubArgs, '--pair', code]);
  try {
    const kiosks = await pairKiosks(hub.url, hubData, kioskCount);
    await rosterArrived(() => atHub('roster'), village.records);
    return {
      hubData,
      kiosks,
      startHub: (env) => startPart(hubArgs, env),
      startCentral,
      atHub,
      hasBacklog: () => ask('SELECT EXISTS (SELECT 1 FROM outbox) AS n') === 1,
      attendancesAtCentral: () =>
        withCentral(centralData, async (db) => {
          const count = db.selectFrom('attendance').select((q) => q.fn.countAll<number>().as('n'));
          return Number((await count.executeTakeFirstOrThrow()).n);
        }),
    };
  } finally {
    await hub.stop();
    await central.stop();
  }
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

async function rosterArrived(entries: () => number, { patient = [], card = [] }: Village['records']): Promise<void> {
  const deadline = performance.now() + ROSTER_MS;
  // People and cards, and with them the venue, the scheme and the activity.
  while (entries() < patient.length + card.length + 3) {
    if (performance.now() > deadline) throw new Error('the roster did not reach the hub');
    await sleep(200);
  }
}
