/** Numbers as these cards write them: least significant byte first. */

/** @throws RangeError when `value` is not a whole number of at most 3 bytes */
export function uint24(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffff) throw new RangeError(`${value} does not fit 3 bytes`);
  return Uint8Array.of(value & 0xff, (value >> 8) & 0xff, value >> 16);
}

/** The number in the 3 bytes at `at`; the caller has checked that they are there. */
export function readUint24(bytes: Uint8Array, at = 0): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
}
