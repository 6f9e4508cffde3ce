import { readFileSync } from 'node:fs';
import { kindOfAtr } from '@tapwell/kiosk/reader/pcsc/atr';
import { expect, it } from 'vitest';

/** Every ATR that pcsc-tools knows, by pattern, with its description. */
function knownAtrs(): { atr: Uint8Array; text: string }[] {
  // Debian package "pcsc-tools". A pattern's wildcard stands for any digit.
  const lines = readFileSync('/usr/share/pcsc/smartcard_list.txt', 'utf8').split('\n');
  return lines.flatMap((line, i) => {
    if (!/^3[BF]( [0-9A-F.]{2})*\s*$/.test(line)) return [];
    const atr = new Uint8Array(Buffer.from(line.replaceAll('.', '0').replaceAll(/\s/g, ''), 'hex'));
    return [{ atr, text: lines[i + 1]?.trim() ?? '' }];
  });
}

it('of the ATRs that pcsc-tools knows, no contact card passes for a contactless one', () => {
  const known = knownAtrs();
  expect(known.length).toBeGreaterThan(4_000);
  for (const { atr } of known) {
    const contactless = atr[1]! >> 4 === 8 && atr[2] === 0x80 && atr[3] === 0x01;
    if (!contactless) expect(kindOfAtr(atr)).toBe('unknown');
  }
});

it('of the ATRs that pcsc-tools knows, the DESFire ones take APDUs', () => {
  const desfire = knownAtrs().filter(({ text }) => /NXP DESFire or DESFire EV1|DESFire EV1 8K/.test(text));
  expect(desfire.length).toBeGreaterThan(1);
  for (const { atr } of desfire) expect(kindOfAtr(atr)).toBe('iso14443-4');
});
