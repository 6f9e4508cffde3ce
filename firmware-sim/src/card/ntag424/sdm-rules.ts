import { FREE, NEVER, type SdmSettings } from './file-settings.ts';

/** Lengths of what SDM mirrors, in characters (NT4H2421Gx, 9.3.3 to 9.3.7). */
const UID_LENGTH = 14;
const COUNTER_LENGTH = 6;
const PICC_DATA_LENGTH = 32;
const MAC_LENGTH = 16;
const ENC_UNIT = 32;

/**
 * Every condition ChangeFileSettings puts on SDM settings (10.7.1, tables 69 and 71).
 * @param fileSize bytes
 * @param counter SDMReadCtr as it will be
 */
export function sdmAllowed(sdm: SdmSettings, fileSize: number, counter: number): boolean {
  const { mirrorUid, mirrorCounter, metaRead, fileRead, readCounterLimit } = sdm;
  if (metaRead !== NEVER && !mirrorUid && !mirrorCounter) return false;
  if (metaRead === NEVER && mirrorUid) return false;
  if (sdm.counterRetrieval !== NEVER && !mirrorCounter) return false;
  if (readCounterLimit !== undefined && (!mirrorCounter || readCounterLimit <= counter)) return false;
  const plain = metaRead === FREE;
  const spans: ([number, number] | undefined)[] = [
    plain && mirrorUid ? span(sdm.uidOffset, UID_LENGTH) : undefined,
    plain && mirrorCounter ? span(sdm.counterOffset, COUNTER_LENGTH) : undefined,
    metaRead <= 4 ? span(sdm.piccDataOffset, PICC_DATA_LENGTH) : undefined,
    fileRead <= 4 ? span(sdm.encOffset, sdm.encLength ?? 0) : undefined,
    fileRead <= 4 ? span(sdm.macOffset, MAC_LENGTH) : undefined,
  ];
  const used = spans.filter((one) => one !== undefined);
  if (used.some(([, end]) => end > fileSize)) return false;
  if (used.some((one, i) => used.some((other, j) => i < j && one[0] < other[1] && other[0] < one[1]))) return false;
  return fileRead > 4 || macInputAllowed(sdm);
}

/** The MAC starts before it is mirrored, and covers all encrypted file data (9.3.7). */
function macInputAllowed({ macInputOffset, macOffset, encOffset, encLength }: SdmSettings): boolean {
  if (macInputOffset === undefined || macOffset === undefined || macInputOffset > macOffset) return false;
  if (encOffset === undefined || encLength === undefined) return true;
  if (encLength < ENC_UNIT || encLength % ENC_UNIT !== 0) return false;
  return encOffset >= macInputOffset && encOffset + encLength <= macOffset;
}

function span(start: number | undefined, length: number): [number, number] | undefined {
  return start === undefined ? undefined : [start, start + length];
}
