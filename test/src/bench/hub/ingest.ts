import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tap } from '@tapwell/shared/tap/tap';
import { percentile } from '../harness.ts';
import { sendCrowd } from './crowd.ts';
import { signIn } from './kiosks.ts';
import type { BenchRig } from './rig.ts';
import type { SlowSync } from './slow-sync.ts';
import type { Village } from './village.ts';

/** One measurement of a store under a crowd of clients. */
export interface Measured {
  perSecond: number;
  p99: number;
  /** Events for each sync to disk. */
  perSync: number;
}

export type Kiosk = Awaited<ReturnType<typeof signIn>>;

/** The kiosks of a rig, each signed in at its running hub. */
export function signInAll(rig: BenchRig, hubUrl: string): Promise<Kiosk[]> {
  return Promise.all(rig.kiosks.map((kiosk) => signIn(hubUrl, kiosk)));
}

/**
 * Every kiosk sends its taps, so many in each request, one request at a time:
 * one tap as in daily use, fifty as after an outage. All are first visits.
 */
export async function measureHub(
  { port, sync }: { port: number; sync: SlowSync },
  kiosks: Kiosk[],
  village: Village,
  { taps, perRequest }: { taps: number; perRequest: number },
): Promise<Measured> {
  const all = village.nextTaps(taps);
  // Each kiosk's own share, in order.
  const share = Math.ceil(taps / kiosks.length);
  const connections = kiosks.map((kiosk, k) =>
    chunks(all.slice(k * share, (k + 1) * share), perRequest).map((chunk) => kiosk.request(chunk)),
  );
  const before = sync.count();
  const { seconds, latencies, answers } = await sendCrowd({ protocol: 'http', port, connections });
  const syncs = sync.count() - before;
  const text = answers.flat().join('');
  const checkedIn = text.split('"outcome":"checked-in"').length - 1;
  if (checkedIn !== taps) throw new Error(`only ${checkedIn} of ${taps} taps were checked in: ${text.slice(0, 500)}`);
  return { perSecond: taps / seconds, p99: percentile(latencies, 99), perSync: taps / syncs };
}

/** @returns events per second of a raw loop that commits one at a time */
export function measureRawLoop(folder: string, env: Record<string, string>, events: Tap[]): number {
  return runLoop('raw-loop', env, [join(folder, 'raw.sqlite'), eventsFile(folder, events)]);
}

/** @returns taps per second of the ingest alone, with so many callers, while the hub itself does not run */
export function measureInProcess(
  folder: string,
  env: Record<string, string>,
  { hubData, kiosks }: BenchRig,
  taps: Tap[],
): number {
  return runLoop('in-process', env, [hubData, eventsFile(folder, taps), String(kiosks.length)]);
}

function eventsFile(folder: string, events: Tap[]): string {
  const file = join(folder, 'events.json');
  writeFileSync(file, JSON.stringify(events));
  return file;
}

/** Runs a program of ours that prints how many events it stored in a second. */
function runLoop(name: string, env: Record<string, string>, args: string[]): number {
  const program = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  const perSecond = Number(stdout);
  if (!(perSecond > 0)) throw new Error(`${name} failed: ${stderr}`);
  return perSecond;
}

export function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
