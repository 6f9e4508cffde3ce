import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex } from '../bytes.ts';
import { encryptCbc, ZERO_IV } from './aes-cbc.ts';
import { decryptFileData, parseSdmUrl, type SdmKeys, type SdmMessage, sessionEncKey, verifySdm } from './sdm.ts';
import { sunMac } from './sun.ts';
import { vector } from './vectors.testing.ts';

const bytes = (n: number) => fc.uint8Array({ minLength: n, maxLength: n });
const counters = fc.nat(0xffffff);
const littleEndian = (n: number) => Uint8Array.of(n & 255, (n >> 8) & 255, n >> 16);
const zeroKeys: SdmKeys = { metaRead: [new Uint8Array(16)], fileRead: () => [new Uint8Array(16)] };

describe('the SDM session key for enciphered file data', () => {
  it('is the published one', () => {
    const v = vector('AN12196 Table 1 session keys');
    const key = sessionEncKey(v.bytes('KSDMFileRead'), { uid: v.bytes('UID'), counter: 1 });
    expect(toHex(key)).toBe(v.text('KSesSDMFileReadENC'));
  });
});

describe('an SDM message', () => {
  it('with encrypted PICC data is genuine, as AN12196 Table 4 has it', () => {
    const v = vector('AN12196 Tables 2+4');
    const url = `https://ntag.nxp.com/424?e=${v.text('PICCENCData')}&c=${v.text('SDMMAC')}`;
    const message = parseSdmUrl(url, { piccData: 'e', mac: 'c' })!;
    expect(verifySdm(message, zeroKeys)).toEqual({ kind: 'genuine', picc: { uid: v.bytes('UID'), counter: 0x3d } });
  });

  it('with enciphered file data is genuine, and its data readable, as AN12196 p. 18 has it', () => {
    const v = vector('AN12196 p.18');
    const url = `https://www.my424dna.com/?picc_data=${v.text('PICCENCData')}&enc=${v.text('SDMENCFileData')}&cmac=${v.text('SDMMAC')}`;
    const message = parseSdmUrl(url, { piccData: 'picc_data', fileData: 'enc', mac: 'cmac' })!;
    expect(new TextDecoder().decode(message.macInput)).toBe(v.text('MACinput_ascii'));
    expect(verifySdm(message, zeroKeys)).toEqual({
      kind: 'genuine',
      picc: { uid: v.bytes('UID'), counter: 8 },
      fileData: v.bytes('FileData'),
    });
  });

  it('with UID and counter in clear is genuine, its counter most significant byte first', () => {
    // icedevml/sdm-backend test_libsdm.py test_plain_sdm, as the row says.
    const v = vector('plain mirror uid/ctr');
    const url = `https://sdm.example/tag?uid=${v.text('UID')}&ctr=000006&cmac=${v.text('SDMMAC')}`;
    const message = parseSdmUrl(url, { uid: 'uid', counter: 'ctr', mac: 'cmac' })!;
    expect(verifySdm(message, zeroKeys)).toEqual({ kind: 'genuine', picc: { uid: v.bytes('UID'), counter: 6 } });
  });

  /** A card of the tests' own: any keys, UID, counter and file data. */
  const card = fc.record({
    meta: bytes(16),
    file: bytes(16),
    uid: bytes(7),
    counter: counters,
    data: fc.integer({ min: 1, max: 4 }).chain((blocks) => bytes(16 * blocks)),
  });
  type Card = typeof card extends fc.Arbitrary<infer T> ? T : never;
  const NAMES = { piccData: 'p', fileData: 'f', mac: 'c' };
  function urlOf({ meta, file, uid, counter, data }: Card): string {
    const piccData = encryptCbc(meta, ZERO_IV, concat(fromHex('C7'), uid, littleEndian(counter), new Uint8Array(5)));
    const key = sessionEncKey(file, { uid, counter });
    const iv = encryptCbc(key, ZERO_IV, concat(littleEndian(counter), new Uint8Array(13)));
    const macInput = `${toHex(encryptCbc(key, iv, data))}&c=`;
    const mac = sunMac(file, { uid, counter }, new TextEncoder().encode(macInput));
    return `https://a.example/?p=${toHex(piccData)}&f=${macInput}${toHex(mac)}`;
  }
  const keysOf = ({ meta, file, uid }: Card): SdmKeys => ({
    metaRead: [meta],
    fileRead: (asked) => (toHex(asked) === toHex(uid) ? [file] : []),
  });

  it('of any card survives the round trip through its URL', () => {
    fc.assert(
      fc.property(card, (c) => {
        const message = parseSdmUrl(urlOf(c), NAMES)!;
        expect(verifySdm(message, keysOf(c))).toEqual({
          kind: 'genuine',
          picc: { uid: c.uid, counter: c.counter },
          fileData: c.data,
        });
      }),
    );
  });
  it('of any card is refused with any bit of it flipped', () => {
    fc.assert(
      fc.property(card, fc.constantFrom('picc', 'macInput', 'mac'), fc.nat(), (c, part, at) => {
        const message = parseSdmUrl(urlOf(c), NAMES)!;
        const target = part === 'picc' ? (message.picc as { data: Uint8Array }).data : message[part as 'mac'];
        target[(at >> 3) % target.length]! ^= 1 << (at & 7);
        // The five bytes of padding in PICC data are noise, but a flipped bit of the block scrambles all of it.
        expect(verifySdm(message, keysOf(c)).kind).not.toBe('genuine');
      }),
    );
  });
  it('is genuine under either version of the keys while a rotation runs', () => {
    fc.assert(
      fc.property(card, bytes(16), bytes(16), (c, newMeta, newFile) => {
        const keys: SdmKeys = {
          metaRead: [newMeta, c.meta],
          fileRead: (uid) => (toHex(uid) === toHex(c.uid) ? [newFile, c.file] : []),
        };
        expect(verifySdm(parseSdmUrl(urlOf(c), NAMES)!, keys).kind).toBe('genuine');
      }),
    );
  });
  it('of a card that is not on file, or under a foreign meta-read key, is from an unknown card', () => {
    fc.assert(
      fc.property(card, bytes(16), (c, otherMeta) => {
        const message = parseSdmUrl(urlOf(c), NAMES)!;
        expect(verifySdm(message, { ...keysOf(c), fileRead: () => [] })).toEqual({ kind: 'unknown-card' });
        fc.pre(toHex(otherMeta) !== toHex(c.meta));
        expect(verifySdm(message, { ...keysOf(c), metaRead: [otherMeta] })).toEqual({ kind: 'unknown-card' });
      }),
    );
  });
  it('in clear is refused when its counter is not the one under the MAC', () => {
    fc.assert(
      fc.property(card, counters, (c, other) => {
        fc.pre(other !== c.counter);
        const message: SdmMessage = {
          picc: { kind: 'plain', uid: c.uid, counter: other },
          mac: sunMac(c.file, c),
          macInput: new Uint8Array(),
        };
        expect(verifySdm(message, keysOf(c)).kind).toBe('bad-mac');
      }),
    );
  });
  it('is not found in anything else, whatever the text', () => {
    const text = fc.oneof(fc.string({ maxLength: 600 }), fc.stringMatching(/^[?&=pfc0-9A-F]{0,80}$/));
    fc.assert(
      fc.property(text, (url) => {
        void parseSdmUrl(url, NAMES);
        void parseSdmUrl(url, { uid: 'p', counter: 'f', mac: 'c' });
      }),
    );
    const mac = '94EED9EE65337086';
    const picc = 'EF963FF7828658A599F3041510671E88';
    for (const url of [
      `https://a/?p=${picc}&c=${mac}&x=1`,
      `https://a/?p=${picc}&c=${mac}00`,
      `https://a/?p=${picc.slice(2)}&c=${mac}`,
      `https://a/?p=${picc}Z&c=${mac}`,
      `https://a/${'a'.repeat(600)}?p=${picc}&c=${mac}`,
    ]) {
      expect(parseSdmUrl(url, { piccData: 'p', mac: 'c' })).toBeUndefined();
    }
    expect(parseSdmUrl(`https://a/?p=${picc}&f=00&c=${mac}`, NAMES)).toBeUndefined();
  });
  it('takes the first of two parameters of one name', () => {
    const url = `https://a/?p=${'AA'.repeat(16)}&p=${'BB'.repeat(16)}&c=94EED9EE65337086`;
    const message = parseSdmUrl(url, { piccData: 'p', mac: 'c' });
    expect(message?.picc).toEqual({ kind: 'encrypted', data: fromHex('AA'.repeat(16)) });
  });
  it('yields no file data of anything but whole blocks', () => {
    const picc = { uid: new Uint8Array(7), counter: 0 };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (noise) => {
        const whole = noise.length > 0 && noise.length % 16 === 0;
        expect(decryptFileData(new Uint8Array(16), picc, noise)?.length).toBe(whole ? noise.length : undefined);
      }),
    );
  });
});
