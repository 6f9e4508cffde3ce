import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes a data folder for this process alone.
 * @returns how to give it back; it is given back at exit too
 * @throws Error in one sentence when a demo runs on it
 */
export function lockFolder(dataDir: string): () => void {
  const path = join(dataDir, 'demo.lock');
  const owner = Number(readOr(path, '0'));
  if (owner > 0 && owner !== process.pid && lives(owner)) {
    throw new Error(
      `A demo runs on "${dataDir}" already. Stop it first, or give this one a folder of its own with --data.`,
    );
  }
  writeFileSync(path, String(process.pid));
  const unlock = () => {
    if (readOr(path, '') === String(process.pid)) rmSync(path, { force: true });
  };
  process.once('exit', unlock);
  return unlock;
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}

/** Whether there is such a process; one we may not signal lives too. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
