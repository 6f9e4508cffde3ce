import { dataOf, joinFrames, MORE_TO_COME, parseResponse } from './apdu.ts';
import { andThen, type CardAnswer, malformed } from './status-words.ts';

/** What GetVersion tells of a card (NT4H2421Gx §10.5.2). */
export interface CardVersion {
  hardware: PartVersion;
  software: PartVersion;
  /** 7 bytes; all zero outside a session once Random ID is on. */
  uid: Uint8Array;
  /** Production batch, 5 bytes; the last four bits are the fab key's. */
  batch: Uint8Array;
  /** Calendar week and year of production, in binary-coded decimal. */
  week: number;
  year: number;
}

export interface PartVersion {
  /** 4 is NXP. */
  vendor: number;
  /** 4 is NTAG, 1 is DESFire. */
  type: number;
  subtype: number;
  major: number;
  minor: number;
  /** Twice the power of two: 0x11 lies between 256 and 512 bytes. */
  storage: number;
  /** 5 is ISO/IEC 14443-2 and -3. */
  protocol: number;
}

/** Whether the answer so far ends in `more-to-come`, so that NEXT_FRAME is due. */
export function moreFrames(response: Uint8Array): boolean {
  return parseResponse(response)?.status === MORE_TO_COME;
}

/**
 * GetVersion's three frames, read without a session. In a session, join the
 * frames, open the answer, and give its data to {@link parseVersion}.
 */
export function parseVersionFrames(frames: readonly Uint8Array[]): CardAnswer<CardVersion> {
  return andThen(andThen(joinFrames(frames), dataOf), parseVersion);
}

/** @param data 7 bytes of hardware, 7 of software, 14 of production and maybe a fab key */
export function parseVersion(data: Uint8Array): CardAnswer<CardVersion> {
  if (data.length !== 28 && data.length !== 29) return malformed(`version of ${data.length} bytes, not 28`);
  const value = {
    hardware: part(data.subarray(0, 7)),
    software: part(data.subarray(7, 14)),
    uid: data.slice(14, 21),
    batch: data.slice(21, 26),
    // The top bit belongs to the fab key.
    week: data[26]! & 0x7f,
    year: data[27]!,
  };
  return { kind: 'ok', value };
}

function part(data: Uint8Array): PartVersion {
  const [vendor = 0, type = 0, subtype = 0, major = 0, minor = 0, storage = 0, protocol = 0] = data;
  return { vendor, type, subtype, major, minor, storage, protocol };
}
