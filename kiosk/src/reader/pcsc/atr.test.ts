import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../testing/bytes.ts';
import { kindOfAtr } from './atr.ts';

// Real ones, as pcsc-tools' smartcard_list.txt records them.
describe('the kind of card an ATR tells', () => {
  it.each([
    ['3B 81 80 01 80 80', 'DESFire EV1 or NTAG 424 DNA'],
    ['3B 86 80 01 06 75 77 81 02 80 00', 'DESFire EV1 8K, with its ATS'],
    ['3B 80 80 01 01', 'a card without historical bytes'],
    ['3B 8A 80 01 53 45 20 44 45 53 46 69 72 65 57', 'a company card'],
  ])('%s takes APDUs (%s)', (atr) => {
    expect(kindOfAtr(hex(atr))).toBe('iso14443-4');
  });

  it.each([
    ['3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 03 00 00 00 00 68', 'Ultralight or NTAG21x'],
    ['3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 01 00 00 00 00 6A', 'MIFARE Classic 1K'],
  ])('%s has only its UID (%s)', (atr) => {
    expect(kindOfAtr(hex(atr))).toBe('iso14443-3');
  });

  it.each([
    ['3B 04 41 11 77 81', 'a contact card'],
    ['3B 04 98 94 00 C4', 'a council card with contacts'],
    ['3B 8F 80 01 80 4F 0C A0 00 00 03 06 11 00 3B 00 00 00 00 42', 'FeliCa'],
    ['3B 8F 80 01 80 4F 0C A0 00 00 03 06 0B 00 14 00 00 00 00 77', 'ISO 15693'],
    ['3B 81 80 01 80 81', 'a wrong check byte'],
    ['3B 86 80 01 06 75 77', 'one cut short'],
    ['', 'none at all'],
  ])('%s is unknown (%s)', (atr) => {
    expect(kindOfAtr(hex(atr))).toBe('unknown');
  });

  it('is told for any bytes at all', () => {
    const near = fc.uint8Array({ maxLength: 40 }).map((rest) => Uint8Array.of(0x3b, 0x8f, 0x80, 0x01, ...rest));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), near), (atr) => {
        expect(['iso14443-4', 'iso14443-3', 'unknown']).toContain(kindOfAtr(atr));
      }),
    );
  });
});
