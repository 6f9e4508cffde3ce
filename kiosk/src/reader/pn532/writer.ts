import { MAX_INFORMATION } from './constants.ts';
import { checksum } from './frame.ts';

/** To the PN532: "I have it", and also "stop what you are doing" (6.2.1.3). */
export const ACK = Uint8Array.of(0x00, 0x00, 0xff, 0x00, 0xff, 0x00);
/** "Your last reply was damaged: send it again" (6.2.1.4). */
export const NACK = Uint8Array.of(0x00, 0x00, 0xff, 0xff, 0x00, 0x00);

/**
 * Wakes a sleeping PN532: any rising edges do, and the zeros give it the 2 ms
 * it needs before the next byte counts.
 */
export const WAKE_UP = Uint8Array.of(0x55, 0x55, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

/**
 * Frames an information field (frame identifier first, 1 to 265 bytes).
 * @throws {RangeError} when it is empty or too long
 */
export function writeFrame(information: Uint8Array): Uint8Array {
  const { length } = information;
  if (length < 1 || length > MAX_INFORMATION) {
    throw new RangeError(`a PN532 frame carries 1 to ${MAX_INFORMATION} bytes, not ${length}`);
  }
  const head =
    length <= 0xff
      ? [0x00, 0x00, 0xff, length, -length & 0xff]
      : [0x00, 0x00, 0xff, 0xff, 0xff, length >> 8, length & 0xff, -((length >> 8) + length) & 0xff];
  return Uint8Array.of(...head, ...information, checksum(information), 0x00);
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
