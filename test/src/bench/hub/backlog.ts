import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openHubStore } from '@tapwell/hub/main';
import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { toEncounter } from '@tapwell/shared/fhir/encounter';
import { startProgram } from './processes.ts';
import type { BenchRig } from './rig.ts';

const LONGEST_MS = 300_000;
const program = (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

/**
 * A hub that was offline meets central again: from there until its outbox is
 * empty and central has every attendance.
 * @returns attendances per second
 */
export async function measureUpload(rig: BenchRig): Promise<number> {
  const waiting = rig.atHub('outbox');
  const central = await rig.startCentral();
  const hub = await rig.startHub();
  try {
    const begun = performance.now();
    while (rig.hasBacklog()) {
      if (performance.now() - begun > LONGEST_MS)
        throw new Error(`the backlog did not end: ${rig.atHub('outbox')} left`);
      await sleep(50);
    }
    const seconds = (performance.now() - begun) / 1000;
    const stored = await rig.attendancesAtCentral();
    if (stored !== waiting || rig.atHub('quarantine') > 0) {
      throw new Error(`${stored} of ${waiting} attendances are at central, ${rig.atHub('quarantine')} in quarantine`);
    }
    return waiting / seconds;
  } finally {
    await hub.stop();
    await central.stop();
  }
}

/** One attendance of the hub as it goes up: what "like documents" are like. */
export function sampleEncounter(rig: BenchRig): string {
  const db = openHubStore(rig.hubData);
  const { body } = db.prepare<[], { body: string }>('SELECT body FROM attendance LIMIT 1').get()!;
  db.close();
  return JSON.stringify(toEncounter(JSON.parse(body) as Attendance));
}

/** The same number of like documents, replicated by PouchDB to express-pouchdb. */
export async function measurePouch(
  folder: string,
  count: number,
  sample: string,
): Promise<{ perSecond: number; version: string }> {
  const there = join(folder, 'pouch-server');
  const here = join(folder, 'pouch-client');
  await Promise.all([mkdir(there), mkdir(here)]);
  const sampleFile = join(here, 'sample.json');
  await writeFile(sampleFile, sample);
  const server = await startProgram([process.execPath, program('pouch-server'), there], {}, /^ready (\S*)/m);
  try {
    const args = [program('pouch-client'), here, server.url, String(count), sampleFile];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: LONGEST_MS });
    const { seconds, version, adapter } = JSON.parse(stdout) as { seconds: number; version: string; adapter: string };
    if (adapter !== 'leveldb') throw new Error(`PouchDB used ${adapter}, which is not what is compared`);
    return { perSecond: count / seconds, version };
  } finally {
    await server.stop();
  }
}
