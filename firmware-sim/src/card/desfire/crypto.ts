import { createCipheriv, createDecipheriv } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { bytes, toLe } from '../../bytes.ts';

/** Ciphers and checksums of DESFire EV1. A key is AES-128 or DES; a 16-byte DES key is two-key triple DES. */

export type KeyType = 'des' | 'aes';

export interface DesfireKey {
  readonly type: KeyType;
  /** 16 bytes; a single DES key is stored twice. */
  readonly value: Uint8Array;
  /** Of an AES key; a DES key's version is in its parity bits. */
  readonly version: number;
}

export function blockSize(type: KeyType): number {
  return type === 'aes' ? 16 : 8;
}

/** True when both halves are one DES key; the parity bits carry the version and do not count. */
export function isSingleDes({ type, value }: DesfireKey): boolean {
  return type === 'des' && value.slice(0, 8).every((one, i) => (one & 0xfe) === (value[8 + i]! & 0xfe));
}

/** Key version: the parity bits of a DES key's first half, most significant first. */
export function keyVersion({ type, value, version }: DesfireKey): number {
  if (type === 'aes') return version;
  return value.slice(0, 8).reduce((sum, one) => (sum << 1) | (one & 1), 0);
}

/** CBC over whole blocks, without padding. Two-key triple DES is DES when its halves are equal. */
export function encrypt(type: KeyType, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const name = type === 'aes' ? 'aes-128-cbc' : 'des-ede-cbc';
  return new Uint8Array(createCipheriv(name, key, iv).setAutoPadding(false).update(data));
}

export function decrypt(type: KeyType, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const name = type === 'aes' ? 'aes-128-cbc' : 'des-ede-cbc';
  return new Uint8Array(createDecipheriv(name, key, iv).setAutoPadding(false).update(data));
}

/**
 * Undoes a reader's "decryption" of what it sends: in the legacy protocol the card only
 * ever encrypts, so the reader sends c = D(p ^ previous c), and the card computes p = E(c) ^ previous c.
 */
export function undoReaderDecryption(key: Uint8Array, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length);
  const zero = new Uint8Array(8);
  for (let at = 0; at < data.length; at += 8) {
    const block = data.slice(at, at + 8);
    const previous = at === 0 ? zero : data.slice(at - 8, at);
    out.set(xor(encrypt('des', key, zero, block), previous), at);
  }
  return out;
}

/** CMAC (NIST SP 800-38B) continued from `iv`, for both block sizes: one whole block. */
export function cmac(type: KeyType, key: Uint8Array, iv: Uint8Array, message: Uint8Array): Uint8Array {
  const size = blockSize(type);
  const k1 = doubled(encrypt(type, key, new Uint8Array(size), new Uint8Array(size)));
  const whole = message.length > 0 && message.length % size === 0;
  const data = whole ? message.slice() : bytes(message, 0x80, new Uint8Array(size - 1 - (message.length % size)));
  const last = data.length - size;
  data.set(xor(data.slice(last), whole ? k1 : doubled(k1)), last);
  return encrypt(type, key, iv, data).slice(-size);
}

function doubled(block: Uint8Array): Uint8Array {
  const out = block.map((value, i) => ((value << 1) | ((block[i + 1] ?? 0) >> 7)) & 0xff);
  if (block[0]! & 0x80) out[out.length - 1]! ^= block.length === 16 ? 0x87 : 0x1b;
  return out;
}

export function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((value, i) => value ^ b[i]!);
}

/** CRC32 without the final inversion, least significant byte first. */
export function checksum32(data: Uint8Array): Uint8Array {
  return toLe((crc32(data) ^ 0xffffffff) >>> 0, 4);
}

/** CRC_A of ISO 14443-3, annex B: preset 6363, least significant byte first. */
export function checksum16(data: Uint8Array): Uint8Array {
  let crc = 0x6363;
  for (const value of data) {
    let b = (value ^ crc) & 0xff;
    b = (b ^ (b << 4)) & 0xff;
    crc = (crc >> 8) ^ (b << 8) ^ (b << 3) ^ (b >> 4);
  }
  return toLe(crc & 0xffff, 2);
}
