import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemeRow, shippedPolicy } from '@tapwell/central/directory/scheme-row';
import {
  type CentralDb,
  issuePairingCode,
  loadDirectory,
  newSchemeKeys,
  openCentralStore,
  startCentral,
} from '@tapwell/central/main';
import { oneHall } from '@tapwell/central/testing/one-hall';
import { type Simulator, startSimulator } from '@tapwell/firmware-sim/wallet/simulator';
import { DeviceClient } from '@tapwell/shared/device/client';
import { loadOrPair } from '@tapwell/shared/device/identity-file';
import { type RosterCard, rosterPage } from '@tapwell/shared/roster/roster';
import { hashPassword } from '@tapwell/shared/staff/password';
import { pino } from 'pino';

export const PASSWORD = 'a long enough password';
/** The wallet: what can be laid on the desk's reader. */
export const WALLET = {
  blank: { profile: 'ntag424', uid: '04A1B2C3D4E501' },
  second: { profile: 'ntag424', uid: '04A1B2C3D4E502' },
  third: { profile: 'ntag424', uid: '04A1B2C3D4E503' },
  library: { profile: 'ntag213', uid: '04112233445566' },
  phone: { profile: 'phone', uid: '08000000' },
} as const;
export type InWallet = keyof typeof WALLET;

export interface Rig {
  central: string;
  db: CentralDb;
  sim: Simulator;
  /** What `--reader` takes. */
  reader: string;
  /** Lifts the card and lays it down anew, as the person at the desk is asked to when it went too soon. */
  layAgain(card: InWallet): Promise<void>;
  /** Every card as the hub at the hall holds it after asking central. */
  rosterCards(): Promise<RosterCard[]>;
  metaReadKeys(): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * A real central on a folder of its own, a hub's account at it, and a simulated
 * PN532. Priya and Amir are link workers; Mary is Priya's patient, Ahmed is Amir's.
 */
export async function startRig(): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'tapwell-issuing-'));
  const data = join(folder, 'central');
  const db = await openCentralStore(data);
  await loadDirectory(db, await records());
  const config = { data, host: '127.0.0.1', port: 0, keys: JSON.stringify(newSchemeKeys()) };
  const central = await startCentral(config, pino({ level: 'silent' }));
  const link = join(folder, 'ttyTAPWELL');
  const wallet = Object.entries(WALLET).map(([card, as]) => ({ card, name: card, kind: 'test card', ...as }));
  const sim = await startSimulator({ reader: { kind: 'pn532', link }, wallet });
  const code = await issuePairingCode(db, 'hub', new Date());
  const identity = await loadOrPair(join(folder, 'hub'), { url: central.url, what: 'central' }, code, 'Hub');
  const hub = new DeviceClient(central.url, identity);
  const roster = async () => {
    const answer = await hub.fetch('/hub/roster?cursor=0');
    return rosterPage
      .parse(await answer.json())
      .changes.flatMap((change) => (change.op === 'put' ? [change.entry] : []));
  };
  return {
    central: central.url,
    db,
    sim,
    reader: `pn532:${link}`,
    layAgain: async (card) => {
      await sim.remove();
      await sim.place(card);
    },
    rosterCards: async () => (await roster()).flatMap((entry) => (entry.kind === 'card' ? [entry] : [])),
    metaReadKeys: async () => (await roster()).flatMap((entry) => (entry.kind === 'scheme' ? entry.metaReadKeys : [])),
    close: async () => {
      await sim.close();
      await central.stop();
      await db.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function records(): Promise<Parameters<typeof loadDirectory>[1]> {
  // Light: these tests sign in dozens of times.
  const password_hash = await hashPassword(PASSWORD, { N: 2 ** 10, r: 8, p: 1 });
  const zone = 'Europe/London';
  const today = new Date().toISOString().slice(0, 10);
  const schedule = { zone, weekly: [{ weekday: 1, start: '10:00', minutes: 60 }], extra: [], from: today, until: null };
  const people = { mary: 'priya', ahmed: 'amir' };
  return {
    ...oneHall(zone, JSON.stringify(schedule)),
    scheme: [schemeRow({ ...shippedPolicy('luton'), cards: ['ntag424', 'uid'] }, zone, 'scheme')],
    staff: [
      { id: 'priya', username: 'priya', name: 'Priya', role: 'link-worker', provider_id: null, password_hash },
      { id: 'amir', username: 'amir', name: 'Amir', role: 'link-worker', provider_id: null, password_hash },
      { id: 'rosa', username: 'rosa', name: 'Rosa', role: 'provider', provider_id: 'provider', password_hash },
    ],
    patient: Object.keys(people).map((id) => ({
      id,
      nhs_number: null,
      given: id[0]!.toUpperCase() + id.slice(1),
      family: 'Test',
      display_name: id[0]!.toUpperCase() + id.slice(1),
      language: null,
      larger_text: 0,
    })),
    prescription: Object.entries(people).map(([patient_id, link_worker_id]) => ({
      id: `rx-${patient_id}`,
      patient_id,
      scheme_id: 'scheme',
      link_worker_id,
      starts_on: today,
      weeks: 12,
      status: 'active',
    })),
    prescribed_activity: Object.keys(people).map((who) => ({
      id: `${who}-walk`,
      prescription_id: `rx-${who}`,
      activity_id: 'walk',
      per_week: 1,
      sessions: 12,
    })),
  };
}
