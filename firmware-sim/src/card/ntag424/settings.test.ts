import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, hex, toLe, unhex } from '../../bytes.ts';
import { makeCard } from '../make-card.ts';
import { readSettings, writeSettings } from './file-settings.ts';
import { Pcd } from './pcd.testing.ts';

const UID = '04958CAA5C5E80';
const ZERO = '00'.repeat(16);
const blank = () => makeCard({ profile: 'ntag424', uid: UID });

describe('SDM settings of an NTAG 424 DNA', () => {
  const offsets = (...all: number[]) => bytes(...all.map((one) => toLe(one, 3)));
  it.each([
    ['a file other than 02', 3, bytes(unhex('40E0EEC1F121'), offsets(0, 40, 40)), '919D'],
    ['a MAC that overlaps the PICC data', 2, bytes(unhex('40E0EEC1F121'), offsets(32, 40, 40)), '919E'],
    ['a MAC beyond the end of the file', 2, bytes(unhex('40E0EEC1F121'), offsets(32, 250, 250)), '919E'],
    ['a key that does not exist', 2, bytes(unhex('40E0EEC1F171'), offsets(32, 70, 70)), '919E'],
    ['encryption without a mirrored UID', 2, bytes(unhex('40E0EE51F121'), offsets(32, 70, 70, 32, 102)), '919E'],
    ['no ASCII encoding', 2, bytes(unhex('40E0EEC0F121'), offsets(32, 70, 70)), '919E'],
    ['an offset too few', 2, bytes(unhex('40E0EEC1F121'), offsets(32, 70)), '917E'],
    ['a limit already reached', 2, bytes(unhex('40E0EEE1F121'), offsets(32, 70, 70, 0)), '919E'],
  ])('are refused with %s', (_, number, settings, status) => {
    const pcd = new Pcd(blank());
    pcd.authenticate(0, ZERO);
    expect(pcd.secure('full', 0x5f, bytes(number), settings)).toBe(status);
  });

  it('stop free reading when the limit is reached', () => {
    const pcd = new Pcd(blank());
    pcd.authenticate(0, ZERO);
    expect(pcd.secure('full', 0x5f, bytes(2), bytes(unhex('40E0EEE1F121'), offsets(32, 70, 70, 1)))).toBe('9100');
    for (const status of ['9000', '6982']) {
      pcd.raw('00A4040007D276000085010100');
      pcd.raw('00A4000C02E104');
      expect(pcd.raw('00B0000001').slice(-4)).toBe(status);
    }
  });

  it('come out as they went in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 40 }), (raw) => {
        const settings = readSettings(raw);
        if (typeof settings !== 'string') expect(hex(writeSettings(settings))).toBe(hex(raw));
      }),
    );
  });
});

describe('Random ID', () => {
  it('hides the UID from anticollision and GetVersion, but not from a key holder', () => {
    const card = blank();
    const pcd = new Pcd(card);
    pcd.authenticate(0, ZERO);
    expect(pcd.secure('full', 0x5c, bytes(0), bytes(0x02))).toBe('9100');
    card.powerDown();
    const again = new Pcd(card);
    const { uid } = card.anticollision();
    expect([uid.length, uid[0]]).toEqual([4, 0x08]);
    again.native(0x60);
    again.native(0xaf);
    expect(again.native(0xaf)).toBe('00000000000000' + '000000000001249100');
    again.authenticate(0, ZERO);
    expect(again.secure('full', 0x51, bytes())).toBe(`${UID}9100`);
    card.powerDown();
    card.powerUp();
    expect(hex(card.anticollision().uid)).not.toBe(hex(uid));
  });
});
