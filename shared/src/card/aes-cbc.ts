import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';
import { concat } from '../bytes.ts';

/** The initialisation vector of anything that starts anew. */
export const ZERO_IV: Uint8Array = new Uint8Array(16);

/**
 * AES-128-CBC over whole blocks, without padding.
 * @param key 16 bytes
 * @param plain a multiple of 16 bytes
 */
export function encryptCbc(key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return new Uint8Array(cipher.update(plain));
}

/** The inverse of {@link encryptCbc}. */
export function decryptCbc(key: Uint8Array, iv: Uint8Array, encrypted: Uint8Array): Uint8Array {
  const cipher = createDecipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return new Uint8Array(cipher.update(encrypted));
}

/** `data`, then 80 and as many 00 as fill the block; always at least the 80 (ISO/IEC 9797-1 padding method 2). */
export function padded(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 16 - (data.length % 16));
  out.set(data);
  out[data.length] = 0x80;
  return out;
}

/** @returns the data before the padding of {@link padded}, or undefined when there is no such padding */
export function unpadded(blocks: Uint8Array): Uint8Array | undefined {
  const end = blocks.findLastIndex((byte) => byte !== 0);
  return end >= blocks.length - 16 && blocks[end] === 0x80 ? blocks.slice(0, end) : undefined;
}

/** The first byte moved to the end: RndA', RndB'. */
export function rotatedLeft(bytes: Uint8Array): Uint8Array {
  return concat(bytes.subarray(1), bytes.subarray(0, 1));
}

/** Whether two byte strings are the same, in a time that depends on their lengths alone. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
