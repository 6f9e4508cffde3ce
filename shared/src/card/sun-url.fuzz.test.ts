import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ndefUrl } from './ndef.ts';
import { parseSdmUrl } from './sdm.ts';
import { parseSunUrl } from './sun-url.ts';

/** The pieces a SUN address is made of, in any order and number. */
const pieces = fc
  .array(fc.constantFrom('https://', '?p=', '&c=', '&', '?', '%', '\u0000', 'A'.repeat(32), 'b'.repeat(16), 'é', '0'), {
    maxLength: 30,
  })
  .map((parts) => parts.join(''));

describe('the address on a card', () => {
  it('gives a message of the right size or none, however its parts are put together', () => {
    fc.assert(
      fc.property(pieces, (url) => {
        const sun = parseSunUrl(url);
        if (sun) expect([sun.piccData.length, sun.mac.length]).toEqual([16, 8]);
        const sdm = parseSdmUrl(url, { piccData: 'p', mac: 'c' });
        if (sdm) expect(sdm.mac.length).toBe(8);
      }),
    );
  });
  it('is judged in no time, however long it is and however often it seems to begin', () => {
    const began = performance.now();
    for (const beginning of ['?p=', `?p=${'A'.repeat(32)}`, `?p=${'A'.repeat(32)}&c=${'B'.repeat(15)}`]) {
      expect(parseSunUrl(beginning.repeat(Math.ceil(1_000_000 / beginning.length)))).toBeUndefined();
    }
    // A backtracking pattern would take minutes.
    expect(performance.now() - began).toBeLessThan(2_000);
  });
  it('is read from a file whose lengths lie, or not at all, and never from beyond them', () => {
    const record = fc.tuple(fc.nat(255), fc.nat(255), fc.constantFrom(0xd1, 0x91, 0xc1), fc.nat(2), fc.nat(255));
    fc.assert(
      fc.property(record, fc.uint8Array({ maxLength: 300 }), ([high, low, header, type, payload], rest) => {
        const url = ndefUrl(Uint8Array.of(high, low, header, type, payload, 0x55, 0x04, ...rest));
        if (url !== undefined) expect(url.length).toBe('https://'.length + payload - 1);
      }),
    );
  });
});
