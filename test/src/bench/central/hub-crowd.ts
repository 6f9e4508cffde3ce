import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Attendance } from '@tapwell/shared/attendance/attendance';
import type { DeviceIdentity } from '@tapwell/shared/device/identity';

export interface HubCrowdTask {
  /** Its address. */
  central: string;
  hubs: { identity: DeviceIdentity; batches: Attendance[][]; cursor?: number }[];
  /** They have their tokens before it begins; else buying them is part of it. */
  signedIn: boolean;
  /** Each asks for its roster beside its uploads, as hubs do. */
  askRoster: boolean;
}

export interface HubCrowdResult {
  /** Until the last batch was acknowledged, and the last roster was there too. */
  seconds: number;
  rosterSeconds: number;
  /** Of each batch that was taken, ms. */
  latencies: number[];
  /** What else hubs were told, and how often. */
  failures: Record<string, number>;
}

const PROGRAM = fileURLToPath(new URL('./hub-crowd-process.js', import.meta.url));

/** Lets many hubs upload at once, from a process of their own. */
export async function sendHubs(task: HubCrowdTask): Promise<HubCrowdResult> {
  const child = fork(PROGRAM, { serialization: 'advanced', execArgv: [] });
  const killWithUs = () => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  child.send(task);
  const [result] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the crowd of hubs ended (${code})`))),
  ])) as [HubCrowdResult | { error: string }];
  process.off('exit', killWithUs);
  if (child.connected) child.disconnect();
  if ('error' in result) throw new Error(`the crowd of hubs failed: ${result.error}`);
  return result;
}
