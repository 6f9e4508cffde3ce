import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Field } from '../field/field.ts';
import type { SimReader } from '../reader.ts';
import { openPn532 } from './device.ts';

const run = promisify(execFile);

/** A simulated PN532 with Debian's libnfc pointed at it; for tests only. */
export class LibnfcBench {
  readonly field = new Field();
  /** For the test's own files; removed at the end. */
  readonly folder: string;
  private readonly link: string;
  private readonly reader: SimReader;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'tapwell-libnfc-'));
    this.link = join(this.folder, 'pn532');
    this.reader = openPn532(this.link, this.field);
  }

  /**
   * Runs a program on the reader; gives what it printed, with runs of blanks made one.
   * The exit codes of libnfc's programs lie, so they are not looked at.
   */
  async run(program: string, args: string[] = [], timeout = 10_000): Promise<string> {
    const env = { ...process.env, LIBNFC_DEVICE: `pn532_uart:${this.link}`, LIBNFC_AUTO_SCAN: 'false' };
    const { stdout, stderr } = await run(program, args, { env, timeout }).catch((error) => {
      if (error.code === 'ENOENT') throw new Error(`${program} is missing: install its Debian package`);
      return error as { stdout: string; stderr: string };
    });
    return `${stdout}${stderr}`.replace(/ +/g, ' ');
  }

  async close(): Promise<void> {
    await this.reader.close();
    rmSync(this.folder, { recursive: true });
  }
}
