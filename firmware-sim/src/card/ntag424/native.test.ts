import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, hex, toLe, unhex } from '../../bytes.ts';
import { parseApdu } from '../apdu.ts';
import { makeCard } from '../make-card.ts';
import type { Chip } from './chip.ts';
import { readSettings, writeSettings } from './file-settings.ts';
import { factoryMemory, type Ntag424Memory } from './memory.ts';
import { nativeCommand } from './native.ts';
import { Ntag424 } from './ntag424.ts';
import { Pcd } from './pcd.testing.ts';
import { type Session, sessionKeys } from './secure-messaging.ts';

const file = new URL('../../../../shared/vectors/card-crypto.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as {
  vectors: { name: string; fields: Record<string, string> }[];
};
function vector(name: string): Record<string, string> {
  const found = vectors.find((one) => one.name.startsWith(name));
  if (!found) throw new Error(`no vector "${name}"`);
  return found.fields;
}

const UID = '04958CAA5C5E80';
const ZERO = '00'.repeat(16);
const K1 = '0123456789ABCDEF0123456789ABCDEF';

/** A chip in the middle of a recorded session. */
function inSession(v: Record<string, string>, keyNo: number, memory: Ntag424Memory = factoryMemory(unhex(UID))): Chip {
  const session: Session = {
    keyNo,
    encKey: unhex(v.KSesAuthENC ?? ZERO),
    macKey: unhex(v.KSesAuthMAC!),
    ti: unhex(v.TI!),
    counter: unhex(v.CmdCtr!)[0]!,
  };
  return { memory, state: { level: 'application', session }, changed: () => {}, random: () => new Uint8Array(16) };
}
const run = (chip: Chip, apdu: string) => hex(nativeCommand(chip, parseApdu(unhex(apdu))!));

// Source: NXP AN12196, through github lucianox777/nfc-ev2-crypto and quotations of the note.
describe('NTAG 424 DNA against recorded traces', () => {
  it('answers AuthenticateEV2First as AN12196 5.6', () => {
    const v = vector('AN12196 5.6');
    const randoms = [unhex(v.RndB!), unhex(v.TI!)];
    const card = new Ntag424(factoryMemory(unhex(UID)), undefined, () => randoms.shift()!);
    card.apdu(unhex('00A4040007D276000085010100'));
    expect(hex(card.apdu(unhex(v.Cmd1!)))).toBe(`${v.EncRndB}91AF`);
    expect(hex(card.apdu(unhex(`90AF000020${v.Part2}00`)))).toBe(`${v.Resp2}9100`);
  });

  it.each(['AN12196 5.6', 'AN12196 6.10'])('derives the session keys of %s', (name) => {
    const v = vector(name);
    const rndB = v.RndB ? unhex(v.RndB) : undefined;
    if (!rndB) return;
    const keys = sessionKeys(unhex(v.Key!), unhex(v.RndA!), rndB);
    expect(hex(keys.encKey)).toBe(v.KSesAuthENC);
    expect(hex(keys.macKey)).toBe(v.KSesAuthMAC);
  });

  it('answers GetFileSettings with a MAC', () => {
    const v = vector('GetFileSettings CommMode.MAC');
    const memory = factoryMemory(unhex(UID));
    const wire = unhex(v.R_APDU!);
    // Type and size are not part of what ChangeFileSettings writes.
    const settings = readSettings(bytes(wire.slice(1, 4), wire.slice(7, -10)));
    if (typeof settings === 'string') throw new Error(settings);
    memory.files[2]!.settings = settings;
    expect(run(inSession(v, 0, memory), v.C_APDU!)).toBe(v.R_APDU);
  });

  it('takes an enciphered WriteData', () => {
    const v = vector('WriteData NDEF CommMode.FULL');
    const memory = factoryMemory(unhex(UID));
    memory.files[2]!.settings = { commMode: 3, access: { readWrite: 0, change: 0, read: 0xe, write: 0 } };
    expect(run(inSession(v, 0, memory), v.C_APDU!)).toBe(v.R_APDU);
    expect(hex(memory.files[2]!.data.slice(0, 128))).toBe(v.plain!.padEnd(256, '0'));
  });

  it('answers GetCardUID enciphered', () => {
    const v = vector('GetCardUID CommMode.FULL');
    expect(run(inSession(v, 0), v.C_APDU!)).toBe(v.R_APDU);
  });

  it('takes ChangeFileSettings that switch SDM on', () => {
    const v = vector('ChangeFileSettings (SDM on)');
    const memory = factoryMemory(unhex(UID));
    expect(run(inSession(v, 0, memory), v.C_APDU!)).toBe(v.R_APDU);
    expect(hex(writeSettings(memory.files[2]!.settings))).toBe(v.plain);
    expect(memory.files[2]!.settings.sdm).toMatchObject({
      metaRead: 2,
      fileRead: 1,
      piccDataOffset: 32,
      macOffset: 67,
    });
  });

  it('takes ChangeKey for another key than its own', () => {
    const v = vector('ChangeKey case 1');
    const memory = factoryMemory(unhex(UID));
    expect(run(inSession(v, 0, memory), v.C_APDU!)).toBe(v.R_APDU);
    expect(hex(memory.keys[2]!)).toBe(v.newKey);
    expect(memory.keyVersions[2]).toBe(1);
  });
});

const blank = () => makeCard({ profile: 'ntag424', uid: UID });
const change = (key: string, version: number, old = ZERO) => {
  const mixed = unhex(key).map((value, i) => value ^ unhex(old)[i]!);
  return bytes(mixed, version, toLe((crc32(unhex(key)) ^ 0xffffffff) >>> 0, 4));
};

describe('keys of an NTAG 424 DNA', () => {
  it('change in both ways, and the session ends with its own key', () => {
    const pcd = new Pcd(blank());
    expect(pcd.authenticate(0, ZERO)).toBe('9100');
    expect(pcd.secure('full', 0xc4, bytes(1), change(K1, 7))).toBe('9100');
    expect(pcd.secure('mac', 0x64, bytes(1))).toBe('079100');
    expect(pcd.secure('full', 0xc4, bytes(0), bytes(unhex(K1), 3))).toBe('9100');
    expect(pcd.native(0x51)).toBe('91AE');
    expect(pcd.authenticate(0, ZERO)).toBe('91AE');
    expect(pcd.authenticate(0, K1)).toBe('9100');
    expect(pcd.authenticate(1, K1)).toBe('9100');
    expect(pcd.native(0x64, bytes(0))).toMatch(/917E$/);
  });

  it('outlive power and are saved', () => {
    const card = blank();
    const pcd = new Pcd(card);
    pcd.authenticate(0, ZERO);
    pcd.secure('full', 0xc4, bytes(4), change(K1, 1));
    const again = makeCard({ profile: 'ntag424', uid: UID }, JSON.parse(JSON.stringify(card.save())));
    expect(new Pcd(again).authenticate(4, K1)).toBe('9100');
  });

  it.each([
    ['with the wrong old key', 1, (): Uint8Array => change(K1, 1, K1), '911E'],
    ['of a wrong length', 1, (): Uint8Array => bytes(unhex(K1), 1), '917E'],
    ['that do not exist', 5, (): Uint8Array => change(K1, 1), '9140'],
  ])('are not changed %s', (_, keyNo, data, status) => {
    const pcd = new Pcd(blank());
    pcd.authenticate(0, ZERO);
    expect(pcd.secure('full', 0xc4, bytes(keyNo), data())).toBe(status);
  });

  it('are changed only by key 0', () => {
    const pcd = new Pcd(blank());
    pcd.authenticate(1, ZERO);
    expect(pcd.secure('full', 0xc4, bytes(1), change(K1, 1))).toBe('91AE');
  });

  it('are refused for a time after 50 failures in a row, and for ever after 1000', () => {
    const pcd = new Pcd(blank());
    for (let i = 0; i < 50; i++) expect(pcd.authenticate(0, K1)).toBe('91AE');
    expect(pcd.authenticate(0, ZERO)).toBe('91AD');
    expect(pcd.authenticate(1, ZERO)).toBe('9100');
    expect(pcd.authenticate(0, ZERO)).toBe('9100');
    const memory = factoryMemory(unhex(UID));
    memory.keyFailures[0]!.total = 1000;
    expect(new Pcd(new Ntag424(memory)).authenticate(0, ZERO)).toBe('919D');
  });
});

describe('an NTAG 424 DNA session', () => {
  it('goes on with NonFirst under the same transaction and counter', () => {
    const pcd = new Pcd(blank());
    pcd.authenticate(0, ZERO);
    expect(pcd.secure('full', 0x51, bytes())).toBe(`${UID}9100`);
    expect(pcd.authenticate(3, ZERO, false)).toBe('9100');
    expect(pcd.secure('full', 0x51, bytes())).toBe(`${UID}9100`);
  });

  it('cannot begin with NonFirst', () => {
    expect(new Pcd(blank()).authenticate(0, ZERO, false)).toBe('919D');
  });

  it('ends at a wrong MAC, a lost command and any other error', () => {
    const pcd = new Pcd(blank());
    pcd.authenticate(0, ZERO);
    pcd.skip();
    expect(pcd.secure('mac', 0xf5, bytes(2))).toBe('911E');
    expect(pcd.secure('full', 0x51, bytes())).toBe('91AE');
    pcd.authenticate(0, ZERO);
    expect(pcd.secure('mac', 0xf5, bytes(9))).toBe('91F0');
    expect(pcd.secure('full', 0x51, bytes())).toBe('91AE');
  });

  it('ends when the application is selected anew', () => {
    const pcd = new Pcd(blank());
    pcd.authenticate(0, ZERO);
    pcd.raw('00A4040007D276000085010100');
    expect(pcd.secure('full', 0x51, bytes())).toBe('91AE');
  });

  it('counts plain commands too', () => {
    const pcd = new Pcd(blank());
    pcd.authenticate(0, ZERO);
    expect(pcd.secure('plain', 0xad, bytes(2, 0, 0, 0, 4, 0, 0))).toBe('000000009100');
    expect(pcd.secure('full', 0x51, bytes())).toBe(`${UID}9100`);
  });

  it('covers all three parts of GetVersion with one MAC', () => {
    const pcd = new Pcd(blank());
    pcd.authenticate(0, ZERO);
    expect(pcd.version()).toBe(`0404023000110504040201021105${UID}00000000000124`);
    expect(pcd.secure('full', 0x51, bytes())).toBe(`${UID}9100`);
  });

  it('is not needed for GetVersion', () => {
    const pcd = new Pcd(blank());
    expect(pcd.native(0x60)).toBe('0404023000110591AF');
    expect(pcd.native(0xaf)).toBe('0404020102110591AF');
    expect(pcd.native(0xaf)).toBe(`${UID}000000000001249100`);
    expect(pcd.native(0xaf)).toBe('911C');
  });

  it('is aborted by another command between the parts of one', () => {
    const pcd = new Pcd(blank());
    pcd.native(0x71, bytes(0, 0));
    expect(pcd.native(0x60)).toBe('91CA');
    pcd.native(0x60);
    expect(pcd.raw('00A4000C02E104')).toBe('6985');
    expect(pcd.raw('00A4000C02E104')).toBe('9000');
  });

  it('shuts out ISO reading', () => {
    const pcd = new Pcd(blank());
    pcd.raw('00A4000C02E104');
    pcd.authenticate(0, ZERO);
    expect(pcd.raw('00B0000010')).toBe('6982');
  });
});

describe('files of an NTAG 424 DNA', () => {
  it.each([
    ['plain', 0],
    ['mac', 1],
    ['full', 3],
  ] as const)('are written and read in mode %s', (mode, commMode) => {
    const pcd = new Pcd(blank());
    pcd.authenticate(0, ZERO);
    const settings = bytes(commMode, 0x00, 0x00);
    expect(pcd.secure('full', 0x5f, bytes(2), settings)).toBe('9100');
    expect(pcd.secure(mode, 0x8d, bytes(2, 5, 0, 0, 4, 0, 0), unhex('CAFEBABE'))).toBe('9100');
    expect(pcd.secure(mode, 0xad, bytes(2, 4, 0, 0, 6, 0, 0))).toBe('00CAFEBABE009100');
  });

  it('are refused without the key, beyond the end, and when closed to all', () => {
    const pcd = new Pcd(blank());
    expect(pcd.native(0xad, bytes(3, 0, 0, 0, 4, 0, 0))).toBe('91AE');
    expect(pcd.native(0xad, bytes(2, 0xfe, 0, 0, 4, 0, 0))).toBe('91BE');
    expect(pcd.native(0x8d, bytes(2, 0xfe, 0, 0, 4, 0, 0, 1, 2, 3, 4))).toBe('91BE');
    expect(pcd.native(0xad, bytes(7, 0, 0, 0, 4, 0, 0))).toBe('91F0');
    expect(pcd.native(0xf6, bytes(2))).toBe('919D');
    pcd.authenticate(0, ZERO);
    expect(pcd.secure('full', 0x5f, bytes(2), bytes(0, 0xff, 0xff))).toBe('9100');
    expect(pcd.secure('plain', 0xad, bytes(2, 0, 0, 0, 4, 0, 0))).toBe('919D');
    pcd.authenticate(0, ZERO);
    expect(pcd.secure('full', 0x5f, bytes(2), bytes(0, 0, 0))).toBe('919D');
  });

  it('tell nothing at PICC level', () => {
    const pcd = new Pcd(blank());
    pcd.raw('00A4000C023F00');
    expect(pcd.native(0xf5, bytes(2))).toBe('919D');
  });

  it('count reads by ReadData too, and GetFileCounters tells how many', () => {
    const pcd = new Pcd(blank());
    pcd.authenticate(0, ZERO);
    // Plain mirror of UID and counter, counter free to ask for, no MAC.
    const sdm = bytes(unhex('40E0EEC1FEEF'), toLe(20, 3), toLe(40, 3));
    expect(pcd.secure('full', 0x5f, bytes(2), sdm)).toBe('9100');
    pcd.raw('00A4040007D276000085010100');
    const read = unhex(pcd.native(0xad, bytes(2, 20, 0, 0, 26, 0, 0)));
    expect(Buffer.from(read.slice(0, 14)).toString()).toBe(UID);
    expect(Buffer.from(read.slice(20, 26)).toString()).toBe('000001');
    expect(pcd.native(0xf6, bytes(2))).toBe('01000000009100');
  });
});

describe('secure messaging', () => {
  it('refuses a command with any one bit flipped', () => {
    fc.assert(
      fc.property(fc.nat(), (where) => {
        const card = blank();
        const pcd = new Pcd(card);
        pcd.authenticate(0, ZERO);
        const apdu = card.apdu!.bind(card);
        card.apdu = (command) => {
          const sent = command.slice();
          // Of the data field: the class, the code and the lengths are not the card's to check.
          const at = 5 + (Math.floor(where / 8) % (sent.length - 6));
          sent[at]! ^= 1 << (where % 8);
          return apdu(sent);
        };
        expect(pcd.secure('full', 0xc4, bytes(1), change(K1, 1))).not.toMatch(/9100$/);
      }),
      { numRuns: 50 },
    );
  });
});
