import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where pcscd listens for programs, and where vpcd's first virtual reader listens for cards. */
const SOCKETS = ['/run/pcscd/pcscd.comm', '/var/run/pcscd/pcscd.comm'];
const VPCD_PORT = 35_963;
const START_MS = 10_000;

/**
 * Makes sure the PC/SC service runs with the virtual reader; starts it when we
 * may and it does not.
 * @returns how to stop what was started here
 * @throws Error in one sentence saying what is missing
 */
export async function ensurePcscd(): Promise<() => Promise<void>> {
  if (!existsSync('/usr/sbin/pcscd')) {
    throw new Error(
      'The PC/SC reader needs two Debian packages: sudo apt-get install pcscd vsmartcard-vpcd libpcsclite-dev',
    );
  }
  if (!existsSync('/usr/lib/pcsc/drivers/serial/libifdvpcd.so')) {
    throw new Error('The virtual PC/SC reader is missing: sudo apt-get install vsmartcard-vpcd');
  }
  if (await answers(VPCD_PORT)) return async () => {};
  const running = (await Promise.all(SOCKETS.map(answers))).includes(true);
  if (running || process.getuid?.() !== 0) {
    throw new Error('The PC/SC service is not serving the virtual reader: start it with "sudo pcscd", then try again.');
  }
  const child = spawn('/usr/sbin/pcscd', ['-f'], { stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const deadline = performance.now() + START_MS;
  while (!(await answers(VPCD_PORT))) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error('The PC/SC service did not start.');
    await sleep(50);
  }
  return async () => {
    child.kill('SIGTERM');
    await gone;
  };
}

/** Whether something listens on a TCP port of this machine, or a Unix socket. */
function answers(at: number | string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = typeof at === 'number' ? connect(at, '127.0.0.1') : connect(at);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
