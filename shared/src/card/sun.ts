import { createDecipheriv, timingSafeEqual } from 'node:crypto';
import { concat } from '../bytes.ts';
import { aesCmac } from './aes-cmac.ts';

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
  const cipher = createDecipheriv('aes-128-cbc', metaReadKey, new Uint8Array(16)).setAutoPadding(false);
  const plain = cipher.update(encrypted);
  const tag = plain[0]!;
  if (!(tag & UID_MIRRORED) || !(tag & COUNTER_MIRRORED) || (tag & 0x0f) !== 7) return undefined;
  return {
    uid: new Uint8Array(plain.subarray(1, 8)),
    counter: plain[8]! | (plain[9]! << 8) | (plain[10]! << 16),
  };
}

/**
 * The SDMMAC a genuine card would send (NT4H2421Gx §9.3.8): CMAC under the
 * session key of this UID and counter, every second byte.
 * @param fileReadKey this card's SDMFileRead key, 16 bytes
 * @param input the ASCII between SDMMACInputOffset and SDMMACOffset; Tapwell cards leave it empty
 * @returns 8 bytes
 */
export function sunMac(fileReadKey: Uint8Array, picc: PiccData, input: Uint8Array = new Uint8Array()): Uint8Array {
  const full = aesCmac(sessionMacKey(fileReadKey, picc), input);
  return full.filter((_, i) => i % 2 === 1);
}

/** KSesSDMFileReadMAC (NT4H2421Gx §9.3.9.1): CMAC of SV2 under the file-read key. */
export function sessionMacKey(fileReadKey: Uint8Array, { uid, counter }: PiccData): Uint8Array {
  const counterBytes = Uint8Array.of(counter & 0xff, (counter >> 8) & 0xff, (counter >> 16) & 0xff);
  return aesCmac(fileReadKey, concat(Uint8Array.of(0x3c, 0xc3, 0x00, 0x01, 0x00, 0x80), uid, counterBytes));
}

/** Whether the MAC is this card's, in constant time. */
export function sunMacMatches(fileReadKey: Uint8Array, picc: PiccData, mac: Uint8Array): boolean {
  return mac.length === 8 && timingSafeEqual(sunMac(fileReadKey, picc), mac);
}
