import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, toHex } from '../bytes.ts';
import { ndefUrl, sunSettings, sunTemplate } from './ndef.ts';
import { parseSunUrl } from './sun-url.ts';
import { vector } from './vectors.testing.ts';

describe('the NDEF file of a card', () => {
  it('is what AN12196 writes for its own URL, with its offsets', () => {
    const v = vector('WriteData NDEF');
    const template = sunTemplate('https://choose.url.com/ntag424', { piccData: 'e', mac: 'c' });
    expect(toHex(v.bytes('plain').slice(0, template.file.length))).toBe(toHex(template.file));
    expect(
      v
        .bytes('plain')
        .slice(template.file.length)
        .every((byte) => byte === 0),
    ).toBe(true);
    // The same note's ChangeFileSettings: PICCDataOffset 20h, SDMMACInputOffset = SDMMACOffset = 43h.
    expect(template).toMatchObject({ piccDataOffset: 0x20, macOffset: 0x43 });
  });
  it('reads as a SUN message once the card has filled it in, for any base that fits', () => {
    const base = fc
      .stringMatching(/^[a-z0-9.-]{1,40}(\/[A-Za-z0-9_-]{0,60}){0,3}$/)
      .map((rest) => `https://${rest}`)
      .filter((url) => url.length <= 180);
    const filled = fc.record({
      piccData: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      mac: fc.uint8Array({ minLength: 8, maxLength: 8 }),
    });
    fc.assert(
      fc.property(base, filled, (url, message) => {
        const { file, piccDataOffset, macOffset } = sunTemplate(url);
        expect(file.length).toBeLessThanOrEqual(256);
        const ascii = new TextEncoder();
        file.set(ascii.encode(toHex(message.piccData)), piccDataOffset);
        file.set(ascii.encode(toHex(message.mac)), macOffset);
        const read = ndefUrl(concat(file, new Uint8Array(256 - file.length)));
        expect(read?.startsWith(`${url}?p=`)).toBe(true);
        expect(parseSunUrl(read!)).toEqual(message);
      }),
    );
  });
  it('goes with settings that mirror just there', () => {
    const template = sunTemplate('https://tapwell.example/c');
    expect(sunSettings(template, { metaRead: 2, fileRead: 1 })).toMatchObject({
      picc: { kind: 'encrypted', key: 2, offset: template.piccDataOffset },
      mac: { key: 1, inputOffset: template.macOffset, offset: template.macOffset },
    });
  });
  it('is never built from a base that is no https URL or does not fit', () => {
    const fits = `https://${'a'.repeat(195)}`;
    expect(sunTemplate(fits).file).toHaveLength(256);
    for (const base of [
      `${fits}a`,
      'http://a.example/',
      'https://',
      'https://a/?x=1',
      'https://a/#x',
      'https://ä.de',
    ]) {
      expect(() => sunTemplate(base)).toThrow(RangeError);
    }
  });
  it('is not read when its two lengths disagree', () => {
    const { file } = sunTemplate('https://tapwell.example/c');
    expect(ndefUrl(file)).toBeDefined();
    for (const change of [-1, 1]) {
      const wrong = concat(file, new Uint8Array(4));
      wrong[1]! += change;
      expect(ndefUrl(wrong)).toBeUndefined();
    }
  });
  it('is read from any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => void ndefUrl(noise)));
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), fc.uint8Array({ maxLength: 260 }), (low, payload, text) => {
        const url = ndefUrl(concat(Uint8Array.of(0, low, 0xd1, 1, payload, 0x55, 4), text));
        expect(url === undefined || /^https:\/\/[!-~]*$/.test(url)).toBe(true);
      }),
    );
  });
});
