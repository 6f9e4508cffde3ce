import { concat, fromHex } from '../bytes.ts';
import { decryptCbc, encryptCbc, ZERO_IV } from './aes-cbc.ts';
import { aesCmac } from './aes-cmac.ts';
import { uint24 } from './little-endian.ts';
import { decryptPiccData, type PiccData, sunMacMatches } from './sun.ts';

/**
 * Secure Dynamic Messaging in all the forms that an NTAG 424 DNA can be set to
 * (NT4H2421Gx §9.3), as long as UID and counter are both mirrored. A Tapwell
 * card uses the plainest, a SUN message (`sun.ts`); cards issued by others may
 * show UID and counter in clear, or encipher part of the file.
 */
export interface SdmMessage {
  picc: /** Encrypted PICC data, 16 bytes (§9.3.4). */
    | { kind: 'encrypted'; data: Uint8Array }
    /** UID and counter as mirrored in clear (§9.3.3). */
    | ({ kind: 'plain' } & PiccData);
  /** SDMMAC, 8 bytes. */
  mac: Uint8Array;
  /** What the MAC is over: the file's ASCII from SDMMACInputOffset to SDMMACOffset. */
  macInput: Uint8Array;
  /** SDMENCFileData, whole blocks (§9.3.5). */
  encryptedFileData?: Uint8Array;
}

/** Keys to try, newest first: while a rotation runs, cards of either version are about. */
export interface SdmKeys {
  metaRead: readonly Uint8Array[];
  /** The SDMFileRead keys of the card with this UID; none when there is no such card. */
  fileRead(uid: Uint8Array): readonly Uint8Array[];
}

export type SdmVerdict =
  | { kind: 'genuine'; picc: PiccData; fileData?: Uint8Array }
  /** A card that we know, and not its MAC. */
  | { kind: 'bad-mac'; picc: PiccData }
  /** No card that we know, under any key. */
  | { kind: 'unknown-card' };

/** Judges a message. The counter is the caller's to check: it must be higher than any seen from that card. */
export function verifySdm(message: SdmMessage, keys: SdmKeys): SdmVerdict {
  for (const picc of candidates(message.picc, keys.metaRead)) {
    const fileReadKeys = keys.fileRead(picc.uid);
    // Under a wrong key PICC data may look like that of a card, but hardly of one that is on file.
    if (fileReadKeys.length === 0) continue;
    const key = fileReadKeys.find((k) => sunMacMatches(k, picc, message.mac, message.macInput));
    if (!key) return { kind: 'bad-mac', picc };
    const fileData = message.encryptedFileData && decryptFileData(key, picc, message.encryptedFileData);
    return { kind: 'genuine', picc, ...(fileData && { fileData }) };
  }
  return { kind: 'unknown-card' };
}

function candidates(picc: SdmMessage['picc'], metaReadKeys: readonly Uint8Array[]): PiccData[] {
  if (picc.kind === 'plain') return [{ uid: picc.uid, counter: picc.counter }];
  return metaReadKeys.map((key) => decryptPiccData(key, picc.data)).filter((read) => read !== undefined);
}

/** KSesSDMFileReadENC (§9.3.9.1): CMAC of SV1 under the file-read key. */
export function sessionEncKey(fileReadKey: Uint8Array, { uid, counter }: PiccData): Uint8Array {
  return aesCmac(fileReadKey, concat(Uint8Array.of(0xc3, 0x3c, 0x00, 0x01, 0x00, 0x80), uid, uint24(counter)));
}

/**
 * Deciphers SDMENCFileData (§9.3.6.1); believe it only once the MAC has been checked.
 * @returns the file's bytes, padding and all, or undefined when it is not whole blocks
 */
export function decryptFileData(
  fileReadKey: Uint8Array,
  picc: PiccData,
  encrypted: Uint8Array,
): Uint8Array | undefined {
  if (encrypted.length === 0 || encrypted.length % 16 !== 0) return undefined;
  const key = sessionEncKey(fileReadKey, picc);
  const iv = encryptCbc(key, ZERO_IV, concat(uint24(picc.counter), new Uint8Array(13)));
  return decryptCbc(key, iv, encrypted);
}

/** Which query parameters of a URL hold what. With `fileData`, the MAC is over everything from it to the MAC. */
export type SdmUrlNames = { mac: string; fileData?: string } & (
  | { piccData: string }
  | { uid: string; counter: string }
);

/** What an NTAG 424 DNA can hold at most, with room for a scheme. */
const LONGEST_URL = 512;

/**
 * The SDM message in a URL whose last parameter is the MAC.
 * @returns undefined when a parameter is missing or of the wrong length
 */
export function parseSdmUrl(url: string, names: SdmUrlNames): SdmMessage | undefined {
  if (url.length > LONGEST_URL) return undefined;
  const picc = piccIn(url, names);
  const mac = hexParameter(url, names.mac);
  if (!picc || mac?.bytes.length !== 8 || mac.end !== url.length) return undefined;
  if (names.fileData === undefined) return { picc, mac: mac.bytes, macInput: new Uint8Array() };
  const fileData = hexParameter(url, names.fileData);
  if (!fileData || fileData.bytes.length === 0 || fileData.bytes.length % 16 !== 0) return undefined;
  const macInput = new TextEncoder().encode(url.slice(fileData.start, mac.start));
  return { picc, mac: mac.bytes, macInput, encryptedFileData: fileData.bytes };
}

function piccIn(url: string, names: SdmUrlNames): SdmMessage['picc'] | undefined {
  if ('piccData' in names) {
    const data = hexParameter(url, names.piccData)?.bytes;
    return data?.length === 16 ? { kind: 'encrypted', data } : undefined;
  }
  const uid = hexParameter(url, names.uid)?.bytes;
  const counter = hexParameter(url, names.counter)?.bytes;
  if (uid?.length !== 7 || counter?.length !== 3) return undefined;
  // In ASCII the counter's most significant byte comes first (§9.3.1).
  return { kind: 'plain', uid, counter: (counter[0]! << 16) | (counter[1]! << 8) | counter[2]! };
}

/** The first parameter of that name, when it is whole bytes in hex: its bytes, and where in the URL it stands. */
function hexParameter(url: string, name: string): { bytes: Uint8Array; start: number; end: number } | undefined {
  const places = [`?${name}=`, `&${name}=`].map((start) => url.indexOf(start)).filter((at) => at >= 0);
  if (places.length === 0) return undefined;
  const start = Math.min(...places) + name.length + 2;
  const hex = /^[0-9A-Fa-f]*/.exec(url.slice(start))![0];
  const end = start + hex.length;
  const ends = end === url.length || url[end] === '&';
  return ends && hex.length % 2 === 0 ? { bytes: fromHex(hex), start, end } : undefined;
}
