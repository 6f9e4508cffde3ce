import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex } from '../bytes.ts';
import { dataOf, joinFrames, NEXT_FRAME, nativeApdu, parseResponse } from './apdu.ts';
import { crc32Card } from './crc32.ts';
import { plainApdu } from './ev2-messaging.ts';
import {
  changeFileSettings,
  changeKey,
  changeMasterKey,
  ENABLE_RANDOM_ID,
  FILE,
  GET_VERSION,
  getFileCounters,
  getKeyVersion,
  ISO_SELECT_APPLICATION,
  isoReadBinary,
  isoUpdateBinary,
  parseFileCounters,
  parseKeyVersion,
  parseUid,
  readData,
  writeData,
} from './ntag424-commands.ts';
import {
  type AccessCondition,
  encodeFileOptions,
  type FileOptions,
  fileMode,
  type KeyNumber,
  parseFileSettings,
  type SdmSettings,
} from './ntag424-settings.ts';
import { moreFrames, parseVersion, parseVersionFrames } from './ntag424-version.ts';
import { statusName } from './status-words.ts';
import { vector } from './vectors.testing.ts';

describe('CRC-32 of NXP cards', () => {
  it('gives the published checksum', () => {
    const v = vector('DESFire-CRC32');
    expect(toHex(crc32Card(v.bytes('input')))).toBe(v.text('crc_LE'));
  });
});

const key = fc.constantFrom<KeyNumber>(0, 1, 2, 3, 4);
const access = fc.constantFrom<AccessCondition>(0, 1, 2, 3, 4, 'free', 'never');
const place = fc.nat(0xffffff);
const optional = { requiredKeys: [] };
const sdm: fc.Arbitrary<SdmSettings> = fc.record(
  {
    picc: fc.oneof(
      fc.record({
        kind: fc.constant('encrypted' as const),
        key,
        offset: place,
        uid: fc.boolean(),
        counter: fc.boolean(),
      }),
      fc
        .record({ uidOffset: place, counterOffset: place }, optional)
        .map((offsets) => ({ kind: 'plain' as const, ...offsets })),
      fc.constant({ kind: 'none' as const }),
    ),
    mac: fc.record(
      { key, inputOffset: place, offset: place, encrypted: fc.record({ offset: place, length: place }) },
      { requiredKeys: ['key', 'inputOffset', 'offset'] },
    ),
    counterRetrieval: access,
    counterLimit: place,
  },
  { requiredKeys: ['picc', 'counterRetrieval'] },
);
const options: fc.Arbitrary<FileOptions> = fc.record(
  {
    mode: fc.constantFrom('plain', 'mac', 'full'),
    access: fc.record({ read: access, write: access, readWrite: access, change: access }),
    sdm,
  },
  { requiredKeys: ['mode', 'access'] },
);

describe('file settings', () => {
  it('read as they were set, whatever they are', () => {
    fc.assert(
      fc.property(options, place, (set, size) => {
        const encoded = encodeFileOptions(set);
        const length = Uint8Array.of(size & 255, (size >> 8) & 255, size >> 16);
        const told = concat(Uint8Array.of(0), encoded.slice(0, 3), length, encoded.slice(3));
        expect(parseFileSettings(told)).toEqual({ kind: 'ok', value: { ...set, size } });
        expect(parseFileSettings(told.slice(0, -1)).kind).toBe('malformed');
        expect(parseFileSettings(concat(told, Uint8Array.of(0))).kind).toBe('malformed');
      }),
    );
  });
  it('of a factory card are understood', () => {
    // NT4H2421Gx §8.2.3.1: the NDEF file is free to read and write, and key 0 changes its settings.
    expect(parseFileSettings(fromHex('0000E0EE000100'))).toEqual({
      kind: 'ok',
      value: { mode: 'plain', access: { read: 'free', write: 'free', readWrite: 'free', change: 0 }, size: 256 },
    });
  });
  it('name no key that the card does not have, and no SDM read that is open to anyone', () => {
    // NT4H2421Gx §10.7.1: SDMFileRead is a key 0 to 4, or F for none.
    expect(parseFileSettings(fromHex('000005EE000100')).kind).toBe('malformed');
    expect(parseFileSettings(fromHex('004000E0000100C1FFFE000000000000')).kind).toBe('malformed');
  });
  it('take any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => void parseFileSettings(noise)));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        void parseFileSettings(concat(fromHex('0040'), noise));
      }),
    );
  });
  it('with an offset beyond three bytes are never built', () => {
    const picc = { kind: 'encrypted', key: 2, offset: 0x1000000, uid: true, counter: true } as const;
    const set: FileOptions = {
      mode: 'plain',
      access: { read: 'free', write: 0, readWrite: 0, change: 0 },
      sdm: { picc, counterRetrieval: 'never' },
    };
    expect(() => changeFileSettings(2, set)).toThrow(RangeError);
  });
  it('make access that is open to anyone plain, even in a session', () => {
    const file: FileOptions = { mode: 'full', access: { read: 'free', write: 3, readWrite: 2, change: 0 } };
    expect(fileMode(file, 'read', 0)).toBe('plain');
    expect(fileMode(file, 'read', 2)).toBe('full');
    expect(fileMode(file, 'write', 3)).toBe('full');
    expect(fileMode(file, 'write', 0)).toBe('plain');
  });
});

describe('NTAG 424 DNA commands', () => {
  it('are wrapped in ISO APDUs', () => {
    expect(toHex(plainApdu(GET_VERSION))).toBe('9060000000');
    expect(toHex(NEXT_FRAME)).toBe('90AF000000');
    expect(toHex(plainApdu(getKeyVersion(3)))).toBe('90640000010300');
    expect(toHex(plainApdu(getFileCounters(FILE.ndef)))).toBe('90F60000010200');
    expect(toHex(plainApdu(readData(2, 0x10, 0x20, 'plain')))).toBe('90AD0000070210000020000000');
    expect(toHex(plainApdu(ENABLE_RANDOM_ID))).toBe('905C000002000200');
    expect(toHex(ISO_SELECT_APPLICATION)).toBe('00A4040C07D276000085010100');
    expect(toHex(isoReadBinary(0x10, 0x102))).toBe('00B0010210');
    expect(toHex(isoUpdateBinary(fromHex('AABB'), 5))).toBe('00D6000502AABB');
  });
  it('never run beyond one frame', () => {
    expect(() => nativeApdu(0x8d, new Uint8Array(256))).toThrow(RangeError);
    expect(() => isoUpdateBinary(new Uint8Array(256))).toThrow(RangeError);
    expect(() => isoUpdateBinary(new Uint8Array())).toThrow(RangeError);
    expect(() => isoReadBinary(0, 0x8000)).toThrow(RangeError);
  });
  it('write any data in frames that follow one another without a gap', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.constantFrom('plain', 'mac', 'full'), (data, mode) => {
        let at = 0;
        for (const { header, data: part } of writeData(2, data, mode as 'plain')) {
          expect(toHex(header)).toBe(toHex(Uint8Array.of(2, at & 255, at >> 8, 0, part.length, 0, 0)));
          expect(part).toEqual(data.slice(at, at + part.length));
          at += part.length;
        }
        expect(at).toBe(data.length);
      }),
    );
  });
  it('write from the place in the file that they are told', () => {
    const [first, second] = writeData(3, new Uint8Array(300), 'plain', 0x101);
    expect(toHex(first!.header)).toBe('03010100F80000');
    expect(toHex(second!.header)).toBe('03F90100340000');
  });
  it('change the master key without mentioning the old one, and end the session', () => {
    const command = changeMasterKey({ newKey: fromHex('5004BF991F408672B1EF00F08F9E8647'), version: 1 });
    expect(toHex(command.data)).toBe('5004BF991F408672B1EF00F08F9E864701');
    expect(command.endsSession).toBe(true);
  });
  it('refuse keys and versions of the wrong size', () => {
    const good = new Uint8Array(16);
    expect(() => changeKey(1, { oldKey: good, newKey: good.slice(1), version: 0 })).toThrow(RangeError);
    expect(() => changeKey(1, { oldKey: good.slice(1), newKey: good, version: 0 })).toThrow(RangeError);
    expect(() => changeMasterKey({ newKey: good, version: 256 })).toThrow(RangeError);
  });
  it('read counters, key versions and UIDs of their one length only', () => {
    expect(parseFileCounters(fromHex('3D00000000'))).toEqual({ kind: 'ok', value: 61 });
    expect(parseKeyVersion(fromHex('07'))).toEqual({ kind: 'ok', value: 7 });
    for (const parse of [parseFileCounters, parseKeyVersion, parseUid]) {
      expect(parse(new Uint8Array(6)).kind).toBe('malformed');
      expect(parse(new Uint8Array(0)).kind).toBe('malformed');
    }
  });
});

describe('GetVersion', () => {
  const frames = ['04040230001105 91AF', '04040201021105 91AF', '04C767F2066180CF39D4498034 20 9100'].map((f) =>
    fromHex(f.replaceAll(' ', '')),
  );
  it('comes in three frames', () => {
    expect(frames.map(moreFrames)).toEqual([true, true, false]);
    const version = parseVersionFrames(frames);
    expect(version).toMatchObject({
      kind: 'ok',
      value: { hardware: { type: 4, storage: 0x11 }, week: 0x34, year: 0x20 },
    });
    expect(version.kind === 'ok' && toHex(version.value.uid)).toBe('04C767F2066180');
  });
  it('keeps the week of production apart from the fab key beside it', () => {
    const data = new Uint8Array(28);
    data[26] = 0x80 | 0x34;
    expect(parseVersion(data)).toMatchObject({ value: { week: 0x34 } });
  });
  it('is refused when a frame is missing or the card says no', () => {
    expect(parseVersionFrames(frames.slice(0, 2))).toMatchObject({ kind: 'status', name: 'more-to-come' });
    expect(parseVersionFrames(frames.slice(1)).kind).toBe('malformed');
    expect(parseVersionFrames([fromHex('911C')])).toMatchObject({ name: 'command-not-supported' });
    expect(parseVersionFrames([]).kind).toBe('malformed');
  });
  it('takes any bytes, and stops a card that never ends', () => {
    const noise = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 });
    fc.assert(fc.property(noise, (list) => void parseVersionFrames(list)));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (data) => void parseVersion(data)));
    expect(joinFrames(Array.from({ length: 33 }, () => fromHex('0091AF'))).kind).toBe('malformed');
  });
});

describe('a response APDU', () => {
  it('is any bytes of which the last two are the status', () => {
    expect(parseResponse(fromHex('01'))).toBeUndefined();
    expect(parseResponse(fromHex('019000'))).toEqual({ data: fromHex('01'), status: 0x9000 });
    expect(dataOf(new Uint8Array()).kind).toBe('malformed');
    expect(statusName(0x91be)).toBe('boundary-error');
    expect(statusName(0x1234)).toBe('unknown');
  });
});
