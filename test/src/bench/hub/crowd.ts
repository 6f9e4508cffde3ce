import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a crowd is to do: for each connection its requests, one after another, each when the last is answered. */
export interface CrowdTask {
  protocol: 'http' | 'redis';
  port: number;
  connections: string[][];
}

export interface CrowdResult {
  /** Time from writing a request to the end of its answer, ms; connection by connection. */
  latencies: number[];
  seconds: number;
  /** Answers, in the order of the requests. */
  answers: string[][];
}

const PROGRAM = fileURLToPath(new URL('./crowd-process.js', import.meta.url));

/** Sends prepared requests from a process of its own, so that neither preparing nor checking them slows anything down. */
export async function sendCrowd(task: CrowdTask): Promise<CrowdResult> {
  const child = fork(PROGRAM, { serialization: 'advanced', execArgv: [] });
  child.send(task);
  const [result] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the crowd of clients ended (${code})`))),
  ])) as [CrowdResult | { error: string }];
  if (child.connected) child.disconnect();
  if ('error' in result) throw new Error(`the crowd of clients failed: ${result.error}`);
  return result;
}
