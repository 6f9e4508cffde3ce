import { bytes } from '../bytes.ts';

/** Status words of the ISO 7816-4 command set (NT4H2421Gx, 10.9 and 10.10; ISO 7816-4, 5.1.3). */
export const SW = {
  ok: 0x9000,
  wrongLength: 0x6700,
  commandNotAllowed: 0x6985,
  securityNotSatisfied: 0x6982,
  fileNotFound: 0x6a82,
  wrongP1P2: 0x6a86,
  wrongLcOrP1P2: 0x6a87,
  insNotSupported: 0x6d00,
  claNotSupported: 0x6e00,
} as const;

/** An answer without data. */
export function status(word: number): Uint8Array {
  return bytes(word >> 8, word & 0xff);
}

/** An answer with data, 9000. */
export function success(data: Uint8Array): Uint8Array {
  return bytes(data, status(SW.ok));
}
