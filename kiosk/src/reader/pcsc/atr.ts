import type { PresentedCard } from '../reader.ts';

/**
 * What kind of card an ATR tells of (PC/SC part 3, 3.1.3.2.3). A contactless
 * reader makes the ATR up:
 *
 *     ISO/IEC 14443-4   3B 8n 80 01 historical(n) TCK
 *     storage card      3B 8F 80 01 80 4F 0C A0 00 00 03 06 SS NN NN 00 00 00 00 TCK
 *
 * Anything else is a contact card, another standard, or damaged: unknown.
 */
export function kindOfAtr(atr: Uint8Array): PresentedCard['kind'] {
  const n = (atr[1] ?? 0) & 0x0f;
  const contactless = atr[0] === 0x3b && ((atr[1] ?? 0) & 0xf0) === 0x80 && atr[2] === 0x80 && atr[3] === 0x01;
  if (!contactless || atr.length !== 5 + n || !hasGoodCheck(atr)) return 'unknown';
  if (!isStorageCard(atr)) return 'iso14443-4';
  return ISO14443_A.includes(atr[12]!) ? 'iso14443-3' : 'unknown';
}

/** PC/SC part 3, supplemental document: category indicator, its tag, length and the PC/SC workgroup's RID. */
const STORAGE = [0x80, 0x4f, 0x0c, 0xa0, 0x00, 0x00, 0x03, 0x06];
/** The standards byte SS: ISO/IEC 14443 type A, parts 1 to 3. FeliCa, type B and 15693 have no UID of ours. */
const ISO14443_A = [0x01, 0x02, 0x03];

function isStorageCard(atr: Uint8Array): boolean {
  return STORAGE.every((byte, i) => atr[4 + i] === byte);
}

/** ISO 7816-3, 8.2.5: T0 to TCK give zero when combined by exclusive or. */
function hasGoodCheck(atr: Uint8Array): boolean {
  let check = 0;
  for (const byte of atr.subarray(1)) check ^= byte;
  return check === 0;
}
