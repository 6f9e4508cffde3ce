import { createCipheriv } from 'node:crypto';

/**
 * AES-128 CMAC (RFC 4493, NIST SP 800-38B).
 * @param key 16 bytes
 * @param message any length, may be empty
 * @param iv 16 bytes, zero unless given: DESFire EV1 chains one MAC into the next
 * @returns 16 bytes
 */
export function aesCmac(key: Uint8Array, message: Uint8Array, iv?: Uint8Array): Uint8Array {
  const encrypt = blockCipher(key);
  const { k1, k2 } = subkeysOf(encrypt(new Uint8Array(16)));
  const whole = message.length > 0 && message.length % 16 === 0;
  const padded = new Uint8Array(whole ? message.length : message.length + 16 - (message.length % 16));
  padded.set(message);
  if (!whole) padded[message.length] = 0x80;
  const blocks = xorLastBlock(padded, whole ? k1 : k2);
  // A tap's two MACs are of one block each: then the cipher that made the subkeys goes on.
  return blocks.length === 16 && !iv ? encrypt(blocks) : cbcMac(key, blocks, iv);
}

/** MACt, the 8 bytes of a CMAC at its odd places counted from 0 (NT4H2421Gx §9.1.3). */
export function truncatedMac(mac: Uint8Array): Uint8Array {
  return mac.filter((_, i) => i % 2 === 1);
}

/** The two CMAC subkeys (RFC 4493 §2.3); AN10922 pads its own way and needs them apart. */
export function cmacSubkeys(key: Uint8Array): { k1: Uint8Array; k2: Uint8Array } {
  return subkeysOf(blockCipher(key)(new Uint8Array(16)));
}

/** @param zero a block of zeros, encrypted */
function subkeysOf(zero: Uint8Array): { k1: Uint8Array; k2: Uint8Array } {
  const k1 = doubled(zero);
  return { k1, k2: doubled(k1) };
}

/** AES of single blocks: setting a key up costs more than using it. */
function blockCipher(key: Uint8Array): (block: Uint8Array) => Uint8Array {
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  return (block) => new Uint8Array(cipher.update(block));
}

/** The last block of AES-CBC over whole blocks, with a zero IV unless one is given. */
export function cbcMac(key: Uint8Array, blocks: Uint8Array, iv: Uint8Array = new Uint8Array(16)): Uint8Array {
  const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return new Uint8Array(cipher.update(blocks)).slice(-16);
}

/** Message with its last 16 bytes exclusive-ored with `mask`; changes `message` in place. */
export function xorLastBlock(message: Uint8Array, mask: Uint8Array): Uint8Array {
  const start = message.length - 16;
  for (let i = 0; i < 16; i++) message[start + i]! ^= mask[i]!;
  return message;
}

/** Multiplication by x in GF(2^128). */
function doubled(block: Uint8Array): Uint8Array {
  const out = new Uint8Array(16);
  for (let i = 0; i < 16; i++) out[i] = ((block[i]! << 1) | ((block[i + 1] ?? 0) >> 7)) & 0xff;
  if (block[0]! & 0x80) out[15]! ^= 0x87;
  return out;
}
