import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The same from src and from dist: C is compiled here, not copied there.
const SOURCE = fileURLToPath(new URL('../../../src/bench/hub/slow-sync.c', import.meta.url));

/** How slow a disk is made for one process. */
export interface SlowSync {
  /** Environment for the process. */
  env: Record<string, string>;
  /** Syncs to disk it has asked for so far. */
  count(): number;
}

/**
 * Compiles the shim that slows syncs down.
 * @returns for a delay, the environment of one process; `name` tells its count from others'
 */
export function buildSlowSync(folder: string): (name: string, delayMs: number) => SlowSync {
  const library = join(folder, 'slow-sync.so');
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-o', library, SOURCE], {
    encoding: 'utf8',
  });
  if (built.status !== 0) {
    throw new Error(`The bench needs a C compiler (Debian package "build-essential"): ${built.error ?? built.stderr}`);
  }
  return (name, delayMs) => {
    const file = join(folder, `${name}.syncs`);
    return {
      env: { LD_PRELOAD: library, TAPWELL_SYNC_DELAY_MS: String(delayMs), TAPWELL_SYNC_COUNT: file },
      count: () => Number(readFileSync(file).readBigUInt64LE(0)),
    };
  };
}
