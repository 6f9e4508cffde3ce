import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { bytes, hex } from '../bytes.ts';
import { openPty } from './pty.ts';

const folder = mkdtempSync(join(tmpdir(), 'tapwell-pty-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Every byte value: control characters, line ends and flow control must all pass. */
const ALL = bytes([...Array(256).keys()]);

describe('a pseudo-terminal', () => {
  it('passes every byte value unchanged, both ways', async () => {
    const link = join(folder, 'a');
    let got = bytes();
    const pty = openPty(link, (chunk) => {
      got = bytes(got, chunk);
    });
    const host = openSync(link, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    writeSync(host, ALL);
    pty.write(ALL);
    await sleep(50);
    const buffer = new Uint8Array(1024);
    const length = readSync(host, buffer);
    closeSync(host);
    pty.close();
    expect(hex(got)).toBe(hex(ALL));
    expect(hex(buffer.slice(0, length))).toBe(hex(ALL));
  });

  it('outlives its clients, and costs no processor time while it waits', async () => {
    let got = bytes();
    const link = join(folder, 'b');
    const pty = openPty(link, (chunk) => {
      got = bytes(got, chunk);
    });
    const before = process.cpuUsage();
    for (const value of [1, 2]) {
      const host = openSync(link, constants.O_RDWR | constants.O_NOCTTY);
      writeSync(host, bytes(value));
      closeSync(host);
      await sleep(200);
    }
    const { user, system } = process.cpuUsage(before);
    pty.close();
    expect([...got]).toEqual([1, 2]);
    expect((user + system) / 1000).toBeLessThan(200);
  });

  it('removes its link when it closes', () => {
    const link = join(folder, 'c');
    const pty = openPty(link, () => {});
    expect(existsSync(link)).toBe(true);
    pty.close();
    expect(existsSync(link)).toBe(false);
  });

  it('refuses to put its link over a file', () => {
    const file = join(folder, 'd');
    writeFileSync(file, 'mine');
    expect(() => openPty(file, () => {})).toThrow('exists and is not a link');
  });
});
