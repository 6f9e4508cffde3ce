import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tap } from '@tapwell/shared/tap/tap';
import { fourFreePorts } from '../../e2e/rig.ts';
import { percentile } from '../harness.ts';
import { sendCrowd } from './crowd.ts';
import type { Measured } from './ingest.ts';
import { type Running, startProgram } from './processes.ts';
import type { SlowSync } from './slow-sync.ts';

/** @returns Redis's version, or undefined where it is not installed */
export function redisVersion(): string | undefined {
  const asked = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  return asked.status === 0 ? (/v=(\S+)/.exec(asked.stdout)?.[1] ?? 'unknown') : undefined;
}

/** A Redis of our own that syncs its append-only file before it answers, and takes no snapshots. */
export async function startRedis(folder: string, sync: SlowSync): Promise<Running & { port: number }> {
  const dir = join(folder, `redis-${Date.now()}`);
  await mkdir(dir);
  const port = await fourFreePorts();
  const options = { port, dir, bind: '127.0.0.1', appendonly: 'yes', appendfsync: 'always', save: '', daemonize: 'no' };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const running = await startProgram(['redis-server', ...args], sync.env, /(Ready) to accept connections/);
  return { ...running, port };
}

/** The same events into one stream, each client waiting for its answer: stored only, nothing decided. */
export async function measureRedis(
  { port, sync }: { port: number; sync: SlowSync },
  clients: number,
  events: Tap[],
): Promise<Measured> {
  const connections = Array.from({ length: clients }, (_, c) =>
    events
      .filter((_, i) => i % clients === c)
      .map((event) => command('XADD', 'taps', '*', 'tap', JSON.stringify(event))),
  );
  const before = sync.count();
  const { seconds, latencies, answers } = await sendCrowd({ protocol: 'redis', port, connections });
  const refused = answers.flat().find((answer) => !/^\d+-\d+\r\n$/.test(answer));
  if (refused !== undefined) throw new Error(`Redis answered ${refused}`);
  const perSync = events.length / (sync.count() - before);
  return { perSecond: events.length / seconds, p99: percentile(latencies, 99), perSync };
}

/** RESP: an array of bulk strings. */
function command(...words: string[]): string {
  return [`*${words.length}`, ...words.flatMap((word) => [`$${Buffer.byteLength(word)}`, word]), ''].join('\r\n');
}
