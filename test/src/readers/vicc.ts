import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * A card of somebody else's making: the ISO 7816 emulator of Debian's
 * "vsmartcard-vpicc" (package "python3-virtualsmartcard"), in vpcd's first reader.
 * @returns a function that pulls it out
 */
export async function insertVicc(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'tapwell-vicc-'));
  // As Debian 12 packages it, it lies outside Python's search path and falls back on a module
  // of Python 2 that it only needs to import. Both are mended from outside.
  await writeFile(join(folder, 'sha.py'), '');
  const PYTHONPATH = ['/usr/lib/python3/site-packages/virtualsmartcard', folder].join(delimiter);
  const vicc = spawn('/usr/bin/python3', ['/usr/bin/vicc', '-t', 'iso7816'], {
    stdio: 'ignore',
    env: { ...process.env, PYTHONPATH, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return async () => {
    if (vicc.exitCode === null && vicc.signalCode === null) {
      vicc.kill('SIGKILL');
      await once(vicc, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
}
