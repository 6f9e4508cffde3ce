import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bytes, hex, unhex } from '../bytes.ts';
import { makeCard } from '../card/make-card.ts';
import { Field } from '../field/field.ts';
import type { Frame } from './frame.ts';
import { FrameParser } from './parser.ts';
import { Pn532 } from './pn532.ts';
import { writeFrame } from './writer.ts';

const SUN_CARD = { profile: 'ntag424', uid: '04A1B2C3D4E5F6', url: 'https://tapwell.example/c' } as const;
const NTAG213 = { profile: 'ntag213', uid: '04112233445566' } as const;
const LISTED = '4B01010344200704A1B2C3D4E5F6067777710280';

/** A chip on a desk: `ask` sends a command and gives the answer's data after D5, or what came instead. */
function bench() {
  const field = new Field();
  const frames: Frame[] = [];
  const parser = new FrameParser();
  const chip = new Pn532(field, { send: (sent) => frames.push(...parser.push(sent)) });
  chip.receive(unhex('5555000000'));
  const send = (command: string) => {
    frames.length = 0;
    chip.receive(writeFrame({ kind: 'information', data: unhex(`D4${command}`) }));
  };
  const answer = () => {
    const [, last] = frames;
    if (!last) return undefined;
    return last.kind === 'information' ? hex(last.data.slice(1)) : last.kind;
  };
  const ask = async (command: string, patience = 500) => {
    send(command);
    for (let waited = 0; waited < patience && frames.length < 2; waited += 5) await sleep(5);
    return answer();
  };
  return { field, chip, frames, send, answer, ask };
}

describe('PN532 housekeeping', () => {
  it.each([
    ['SAMConfiguration', '1401', '15'],
    ['Diagnose, communication line', '00006C69626E6663', '01006C69626E6663'],
    ['GetFirmwareVersion', '02', '0332010607'],
    ['SetParameters', '1214', '13'],
    ['RFConfiguration', '3205FF0102', '33'],
    ['an unknown command', 'EE', 'error'],
    ['RFConfiguration without data', '3205', 'error'],
    ['InListPassiveTarget for three targets', '4A0300', 'error'],
    ['InDataExchange with no target', '400130', '4127'],
  ])('%s: %s gives %s', async (_, command, answer) => {
    expect(await bench().ask(command)).toBe(answer);
  });

  it('reads back the registers it was given', async () => {
    const { ask } = bench();
    expect(await ask('08630280630380')).toBe('09');
    expect(await ask('06630263036305')).toBe('07808000');
  });

  it('loses its targets and switches the field off at PowerDown, and sleeps', async () => {
    const { ask, field, chip, frames } = bench();
    field.place(makeCard(SUN_CARD));
    await ask('4A0100');
    expect(await ask('16F0')).toBe('1700');
    expect(field.isPowered()).toBe(false);
    frames.length = 0;
    chip.receive(writeFrame({ kind: 'information', data: unhex('D402') }));
    expect(frames).toEqual([]);
  });
});

describe('PN532 finding cards', () => {
  it('lists an NTAG 424 DNA with its ATS and an NTAG213 without', async () => {
    const { ask, field } = bench();
    field.place(makeCard(SUN_CARD));
    expect(await ask('4A0100')).toBe(LISTED);
    field.remove();
    field.place(makeCard(NTAG213));
    expect(await ask('4A0100')).toBe('4B0101004400070411223344' + '5566');
  });

  it('lists two cards when two are asked for', async () => {
    const { ask, field } = bench();
    field.place(makeCard(SUN_CARD));
    field.place(makeCard(NTAG213));
    expect(await ask('4A0200')).toBe(`4B02${LISTED.slice(4)}020044000704112233445566`);
  });

  it('finds the one card whose UID is given', async () => {
    const { ask, field } = bench();
    field.place(makeCard(SUN_CARD));
    field.place(makeCard(NTAG213));
    expect(await ask('4A01008804112233445566')).toMatch(/^4B0101004400/);
  });

  it('gives up after (n + 1) tries of about 5 ms when the retries are finite', async () => {
    const { ask } = bench();
    await ask('3205FF0109');
    const start = performance.now();
    expect(await ask('4A0100')).toBe('4B00');
    expect(performance.now() - start).toBeGreaterThan(45);
  });

  it('waits for ever at FF, and answers at once when a card comes', async () => {
    const { send, answer, field } = bench();
    send('4A0100');
    await sleep(150);
    expect(answer()).toBeUndefined();
    field.place(makeCard(SUN_CARD));
    await sleep(5);
    expect(answer()).toBe(LISTED);
  });

  it('stops waiting when the host sends ACK, and stays silent when the card comes', async () => {
    const { send, chip, field, frames } = bench();
    send('4A0100');
    chip.receive(writeFrame({ kind: 'ack' }));
    field.place(makeCard(SUN_CARD));
    await sleep(20);
    expect(frames.map((frame) => frame.kind)).toEqual(['ack']);
  });

  it('polls for card types in turn and names the type it found', async () => {
    const { ask, field } = bench();
    field.place(makeCard(NTAG213));
    expect(await ask('6014022010')).toBe(`610110` + '0C' + '010044000704112233445566');
  });
});

describe('PN532 talking to a card', () => {
  it('passes APDUs to an ISO 14443-4 card and native commands to an NTAG213', async () => {
    const { ask, field } = bench();
    field.place(makeCard(SUN_CARD));
    await ask('4A0100');
    expect(await ask('400100A4040007D276000085010100')).toBe('41009000');
    field.remove();
    field.place(makeCard(NTAG213));
    await ask('4A0100');
    expect(await ask('40013003')).toBe(`4100E11012000300FE${'00'.repeat(9)}`);
  });

  it('carries a whole 256-byte read in one extended frame', async () => {
    const { ask, field } = bench();
    field.place(makeCard(SUN_CARD));
    await ask('4A0100');
    await ask('400100A4040007D276000085010100');
    await ask('400100A4000C02E104');
    expect(await ask('400100B0000000')).toMatch(/^4100004CD101.{504}9000$/);
  });

  it('reports a card that is gone as a timeout', async () => {
    const { ask, field } = bench();
    field.place(makeCard(SUN_CARD));
    await ask('4A0100');
    field.remove();
    expect(await ask('400100A4040007D276000085010100')).toBe('4101');
    expect(await ask('42B2')).toBe('4301');
  });

  it('answers the presence check of ISO-DEP while the card is there', async () => {
    const { ask, field } = bench();
    field.place(makeCard(SUN_CARD));
    await ask('4A0100');
    expect(await ask('42B2')).toBe('4300A3');
    expect(await ask('0006')).toBe('0100');
  });

  it('pulls the card away after as many answers as the fault says', async () => {
    const { ask, field } = bench();
    field.faults.pullAwayAfter = 1;
    field.place(makeCard(SUN_CARD));
    await ask('4A0100');
    expect(await ask('400100A4040007D276000085010100')).toBe('41009000');
    expect(await ask('400100A4000C02E104')).toBe('4101');
  });

  it('forgets released targets', async () => {
    const { ask, field } = bench();
    field.place(makeCard(SUN_CARD));
    await ask('4A0100');
    expect(await ask('5200')).toBe('5300');
    expect(await ask('400100A4000C02E104')).toBe('4127');
  });

  it('never answers twice, and never throws, whatever the host sends', async () => {
    const { chip, frames } = bench();
    for (let code = 0; code < 256; code++) {
      for (const parameters of [[], [0], [1, 0], [1, 2, 3, 4]]) {
        if (code === 0x16) continue;
        chip.receive(writeFrame({ kind: 'information', data: bytes(0xd4, code, parameters) }));
      }
    }
    await sleep(50);
    const answers = frames.filter((frame) => frame.kind !== 'ack').length;
    expect(answers).toBeLessThanOrEqual(256 * 4);
    chip.stop();
  });
});
