import { createCipheriv, createDecipheriv } from 'node:crypto';
import { aesCmac } from '@tapwell/shared/card/aes-cmac';
import { bytes, same, toLe, unhex } from '../../bytes.ts';
import { truncateMac } from './sdm.ts';

/** AES secure messaging, the chip's side (NT4H2421Gx, 9.1). */

/** What an authentication leaves behind. */
export interface Session {
  /** Application key it was opened with. */
  readonly keyNo: number;
  readonly encKey: Uint8Array;
  readonly macKey: Uint8Array;
  /** Transaction identifier, 4 bytes. */
  readonly ti: Uint8Array;
  /** CmdCtr, 0 to 0xFFFF. */
  counter: number;
}

export type CommMode = 'plain' | 'mac' | 'full';

/** A session ends when its command counter is used up (9.1.2). */
const COUNTER_END = 0xffff;
const MAC_LENGTH = 8;
const BLOCK = 16;

/** Session keys (9.1.7): SV = label || 0001 0080 || RndA[15..14] || RndA[13..8] ^ RndB[15..10] || RndB[9..0] || RndA[7..0]. */
export function sessionKeys(
  key: Uint8Array,
  rndA: Uint8Array,
  rndB: Uint8Array,
): { encKey: Uint8Array; macKey: Uint8Array } {
  const mixed = rndA.slice(2, 8).map((value, i) => value ^ rndB[i]!);
  const context = bytes(unhex('00010080'), rndA.slice(0, 2), mixed, rndB.slice(6), rndA.slice(8));
  return {
    encKey: aesCmac(key, bytes(unhex('A55A'), context)),
    macKey: aesCmac(key, bytes(unhex('5AA5'), context)),
  };
}

/**
 * Checks and opens a command's data, and counts the command.
 * @param header goes in plain, and into the MAC
 * @param body data as sent: plain; plain and MAC; or cryptogram and MAC
 * @returns the data, or why it cannot be opened
 */
export function openCommand(
  session: Session,
  mode: CommMode,
  code: number,
  header: Uint8Array,
  body: Uint8Array,
): Uint8Array | 'length' | 'integrity' {
  if (session.counter >= COUNTER_END) return 'integrity';
  if (mode === 'plain') {
    session.counter += 1;
    return body;
  }
  if (body.length < MAC_LENGTH) return 'length';
  const data = body.slice(0, -MAC_LENGTH);
  if (mode === 'full' && data.length % BLOCK !== 0) return 'length';
  const input = bytes(code, toLe(session.counter, 2), session.ti, header, data);
  if (!same(truncateMac(aesCmac(session.macKey, input)), body.slice(-MAC_LENGTH))) return 'integrity';
  const plain = mode === 'full' && data.length ? unpadded(decrypt(session, data)) : data;
  if (!plain) return 'integrity';
  session.counter += 1;
  return plain;
}

/** Closes an answer's data: as is, with a MAC, or encrypted with a MAC. The counter has already risen. */
export function closeAnswer(session: Session, mode: CommMode, data: Uint8Array): Uint8Array {
  if (mode === 'plain') return data;
  const sent = mode === 'full' && data.length ? encrypt(session, padded(data)) : data;
  const input = bytes(0x00, toLe(session.counter, 2), session.ti, sent);
  return bytes(sent, truncateMac(aesCmac(session.macKey, input)));
}

/** E(key; label || TI || CmdCtr || zeros), the initialisation vector of one direction (9.1.4). */
function vector(session: Session, label: string): Uint8Array {
  const plain = bytes(unhex(label), session.ti, toLe(session.counter, 2), new Uint8Array(8));
  return new Uint8Array(createCipheriv('aes-128-ecb', session.encKey, null).setAutoPadding(false).update(plain));
}

function encrypt(session: Session, blocks: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-cbc', session.encKey, vector(session, '5AA5')).setAutoPadding(false);
  return new Uint8Array(cipher.update(blocks));
}

function decrypt(session: Session, blocks: Uint8Array): Uint8Array {
  const cipher = createDecipheriv('aes-128-cbc', session.encKey, vector(session, 'A55A')).setAutoPadding(false);
  return new Uint8Array(cipher.update(blocks));
}

/** ISO 9797-1 padding method 2: always 80, then zeros to a whole block. */
function padded(data: Uint8Array): Uint8Array {
  return bytes(data, 0x80, new Uint8Array(BLOCK - 1 - (data.length % BLOCK)));
}

function unpadded(data: Uint8Array): Uint8Array | undefined {
  const end = data.findLastIndex((value) => value !== 0);
  if (end < 0 || data[end] !== 0x80 || data.length - end > BLOCK) return undefined;
  return data.slice(0, end);
}
