import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** There is one pcscd on a machine: tests that use it take turns. */
const LOCK = join(tmpdir(), 'tapwell-pcscd.lock');
const SOCKET = process.env.PCSCLITE_CSOCK_NAME ?? '/run/pcscd/pcscd.comm';
/** vpcd's port for its first reader: when it listens, the reader is there. */
const VPCD_PORT = 35_963;

export interface Pcscd {
  /** False when one was already running: then it is not ours to stop or to kill. */
  readonly ours: boolean;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Lets it hang, and go on. */
  suspend(): void;
  resume(): void;
  /** Stops what was started here and lets the next test have its turn. */
  release(): Promise<void>;
}

export const NOT_OURS = 'a pcscd runs here that these tests did not start, so they may not kill it';

export async function takePcscd(): Promise<Pcscd> {
  await lock();
  const ours = await isFree();
  let child: ChildProcess | undefined;
  const pcscd: Pcscd = {
    ours,
    async kill() {
      if (child === undefined) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      child = undefined;
    },
    async start() {
      child = spawn('pcscd', ['-f'], { stdio: 'ignore' });
      const failed = once(child, 'error').then(([error]) => {
        throw new Error(`pcscd cannot be started (Debian package "pcscd", as root): ${error}`);
      });
      await Promise.race([failed, untilUp()]);
      failed.catch(() => {});
    },
    suspend() {
      child?.kill('SIGSTOP');
    },
    resume() {
      child?.kill('SIGCONT');
    },
    async release() {
      if (ours) await pcscd.kill();
      await rm(LOCK, { recursive: true, force: true });
    },
  };
  try {
    if (ours) await pcscd.start();
    else await untilUp();
  } catch (error) {
    await pcscd.release();
    throw error;
  }
  return pcscd;
}

/** Whether no pcscd runs. One that another test is just ending gets its time. */
async function isFree(): Promise<boolean> {
  const end = Date.now() + 10_000;
  while (await answers(SOCKET)) {
    if (Date.now() > end) return false;
    await pause(200);
  }
  return true;
}

async function untilUp(): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await answers(SOCKET)) || !(await answers(VPCD_PORT))) {
    if (Date.now() > end) throw new Error('pcscd runs without vpcd: install the Debian package "vsmartcard-vpcd"');
    await pause(50);
  }
}

function answers(at: string | number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = typeof at === 'number' ? connect(at, '127.0.0.1') : connect(at);
    const settle = (up: boolean): void => {
      socket.destroy();
      resolve(up);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

async function lock(): Promise<void> {
  const end = Date.now() + 100_000;
  for (;;) {
    try {
      await mkdir(LOCK);
      await writeFile(join(LOCK, 'pid'), String(process.pid));
      return;
    } catch {
      if (await isAbandoned()) await rm(LOCK, { recursive: true, force: true });
      else if (Date.now() > end) throw new Error(`another test has used pcscd for too long (${LOCK})`);
      else await pause(100);
    }
  }
}

/** Its owner died without letting go. A lock without a pid is left to its owner's own means. */
async function isAbandoned(): Promise<boolean> {
  const pid = Number(await readFile(join(LOCK, 'pid'), 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
