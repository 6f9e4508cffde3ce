import { fromHex, toHex } from '@tapwell/shared/bytes';
import { encryptCbc, ZERO_IV } from '@tapwell/shared/card/aes-cbc';
import { sunMac } from '@tapwell/shared/card/sun';
import { sunUrl } from '@tapwell/shared/card/sun-url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileReadKey, keyFingerprint, newSchemeKeys, rotateKeys, type SchemeKeys, schemeKeys } from './scheme-keys.ts';
import { verifyCard } from './verify-card.ts';

const UID = '04112233445566';

/** The address that a card with that UID shows at its n-th read. */
function readOf(keys: SchemeKeys, cardMaster: number, metaRead: number, counter = 7): string {
  const uid = fromHex(UID);
  const low = [counter & 0xff, (counter >> 8) & 0xff, counter >> 16];
  const plain = Uint8Array.of(0xc7, ...uid, ...low, 1, 2, 3, 4, 5);
  const key = keys.metaRead.find((k) => k.version === metaRead)!.key;
  const mac = sunMac(fromHex(fileReadKey(keys, UID, cardMaster)), { uid, counter });
  return sunUrl('https://tap.example/c', { piccData: encryptCbc(fromHex(key), ZERO_IV, plain), mac });
}

describe('a rotation', () => {
  it('puts a new version in front and keeps the old one', () => {
    const before = newSchemeKeys();
    const after = rotateKeys(before, 'cardMaster');
    expect(after.cardMaster.map((k) => k.version)).toEqual([2, 1]);
    expect(after.cardMaster[1]).toEqual(before.cardMaster[0]);
    expect(after.cardMaster[0]!.key).not.toBe(before.cardMaster[0]!.key);
    expect(after.metaRead).toEqual(before.metaRead);
    expect(schemeKeys.parse(after)).toEqual(after);
  });
  it('leaves the keys of the cards that are out as they were', () => {
    const before = newSchemeKeys();
    const after = rotateKeys(rotateKeys(before, 'cardMaster'), 'metaRead');
    expect(fileReadKey(after, UID, 1)).toBe(fileReadKey(before, UID, 1));
    expect(verifyCard(after, readOf(before, 1, 1))).toMatchObject({ kind: 'genuine', cardMasterVersion: 1 });
  });
  it('never gives a version twice, even when an old one was taken out', () => {
    const keys = rotateKeys(newSchemeKeys(), 'metaRead');
    const withoutFirst = { ...keys, metaRead: [keys.metaRead[0]!] };
    expect(rotateKeys(withoutFirst, 'metaRead').metaRead.map((k) => k.version)).toEqual([3, 2]);
  });
  it('ends at the last version that a card can name', () => {
    const keys = newSchemeKeys();
    const last = { ...keys, cardMaster: [{ version: 255, key: keys.cardMaster[0]!.key }] };
    expect(() => rotateKeys(last, 'cardMaster')).toThrow(/no key version after 255/);
  });
});

describe('a fingerprint', () => {
  it('is the same for the same key, differs between keys and is no part of the key', () => {
    const [a, b] = [newSchemeKeys().cardMaster[0]!.key, newSchemeKeys().cardMaster[0]!.key];
    expect(keyFingerprint(a)).toMatch(/^[0-9A-F]{8}$/);
    expect(keyFingerprint(a)).toBe(keyFingerprint(a.toLowerCase()));
    expect(keyFingerprint(a)).not.toBe(keyFingerprint(b));
    expect(a).not.toContain(keyFingerprint(a));
  });
  it('stays what people have written down', () => {
    // CMAC of the text under a key of zeros, from OpenSSL:
    // printf 'tapwell key check' | openssl mac -cipher AES-128-CBC -macopt hexkey:00…00 CMAC
    expect(keyFingerprint('00'.repeat(16))).toBe('6C5C12AF');
  });
});

describe('judging the address on a card', () => {
  const keys = rotateKeys(rotateKeys(newSchemeKeys(), 'cardMaster'), 'metaRead');

  it.each([1, 2])('knows a card of card master version %i under either meta-read key', (cardMasterVersion) => {
    for (const metaReadVersion of [1, 2]) {
      expect(verifyCard(keys, readOf(keys, cardMasterVersion, metaReadVersion))).toEqual({
        ...{ kind: 'genuine', uid: UID, counter: 7 },
        ...{ cardMasterVersion, metaReadVersion },
      });
    }
  });
  it('knows no card of another scheme', () => {
    const others = newSchemeKeys();
    expect(verifyCard(keys, readOf(others, 1, 1)).kind).toBe('not-ours');
  });
  it('refuses any digit changed', () => {
    const url = readOf(keys, 1, 1);
    const from = url.indexOf('?p=') + 3;
    const places = [...url.matchAll(/[0-9A-F]/g)].map((m) => m.index).filter((at) => at >= from && url[at - 1] !== '&');
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.integer({ min: 1, max: 15 }), (at, change) => {
        // "c" is the name of a parameter, not a digit of one.
        if (url[at + 1] === '=') return;
        const digit = (Number.parseInt(url[at]!, 16) ^ change).toString(16).toUpperCase();
        expect(verifyCard(keys, url.slice(0, at) + digit + url.slice(at + 1)).kind).toBe('not-ours');
      }),
    );
  });
  it('takes any text for an address without judging it a card of ours', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })), (url) => {
        expect(verifyCard(keys, url).kind).toBe('no-sun');
      }),
    );
    const noise = fc.uint8Array({ minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(noise, (bytes) => {
        const url = `https://tap.example/c?p=${toHex(bytes.subarray(0, 16))}&c=${toHex(bytes.subarray(16))}`;
        expect(verifyCard(keys, url).kind).toBe('not-ours');
      }),
    );
  });
});
