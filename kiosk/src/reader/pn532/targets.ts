import type { PresentedCard } from '../reader.ts';
import { SEL_RES_14443_4, SEL_RES_NFC_DEP } from './constants.ts';

/** One card as InListPassiveTarget describes it (UM0701-02, 7.3.5, 106 kbit/s type A). */
export interface Target {
  /** The PN532's number for it: 1 or 2. */
  readonly number: number;
  readonly selRes: number;
  readonly uid: Uint8Array;
  /** Length byte first, as the card sent it; empty when the card has none. */
  readonly ats: Uint8Array;
}

/**
 * Reads the targets of an InListPassiveTarget reply.
 *
 *     Tg SENS_RES(2) SEL_RES NFCIDLength NFCID… [ATSLength ATS…]
 *
 * ATS is there when SEL_RES says ISO/IEC 14443-4; its length byte counts itself.
 * @returns undefined when the bytes do not fit that shape
 */
export function readTargets(count: number, bytes: Uint8Array): Target[] | undefined {
  const targets: Target[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const number = bytes[at];
    const selRes = bytes[at + 3];
    const uidLength = bytes[at + 4];
    if (number === undefined || selRes === undefined || uidLength === undefined) return undefined;
    at += 5;
    const uid = bytes.slice(at, at + uidLength);
    if (uid.length !== uidLength || ![4, 7, 10].includes(uidLength)) return undefined;
    at += uidLength;
    const atsLength = (selRes & SEL_RES_14443_4) !== 0 && at < bytes.length ? bytes[at]! : 0;
    const ats = bytes.slice(at, at + atsLength);
    if (ats.length !== atsLength) return undefined;
    at += atsLength;
    targets.push({ number, selRes, uid, ats });
  }
  return targets;
}

export function kindOf(target: Target): PresentedCard['kind'] {
  if ((target.selRes & SEL_RES_14443_4) !== 0) return 'iso14443-4';
  return (target.selRes & SEL_RES_NFC_DEP) !== 0 ? 'unknown' : 'iso14443-3';
}
