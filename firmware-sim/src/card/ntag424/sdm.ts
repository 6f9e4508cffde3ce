import { createCipheriv } from 'node:crypto';
import { aesCmac } from '@tapwell/shared/card/aes-cmac';
import { bytes, hex, toLe, unhex } from '../../bytes.ts';

/**
 * Secure Dynamic Messaging as the chip computes it (NT4H2421Gx, 9.3). Everything
 * here takes the counter as a number and puts it on the wire least significant byte first.
 */

export interface SdmReading {
  /** 7 bytes. */
  readonly uid: Uint8Array;
  /** SDMReadCtr, 0 to 0xFFFFFF. */
  readonly counter: number;
}

/** PICCDataTag: UID mirrored (0x80), counter mirrored (0x40), UID length 7 (NT4H2421Gx, 9.3.3, table "PICCDataTag"). */
function piccDataTag(mirror: { uid: boolean; counter: boolean }): number {
  return (mirror.uid ? 0x87 : 0) | (mirror.counter ? 0x40 : 0);
}

/**
 * PICCENCData: E(K_SDMMetaRead; tag || [UID] || [counter] || random padding), one
 * AES block, CBC with a zero IV (NT4H2421Gx, 9.3.4).
 * @param padding random bytes that fill the block; the first as many as needed are used
 */
export function encryptPiccData(
  metaReadKey: Uint8Array,
  reading: SdmReading,
  mirror: { uid: boolean; counter: boolean },
  padding: Uint8Array,
): Uint8Array {
  const plain = bytes(
    piccDataTag(mirror),
    mirror.uid ? reading.uid : [],
    mirror.counter ? toLe(reading.counter, 3) : [],
    padding,
  );
  return aesCbc(metaReadKey, new Uint8Array(16), plain.slice(0, 16));
}

/** Session key for SDMMAC: CMAC(K_SDMFileRead; SV2), SV2 = 3CC3 0001 0080 [UID] [counter], zero-padded (9.3.9.1). */
export function sdmMacKey(
  fileReadKey: Uint8Array,
  reading: SdmReading,
  mirror: { uid: boolean; counter: boolean },
): Uint8Array {
  return aesCmac(fileReadKey, sessionVector('3CC300010080', reading, mirror));
}

/** Session key for SDMENCFileData: CMAC(K_SDMFileRead; SV1), SV1 = C33C 0001 0080 UID counter (9.3.9.1). */
export function sdmEncKey(fileReadKey: Uint8Array, reading: SdmReading): Uint8Array {
  return aesCmac(fileReadKey, sessionVector('C33C00010080', reading, { uid: true, counter: true }));
}

/** SDMMAC: the CMAC of the file's bytes from MACInputOffset up to MACOffset, every second byte kept (9.3.8). */
export function sdmMac(macKey: Uint8Array, input: Uint8Array): Uint8Array {
  return truncateMac(aesCmac(macKey, input));
}

/** SDMENCFileData: AES-CBC over whole blocks, IV = E(K; counter || 0^13) (9.3.6). */
export function encryptFileData(encKey: Uint8Array, counter: number, plain: Uint8Array): Uint8Array {
  const iv = aesCbc(encKey, new Uint8Array(16), bytes(toLe(counter, 3), new Uint8Array(13)));
  return aesCbc(encKey, iv, plain);
}

/** MACt: bytes 1, 3, … 15 of a 16-byte CMAC (9.1.3). */
export function truncateMac(mac: Uint8Array): Uint8Array {
  return mac.filter((_, i) => i % 2 === 1);
}

/** ASCII hex, upper case, as the chip mirrors it into the file. */
export function ascii(data: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.from(hex(data), 'ascii'));
}

function sessionVector(label: string, reading: SdmReading, mirror: { uid: boolean; counter: boolean }): Uint8Array {
  const used = bytes(unhex(label), mirror.uid ? reading.uid : [], mirror.counter ? toLe(reading.counter, 3) : []);
  return bytes(used, new Uint8Array((16 - (used.length % 16)) % 16));
}

function aesCbc(key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Uint8Array {
  return new Uint8Array(createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false).update(blocks));
}
