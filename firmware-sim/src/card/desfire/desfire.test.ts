import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hex, unhex } from '../../bytes.ts';
import type { Chip } from './chip.ts';
import { DesfireEv1 } from './desfire.ts';
import { emptyApplication, factoryDesfire, zeroKey } from './memory.ts';
import { NativeConversation } from './native.ts';

const file = new URL('../../../../shared/vectors/card-crypto.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as {
  vectors: { name: string; source: string; fields: Record<string, string> }[];
};
function vector(name: string): Record<string, string> {
  const found = vectors.find((one) => one.name.startsWith(name));
  if (!found) throw new Error(`no vector "${name}"`);
  return found.fields;
}
const UID = unhex('04A1B2C3D4E5F6');
const native = (card: DesfireEv1, command: string) => hex(card.apdu(unhex(command)));

describe('DESFire EV1 against traces of real cards', () => {
  // Source: github skelsec/pydesfire tests/tests.py, AuthTest_AES.
  it('authenticates with AES, one initialisation vector running through all steps', () => {
    const v = vector('EV1 AES key 0 = zeros');
    const memory = factoryDesfire(UID, zeroKey('aes'));
    const card = new DesfireEv1(memory, undefined, () => unhex(v.RndB!));
    expect(native(card, v.Cmd1!)).toBe(`AF${v.EncRndB}`);
    expect(native(card, `AF${v.Token}`)).toBe(`00${v.EncRndA}`);
  });

  // Source: github patsys/desfire-python test.py, File().
  it('carries the CMAC chain through creating, listing, writing, reading and deleting a file', () => {
    const v = vector('EV1 AES session CMAC chain');
    const memory = factoryDesfire(UID);
    memory.applications.set('010203', { ...emptyApplication('aes'), keys: [zeroKey('aes'), zeroKey('aes')] });
    const chip: Chip = {
      memory,
      state: {
        aid: '010203',
        session: {
          keyNo: 1,
          protocol: 'chained',
          type: 'aes',
          key: unhex(v.SessionKey!),
          iv: new Uint8Array(16),
        },
      },
      changed: () => {},
      random: () => new Uint8Array(16),
    };
    const conversation = new NativeConversation();
    for (let step = 1; v[`${step} cmd`] !== undefined; step++) {
      const command = unhex(v[`${step} cmd`]!);
      const frame = conversation.receive(chip, command[0]!, command.slice(1));
      expect([step, frame.status, hex(frame.data)]).toEqual([step, 0, v[`${step} rsp data`]! + v[`${step} rsp CMAC`]!]);
    }
  });
});

describe('DESFire EV1', () => {
  const fresh = () => new DesfireEv1(factoryDesfire(UID));

  it('gives its version in three frames, wrapped in ISO 7816-4 or not', () => {
    const card = fresh();
    expect(native(card, '60')).toBe('AF04010101001805');
    expect(native(card, 'AF')).toBe('AF04010101041805');
    expect(native(card, 'AF')).toBe(`00${hex(UID)}00000000000124`);
    expect(native(card, '9060000000')).toBe('0401010100180591AF');
  });

  it.each([
    ['an unknown command', ['99'], '1C'],
    ['an unknown application', ['5A010203'], 'A0'],
    ['a frame nobody waits for', ['AF'], '1C'],
    ['authentication with a key it does not have', ['0A05'], '40'],
    ['AES authentication with a DES key', ['AA00'], 'AE'],
    ['formatting without its key', ['FC'], 'AE'],
    ['its UID without a session', ['51'], 'AE'],
    ['another command in the middle of an authentication', ['0A00', '60'], 'CA'],
    ['a second application of the same name', ['CA0102030F01', 'CA0102030F01'], 'DE'],
    ['an application with no keys', ['CA0102030F00'], '9E'],
    ['a file at PICC level', ['CD000000EEEE200000'], '9D'],
    ['a file larger than its memory', ['CA0102030F01', '5A010203', 'CD0000EEEE002000'], '0E'],
    ['reading a file that is not there', ['CA0102030F01', '5A010203', 'BD00000000000000'], 'F0'],
    ['writing beyond the end', ['CA0102030F01', '5A010203', 'CD0000EEEE040000', '3D000300000200000102'], 'BE'],
    ['writing without the key', ['CA0102030F01', '5A010203', 'CD00000000040000', '3D000000000200000102'], 'AE'],
    ['reading a file closed to all', ['CA0102030F01', '5A010203', 'CD0000FFFF040000', 'BD00000000000000'], '9D'],
    ['a command cut short', ['5A0102'], '7E'],
  ])('refuses %s', (_, commands, status) => {
    const card = fresh();
    expect(commands.map((command) => native(card, command)).at(-1)).toBe(status);
  });

  it('takes data in several frames and gives it back in several', () => {
    const card = fresh();
    for (const command of ['CA0102030F01', '5A010203', 'CD0000EEEE640000']) expect(native(card, command)).toBe('00');
    expect(native(card, `3D00000000640000${'AB'.repeat(50)}`)).toBe('AF');
    expect(native(card, `AF${'CD'.repeat(50)}`)).toBe('00');
    expect(native(card, 'BD00000000000000')).toBe(`AF${'AB'.repeat(50)}${'CD'.repeat(9)}`);
    expect(native(card, 'AF')).toBe(`00${'CD'.repeat(41)}`);
  });

  it('remembers everything in saved memory', async () => {
    const { makeCard } = await import('../make-card.ts');
    const plan = { profile: 'desfire', uid: hex(UID), piccKey: `aes:${'01'.repeat(16)}` } as const;
    const card = makeCard(plan);
    for (const command of ['CA0102030F81', '5A010203', 'CD0103EEEE200000']) card.apdu!(unhex(command));
    const again = makeCard(plan, JSON.parse(JSON.stringify(card.save())));
    expect(again.save()).toEqual(card.save());
    expect(hex(again.apdu!(unhex('5A010203')))).toBe('00');
    expect(hex(again.apdu!(unhex('F501')))).toBe('000003EEEE200000');
  });
});
