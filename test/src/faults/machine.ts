import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Disk } from './fault.ts';

/** The same file seen from src/faults and from dist/faults. */
const SOURCE = fileURLToPath(new URL('../../src/faults/shim/machine.c', import.meta.url));

/** Compiles the library that stands between a process and its machine; see shim/machine.c. */
export function buildShim(folder: string): string {
  const library = join(folder, 'machine.so');
  const cc = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, SOURCE, '-ldl'], { encoding: 'utf8' });
  if (cc.status !== 0)
    throw new Error(`The C compiler (Debian package build-essential) failed: ${cc.stderr ?? cc.error}`);
  return library;
}

const DISKS: Record<Disk | 'room', bigint> = { room: 0n, 'no growth': 1n, 'no writes': 2n };

/** A machine of its own for one process: a clock to set, and a disk that may be full. */
export interface Machine {
  /** Environment of the process that runs on it. */
  env: Record<string, string>;
  /** How wrong the wall clock is, ms. */
  setClock(byMs: number): void;
  setDisk(disk: Disk | 'room'): void;
}

/** @param folder what lies on its disk; created if needed */
export function newMachine(shim: string, folder: string, switches: string): Machine {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(switches, Buffer.alloc(16));
  // Written in place: the process has this very file mapped.
  const turn = (which: 0 | 1, value: bigint) => {
    const number = BigInt64Array.of(value);
    const file = openSync(switches, 'r+');
    writeSync(file, new Uint8Array(number.buffer), 0, 8, which * 8);
    closeSync(file);
  };
  return {
    env: { LD_PRELOAD: shim, TAPWELL_SHIM_SWITCHES: switches, TAPWELL_SHIM_FOLDER: folder },
    setClock: (byMs) => turn(0, BigInt(byMs) * 1_000_000n),
    setDisk: (disk) => turn(1, DISKS[disk]),
  };
}
