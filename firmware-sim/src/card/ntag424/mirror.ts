import { randomBytes } from 'node:crypto';
import { toLe } from '../../bytes.ts';
import { FREE, type SdmSettings } from './file-settings.ts';
import { ascii, encryptFileData, encryptPiccData, type SdmReading, sdmEncKey, sdmMac, sdmMacKey } from './sdm.ts';

/**
 * The file as an unauthenticated reader sees it: the stored bytes with the
 * dynamic data written over them as ASCII hex (NT4H2421Gx, 9.3.2 to 9.3.8).
 * Encrypted file data comes before the MAC, which may cover it.
 * @param keys the card's five application keys, by number
 */
export function mirrored(
  file: Uint8Array,
  sdm: SdmSettings,
  reading: SdmReading,
  keys: readonly Uint8Array[],
): Uint8Array {
  const out = file.slice();
  const put = (at: number | undefined, text: Uint8Array) => {
    if (at !== undefined && at + text.length <= out.length) out.set(text, at);
  };
  const mirror = { uid: sdm.mirrorUid, counter: sdm.mirrorCounter };
  if (sdm.metaRead <= 4) {
    put(sdm.piccDataOffset, ascii(encryptPiccData(keys[sdm.metaRead]!, reading, mirror, randomBytes(16))));
  } else if (sdm.metaRead === FREE) {
    if (sdm.mirrorUid) put(sdm.uidOffset, ascii(reading.uid));
    // In ASCII the counter is most significant byte first, unlike everywhere else (9.3.5).
    if (sdm.mirrorCounter) put(sdm.counterOffset, ascii(toLe(reading.counter, 3).reverse()));
  }
  if (sdm.fileRead > 4) return out;
  const fileReadKey = keys[sdm.fileRead]!;
  if (sdm.encOffset !== undefined && sdm.encLength !== undefined) {
    const plain = file.slice(sdm.encOffset, sdm.encOffset + sdm.encLength / 2);
    put(sdm.encOffset, ascii(encryptFileData(sdmEncKey(fileReadKey, reading), reading.counter, plain)));
  }
  if (sdm.macInputOffset !== undefined && sdm.macOffset !== undefined) {
    const input = out.slice(sdm.macInputOffset, sdm.macOffset);
    put(sdm.macOffset, ascii(sdmMac(sdmMacKey(fileReadKey, reading, mirror), input)));
  }
  return out;
}

/** Where a freshly made card keeps its dynamic data, given the NDEF file's text. */
export function findPlaceholders(file: Uint8Array): { picc: number; mac: number } | undefined {
  const text = Buffer.from(file).toString('latin1');
  const found = /([?&])p=0{32}&c=0{16}/.exec(text);
  if (!found) return undefined;
  const picc = found.index + '?p='.length;
  return { picc, mac: picc + 32 + '&c='.length };
}
