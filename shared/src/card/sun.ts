import { concat } from '../bytes.ts';
import { decryptCbc, sameBytes, ZERO_IV } from './aes-cbc.ts';
import { aesCmac, truncatedMac } from './aes-cmac.ts';
import { readUint24, uint24 } from './little-endian.ts';

/**
 * Secure Unique NFC messages of an NTAG 424 DNA (NT4H2421Gx §9.3, AN12196 §4):
 * at each read the card writes its encrypted UID and read counter, and a CMAC
 * over them, into its NDEF URL. Verifying needs no conversation with the card,
 * so it can be done by the hub now or by central weeks later.
 */
export interface SunMessage {
  /** Encrypted PICC data, 16 bytes. */
  piccData: Uint8Array;
  /** SDMMAC, 8 bytes. */
  mac: Uint8Array;
}

/** What the encrypted PICC data says; believed only once the MAC has been checked. */
export interface PiccData {
  /** 7 bytes. */
  uid: Uint8Array;
  /** SDMReadCtr, 0 to 2^24 − 1. */
  counter: number;
}

const UID_MIRRORED = 0x80;
const COUNTER_MIRRORED = 0x40;

/**
 * Decrypts PICC data with the scheme's meta-read key (NT4H2421Gx §9.3.4).
 * @returns undefined when it is not PICC data under this key
 */
export function decryptPiccData(metaReadKey: Uint8Array, encrypted: Uint8Array): PiccData | undefined {
  if (encrypted.length !== 16) return undefined;
  const plain = decryptCbc(metaReadKey, ZERO_IV, encrypted);
  const tag = plain[0]!;
  if (!(tag & UID_MIRRORED) || !(tag & COUNTER_MIRRORED) || (tag & 0x0f) !== 7) return undefined;
  return { uid: plain.slice(1, 8), counter: readUint24(plain, 8) };
}

/**
 * The SDMMAC a genuine card would send (NT4H2421Gx §9.3.8): CMAC under the
 * session key of this UID and counter, every second byte.
 * @param fileReadKey this card's SDMFileRead key, 16 bytes
 * @param input the ASCII between SDMMACInputOffset and SDMMACOffset; Tapwell cards leave it empty
 * @returns 8 bytes
 */
export function sunMac(fileReadKey: Uint8Array, picc: PiccData, input: Uint8Array = new Uint8Array()): Uint8Array {
  return truncatedMac(aesCmac(sessionMacKey(fileReadKey, picc), input));
}

/** KSesSDMFileReadMAC (NT4H2421Gx §9.3.9.1): CMAC of SV2 under the file-read key. */
export function sessionMacKey(fileReadKey: Uint8Array, { uid, counter }: PiccData): Uint8Array {
  return aesCmac(fileReadKey, concat(Uint8Array.of(0x3c, 0xc3, 0x00, 0x01, 0x00, 0x80), uid, uint24(counter)));
}

/** Whether the MAC is this card's, in constant time. `input` as for {@link sunMac}. */
export function sunMacMatches(fileReadKey: Uint8Array, picc: PiccData, mac: Uint8Array, input?: Uint8Array): boolean {
  return sameBytes(sunMac(fileReadKey, picc, input), mac);
}
