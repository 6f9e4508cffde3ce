/** Hex and byte helpers used wherever the domain meets card data. Hex is upper case, without separators. */

/** Bytes as upper-case hex, e.g. `04A1B2`. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase();
}

/** Hex (either case, even length) as bytes; throws `RangeError` on anything else. */
export function fromHex(hex: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/i.test(hex)) throw new RangeError('not a hex string of whole bytes');
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

/** One array holding all the parts in order. */
export function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
