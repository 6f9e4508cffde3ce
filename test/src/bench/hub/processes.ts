import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { TAPWELL, withoutOurs } from '../../commands/run-tapwell.ts';

const STOP_MS = 10_000;

export interface Running {
  pid: number;
  /** What it printed behind `ready`. */
  url: string;
  stop(): Promise<void>;
}

/** Starts one part with the `tapwell` command, a process of its own as in a venue, and waits until it serves. */
export function startPart(args: string[], env: Record<string, string> = {}, ready = /^ready (\S*)/m): Promise<Running> {
  return startProgram([process.execPath, TAPWELL, ...args], { TAPWELL_LOG_LEVEL: 'error', ...env }, ready);
}

/**
 * Starts any program.
 * @param ready what it prints once it serves; its first group is the address
 * @throws Error with its last words when it ends before that
 */
export async function startProgram(
  [program, ...args]: string[],
  env: Record<string, string>,
  ready: RegExp,
): Promise<Running> {
  const child = spawn(program!, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withoutOurs(process.env), ...env },
  });
  // Nothing of a bench that failed or was stopped half way runs on.
  const killWithUs = () => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  child.once('exit', () => process.off('exit', killWithUs));
  const url = await firstMatch(child, ready).catch(async (error: unknown) => {
    await end(child);
    throw error;
  });
  return { pid: child.pid!, url, stop: () => end(child) };
}

function firstMatch(child: ChildProcess, ready: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer) => {
      said = (said + chunk).slice(-4000);
      const found = ready.exec(said);
      if (found) resolve(found[1] ?? '');
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${child.spawnargs.join(' ')} ended (${code}): ${said}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(late);
}

/** Resident memory of a process, MB. */
export function residentMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}

/** Processor time of a process so far, all its threads, ms; the kernel counts in steps of ten. */
export function processorMs(pid: number): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = fields.split(' ').slice(11, 13).map(Number) as [number, number];
  return (user + system) * 10;
}
