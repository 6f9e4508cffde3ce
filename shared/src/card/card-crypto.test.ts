import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, toHex } from '../bytes.ts';
import { aesCmac, cmacSubkeys } from './aes-cmac.ts';
import { diversifyKey } from './diversify.ts';
import { decryptPiccData, sessionMacKey, sunMac, sunMacMatches } from './sun.ts';
import { parseSunUrl, sunUrl } from './sun-url.ts';
import { vector as published } from './vectors.testing.ts';

const vector = (name: string) => published(name).bytes;

const key = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('AES-CMAC', () => {
  it('derives the published subkeys', () => {
    const v = vector('CMAC-subkeys');
    expect(cmacSubkeys(v('K'))).toEqual({ k1: v('K1'), k2: v('K2') });
  });
  it.each(['CMAC-len0', 'CMAC-len16', 'CMAC-len40', 'CMAC-len64'])('gives the published tag of %s', (name) => {
    const v = vector(name);
    expect(toHex(aesCmac(v('K'), v('M')))).toBe(toHex(v('T')));
  });
  it('gives another tag when any bit of the message is flipped', () => {
    fc.assert(
      fc.property(key, fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), (k, message, at) => {
        const flipped = message.slice();
        flipped[at % message.length]! ^= 1 << (at % 8);
        expect(toHex(aesCmac(k, flipped))).not.toBe(toHex(aesCmac(k, message)));
      }),
    );
  });
});

describe('AN10922 key diversification', () => {
  it.each(['AN10922 2.2.1', 'AN10957 pp.13-14'])('derives the published key of %s', (name) => {
    const v = vector(name);
    expect(toHex(diversifyKey(v('master'), v('M')))).toBe(toHex(v('derived')));
  });
  it('takes 31 bytes of input and refuses none or 32', () => {
    const master = new Uint8Array(16);
    expect(diversifyKey(master, new Uint8Array(31))).toHaveLength(16);
    expect(() => diversifyKey(master, new Uint8Array(32))).toThrow(RangeError);
    expect(() => diversifyKey(master, new Uint8Array(0))).toThrow(RangeError);
  });
});

describe('SUN message', () => {
  const v = vector('AN12196 Tables 2+4');
  const picc = { uid: v('UID'), counter: 0x3d };
  it('decrypts to the published UID and counter', () => {
    expect(decryptPiccData(v('KSDMMetaRead'), v('PICCENCData'))).toEqual(picc);
  });
  it('derives the published session key and MAC', () => {
    expect(toHex(sessionMacKey(v('KSDMFileRead'), picc))).toBe(toHex(v('KSesSDMFileReadMAC')));
    expect(toHex(sunMac(v('KSDMFileRead'), picc))).toBe(toHex(v('SDMMAC')));
  });
  it('derives the session key of another published card', () => {
    const t1 = vector('AN12196 Table 1 session keys');
    expect(toHex(sessionMacKey(t1('KSDMFileRead'), { uid: t1('UID'), counter: 1 }))).toBe(
      toHex(t1('KSesSDMFileReadMAC')),
    );
  });
  it('covers file data and separator when the MAC input is not empty', () => {
    const p18 = vector('AN12196 p.18');
    const input = new TextEncoder().encode('CEE9A53E3E463EF1F459635736738962&cmac=');
    expect(toHex(sunMac(p18('KSDMFileRead'), { uid: p18('UID'), counter: 8 }, input))).toBe(toHex(p18('SDMMAC')));
  });
  it('is refused when any bit of the MAC is flipped', () => {
    fc.assert(
      fc.property(fc.nat(63), (bit) => {
        const mac = sunMac(v('KSDMFileRead'), picc);
        mac[bit >> 3]! ^= 1 << (bit & 7);
        expect(sunMacMatches(v('KSDMFileRead'), picc, mac)).toBe(false);
      }),
    );
  });
  it('survives the round trip card → URL → UID and counter for any card', () => {
    fc.assert(
      fc.property(
        key,
        key,
        fc.uint8Array({ minLength: 7, maxLength: 7 }),
        fc.integer({ min: 0, max: 0xffffff }),
        (meta, fileRead, uid, counter) => {
          const plain = concat(
            Uint8Array.of(0xc7),
            uid,
            Uint8Array.of(counter & 255, (counter >> 8) & 255, counter >> 16),
            new Uint8Array(5),
          );
          const cipher = createCipheriv('aes-128-cbc', meta, new Uint8Array(16)).setAutoPadding(false);
          const message = { piccData: new Uint8Array(cipher.update(plain)), mac: sunMac(fileRead, { uid, counter }) };
          const read = parseSunUrl(sunUrl('https://tapwell.example/c', message))!;
          expect(decryptPiccData(meta, read.piccData)).toEqual({ uid, counter });
          expect(sunMacMatches(fileRead, { uid, counter }, read.mac)).toBe(true);
        },
      ),
    );
  });
  it('is not found in anything else, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseSunUrl(text)));
    expect(parseSunUrl('https://tapwell.example/c?p=00&c=00')).toBeUndefined();
  });
});
