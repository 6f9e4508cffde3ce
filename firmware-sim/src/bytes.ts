/** Byte helpers of the simulator's own. Hex is upper case, without separators. */

/** Bytes as upper-case hex, e.g. `04A1B2`. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase();
}

/** Hex of whole bytes, either case, as bytes; throws `RangeError` on anything else. */
export function unhex(text: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new RangeError(`not whole bytes in hex: ${JSON.stringify(text)}`);
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** A new array holding the parts in order. */
export function bytes(...parts: (number | Iterable<number>)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part])));
}

/** Little-endian unsigned number from up to 4 bytes at `at`. */
export function le(from: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (from[at + i] ?? 0);
  return value;
}

/** `value` as `length` little-endian bytes. */
export function toLe(value: number, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = Math.floor(value / 256 ** i) & 0xff;
  return out;
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
