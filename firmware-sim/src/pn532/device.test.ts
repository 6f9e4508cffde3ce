import { closeSync, constants, existsSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { bytes, hex, unhex } from '../bytes.ts';
import { Field } from '../field/field.ts';
import { openPn532, type SerialReader } from './device.ts';
import { FrameParser } from './parser.ts';

const folder = mkdtempSync(join(tmpdir(), 'tapwell-device-'));
afterAll(() => rmSync(folder, { recursive: true }));
let reader: SerialReader;
afterEach(() => reader.close());

const WAKE = '5555000000000000000000000000000000';
const GET_FIRMWARE = '0000FF02FED4022A00';
const ACK = '0000FF00FF00';
const ANSWER = '0000FF06FAD50332010607E800';

/** What the host gets within `ms` of sending. */
async function talk(link: string, sent: string, ms = 40): Promise<string> {
  const host = openSync(link, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  writeSync(host, unhex(sent));
  await sleep(ms);
  let got = bytes();
  const buffer = new Uint8Array(4096);
  try {
    got = buffer.slice(0, readSync(host, buffer));
  } catch {
    // Nothing came.
  }
  closeSync(host);
  return hex(got);
}

describe('a PN532 board', () => {
  it('answers on its link, and vanishes when unplugged', async () => {
    const link = join(folder, 'a');
    reader = openPn532(link, new Field());
    expect(await talk(link, WAKE + GET_FIRMWARE)).toBe(ACK + ANSWER);
    await reader.unplug();
    expect(existsSync(link)).toBe(false);
  });

  it('comes back under another name, with a chip that must be woken', async () => {
    reader = openPn532(join(folder, 'b'), new Field());
    await reader.unplug();
    await reader.plug(join(folder, 'b2'));
    expect(await talk(join(folder, 'b2'), GET_FIRMWARE)).toBe('');
    expect(await talk(join(folder, 'b2'), WAKE + GET_FIRMWARE)).toBe(ACK + ANSWER);
  });

  it('sleeps again after it lost its power', async () => {
    const link = join(folder, 'c');
    reader = openPn532(link, new Field());
    await talk(link, WAKE + GET_FIRMWARE);
    reader.powerCycle();
    expect(await talk(link, GET_FIRMWARE)).toBe('');
  });

  it('sends wrong checksums, nothing, or late answers when its line is bad', async () => {
    const link = join(folder, 'd');
    reader = openPn532(link, new Field());
    reader.setLine('bad-checksum');
    expect(await talk(link, WAKE + GET_FIRMWARE)).toBe(`${ACK}${ANSWER.slice(0, -4)}E900`);
    reader.setLine('dead');
    expect(await talk(link, GET_FIRMWARE)).toBe('');
    reader.setLine('late');
    expect(await talk(link, GET_FIRMWARE)).toBe(ACK);
    reader.setLine('clean');
    expect(await talk(link, GET_FIRMWARE)).toBe(ACK + ANSWER);
  });

  it('babbles between frames that can still be found', async () => {
    const link = join(folder, 'e');
    reader = openPn532(link, new Field());
    reader.setLine('babble');
    const got = await talk(link, WAKE + GET_FIRMWARE, 100);
    expect(got.length).toBeGreaterThan((ACK + ANSWER).length);
    expect(got).toContain(ANSWER);
    new FrameParser().push(unhex(got));
  });
});
