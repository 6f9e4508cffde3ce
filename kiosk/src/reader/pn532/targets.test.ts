import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../testing/bytes.ts';
import { kindOf, readTargets } from './targets.ts';

const NTAG424 = '01 0344 20 07 04a1b2c3d4e5f6 06 7777710280';
const NTAG213 = '01 0044 00 07 04112233445566';
const CLASSIC = '02 0004 08 04 deadbeef';

describe('the targets of InListPassiveTarget', () => {
  it('a card with SEL_RES bit 20 has an ATS and takes APDUs', () => {
    const [target] = readTargets(1, hex(NTAG424))!;
    expect(target).toEqual({ number: 1, selRes: 0x20, uid: hex('04a1b2c3d4e5f6'), ats: hex('067777710280') });
    expect(kindOf(target!)).toBe('iso14443-4');
  });

  it('a card without it has only its UID', () => {
    const [target] = readTargets(1, hex(NTAG213))!;
    expect(target).toEqual({ number: 1, selRes: 0x00, uid: hex('04112233445566'), ats: hex('') });
    expect(kindOf(target!)).toBe('iso14443-3');
  });

  it('a phone that only speaks peer to peer is of unknown kind', () => {
    const [target] = readTargets(1, hex('01 0004 40 04 08a1b2c3'))!;
    expect(kindOf(target!)).toBe('unknown');
  });

  it('two cards are read one after the other', () => {
    const targets = readTargets(2, hex(NTAG424 + CLASSIC))!;
    expect(targets.map(({ number, uid }) => [number, uid])).toEqual([
      [1, hex('04a1b2c3d4e5f6')],
      [2, hex('deadbeef')],
    ]);
  });

  it('a reply cut short anywhere is refused', () => {
    const bytes = hex(NTAG213);
    for (let length = 0; length < bytes.length; length++) {
      expect(readTargets(1, bytes.subarray(0, length))).toBeUndefined();
    }
  });

  it('a UID of a length that no card has is refused', () => {
    expect(readTargets(1, hex('01 0044 00 05 0411223344'))).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.uint8Array({ maxLength: 60 }), (count, bytes) => void readTargets(count, bytes)),
    );
  });
});
