import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeviceClient, DeviceRefused } from '@tapwell/shared/device/client';
import { type DeviceIdentity, deviceIdentity } from '@tapwell/shared/device/identity';
import { ensureDataFolder } from '@tapwell/shared/disk/data-folder';
import Database from 'better-sqlite3';
import { Kiosks } from '../../kiosks/kiosk-health.ts';
import { type Db, metaOf, SCHEMA_VERSION } from '../../store/open.ts';
import { Outbox } from '../../store/outbox.ts';
import { Quarantine } from '../../store/quarantine.ts';
import { folderIsTaken } from '../folder-lock.ts';
import { SERVING, type Serving } from '../operate.ts';
import { storeTrouble, TROUBLE_WORDS } from '../store-trouble.ts';
import { freeBytes } from '../store-watch.ts';
import { attention, count, type Finding, fault, ok } from './finding.ts';
import {
  judgeCertificate,
  judgeClock,
  judgeDisk,
  judgeKiosks,
  judgeQuarantine,
  judgeQueue,
  judgeRoster,
} from './judge.ts';
import { lookAtHub } from './look-at-hub.ts';

const CENTRAL_MS = 10_000;

/**
 * Looks at everything a hub needs, running or not, and says how it stands.
 * Changes nothing.
 * @param centralUrl where central is; by default where the hub last called it
 */
export async function checkHub(data: string, centralUrl: string | undefined): Promise<Finding[]> {
  const folder = checkFolder(data);
  if (folder.level === 'fault') return [folder];
  const disk = judgeDisk(freeBytes(data));
  if (!existsSync(join(data, 'hub.sqlite'))) {
    return [folder, disk, fault('There is no hub in this folder yet: start it once with --pair CODE.')];
  }
  const running = folderIsTaken(data);
  let db: Db;
  try {
    db = new Database(join(data, 'hub.sqlite'), { readonly: true, timeout: 10_000 });
  } catch (error) {
    return [folder, disk, storeFault(error)];
  }
  try {
    const store = checkStore(db);
    if (store.level !== 'ok') return [folder, disk, store];
    const noted = metaOf(db).get(SERVING);
    const serving = noted === undefined ? undefined : (JSON.parse(noted) as Serving);
    const served = running && serving ? await lookAtHub(serving.url) : undefined;
    const central = await checkCentral(data, centralUrl ?? serving?.central);
    return [
      folder,
      disk,
      store,
      runs(running, served),
      judgeClock(Date.now(), central.clock, newestReceipt(db)),
      central.finding,
      ...fromStore(db, running),
      judgeCertificate(served?.validTo ?? ownCertificateEnd(data), Date.now()),
    ];
  } catch (error) {
    return [folder, disk, storeFault(error)];
  } finally {
    db.close();
  }
}

function checkFolder(data: string): Finding {
  if (!existsSync(data)) return fault(`There is no folder "${data}".`);
  try {
    ensureDataFolder(data);
    const probe = join(data, '.check');
    writeFileSync(probe, 'x');
    rmSync(probe);
    return ok(`The data folder "${data}" is there and can be written to.`);
  } catch (error) {
    const trouble = storeTrouble(error);
    return fault(trouble ? TROUBLE_WORDS[trouble] : (error as Error).message);
  }
}

function checkStore(db: Db): Finding {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > SCHEMA_VERSION) return fault('The store was made by a newer Tapwell: install that version again.');
  if (version < SCHEMA_VERSION) {
    return attention('The store was made by an older Tapwell: the next start of the hub brings it up to date.');
  }
  const damage = db.pragma('integrity_check', { simple: true });
  if (damage !== 'ok') return fault('The store is damaged: restore it from a backup.');
  const rows = (table: string) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()!;
  return ok(`The store is sound and holds ${count(rows('tap'), 'tap')} and ${count(rows('attendance'), 'visit')}.`);
}

function storeFault(error: unknown): Finding {
  const trouble = storeTrouble(error);
  return fault(trouble ? TROUBLE_WORDS[trouble] : `The store cannot be read: ${(error as Error).message}`);
}

function runs(running: boolean, served: Awaited<ReturnType<typeof lookAtHub>> | undefined): Finding {
  if (!running) return attention('The hub is not running: taps wait in the kiosks until it is started.');
  if (served === undefined) return ok('The hub is starting.');
  if (served.status === null) return fault(`The hub is running and does not answer: ${served.why}`);
  return served.status === 200
    ? ok('The hub is running and well.')
    : fault(`The hub is running and says that it cannot do its work: ${served.why}.`);
}

async function checkCentral(
  data: string,
  url: string | undefined,
): Promise<{ finding: Finding; clock: number | null }> {
  const identity = identityIn(data);
  if (!identity) {
    return { finding: fault('This hub is not paired with central: start it with --pair CODE.'), clock: null };
  }
  if (url === undefined) {
    return { finding: attention('Where central is, is not known: give its address with --central.'), clock: null };
  }
  let clock: number | null = null;
  try {
    const client = new DeviceClient(url, identity);
    await client.signIn();
    const answer = await client.fetch('/healthz', { signal: AbortSignal.timeout(CENTRAL_MS) });
    await answer.body?.cancel();
    const date = Date.parse(answer.headers.get('date') ?? '');
    clock = Number.isNaN(date) ? null : date;
    if (answer.ok) return { finding: ok(`Central at ${url} answers and knows this hub.`), clock };
    return {
      finding: attention(`Central at ${url} knows this hub and is not well: it answers ${answer.status}.`),
      clock,
    };
  } catch (error) {
    if (error instanceof DeviceRefused) return { finding: fault(error.message), clock };
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : (error as Error);
    const words = `Central at ${url} cannot be reached (${cause.message}): everything is kept here until it can.`;
    return { finding: attention(words), clock };
  }
}

function identityIn(data: string): DeviceIdentity | undefined {
  try {
    return deviceIdentity.parse(JSON.parse(readFileSync(join(data, 'identity.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

function fromStore(db: Db, running: boolean): Finding[] {
  const outbox = new Outbox(db, new Quarantine(db));
  const kiosks = new Kiosks(db, outbox);
  const meta = metaOf(db);
  const now = Date.now();
  const { waiting, oldest, quarantined } = outbox.counts();
  const ofKind = (kind: string) =>
    db.prepare<[string], number>('SELECT count(*) FROM roster WHERE kind = ?').pluck().get(kind)!;
  const paired = db.prepare<[], number>('SELECT count(*) FROM device WHERE revoked_at IS NULL').pluck().get()!;
  const roster = { activities: ofKind('activity'), people: ofKind('person') };
  return [
    judgeRoster(roster, meta.get('roster-at') ?? null, now),
    ...judgeKiosks(kiosks.health(), paired, running, now),
    judgeQueue(waiting, oldest, meta.get('last-saved-at') ?? null, now),
    judgeQuarantine(quarantined),
  ];
}

function newestReceipt(db: Db): string | null {
  return db.prepare<[], string | null>('SELECT max(hub_at) FROM tap').pluck().get() ?? null;
}

function ownCertificateEnd(data: string): number | null {
  const path = join(data, 'tls-cert.pem');
  return existsSync(path) ? Date.parse(new X509Certificate(readFileSync(path)).validTo) : null;
}
