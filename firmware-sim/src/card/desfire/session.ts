import { bytes, same } from '../../bytes.ts';
import {
  blockSize,
  checksum16,
  checksum32,
  cmac,
  type DesfireKey,
  decrypt,
  encrypt,
  isSingleDes,
  type KeyType,
  undoReaderDecryption,
} from './crypto.ts';

/**
 * A DESFire session, the card's side. `legacy` is that of the first DESFire (Authenticate 0A):
 * each cryptogram for itself, MACs of 4 bytes, CRC16. `chained` is EV1's (1A and AA): one
 * initialisation vector runs through all commands and answers, CMACs of 8 bytes, CRC32.
 */
export interface Session {
  readonly keyNo: number;
  readonly protocol: 'legacy' | 'chained';
  readonly type: KeyType;
  readonly key: Uint8Array;
  iv: Uint8Array;
}

export type CommMode = 'plain' | 'mac' | 'full';

/** Session key from both challenges: two quarters of each for DES, four for triple DES and AES. */
export function sessionKey(key: DesfireKey, rndA: Uint8Array, rndB: Uint8Array): Uint8Array {
  const first = bytes(rndA.slice(0, 4), rndB.slice(0, 4));
  if (isSingleDes(key)) return bytes(first, first);
  return bytes(first, rndA.slice(-4), rndB.slice(-4));
}

/** How long a command's data of `length` bytes is on the line. */
export function sentLength(session: Session | undefined, mode: CommMode, length: number): number {
  if (!session || mode === 'plain') return length;
  const legacy = session.protocol === 'legacy';
  if (mode === 'mac') return length + (legacy ? 4 : 8);
  const size = blockSize(session.type);
  return Math.ceil((length + (legacy ? 2 : 4)) / size) * size;
}

/**
 * Opens a command.
 * @param head command code and what goes in plain
 * @param body data as sent
 * @param length of the data in it, where the command says so; cuts off padding
 * @returns `undefined` when a MAC or checksum is wrong
 */
export function openCommand(
  session: Session,
  mode: CommMode,
  head: Uint8Array,
  body: Uint8Array,
  length: number,
): Uint8Array | undefined {
  if (mode === 'full') {
    const plain = deciphered(session, body);
    if (!plain) return undefined;
    const data = plain.slice(0, length);
    const legacy = session.protocol === 'legacy';
    const sum = legacy ? checksum16(data) : checksum32(bytes(head, data));
    const rest = plain.slice(length);
    return same(rest.slice(0, sum.length), sum) && rest.slice(sum.length).every((one) => one === 0) ? data : undefined;
  }
  if (session.protocol === 'legacy') {
    if (mode === 'plain') return body;
    const data = body.slice(0, -4);
    return same(legacyMac(session, data), body.slice(-4)) ? data : undefined;
  }
  const data = mode === 'mac' ? body.slice(0, -8) : body;
  session.iv = cmac(session.type, session.key, session.iv, bytes(head, data));
  return mode === 'plain' || same(session.iv.slice(0, 8), body.slice(-8)) ? data : undefined;
}

/** A cryptogram from the reader; moves the chain on. `undefined` when it is not whole blocks. */
export function deciphered(session: Session, body: Uint8Array): Uint8Array | undefined {
  const size = blockSize(session.type);
  if (body.length === 0 || body.length % size) return undefined;
  if (session.protocol === 'legacy') return undoReaderDecryption(session.key, body);
  const plain = decrypt(session.type, session.key, session.iv, body);
  session.iv = body.slice(-size);
  return plain;
}

/** Closes an answer with status 00. In a chained session plain answers carry a CMAC too. */
export function closeAnswer(session: Session, mode: CommMode, data: Uint8Array): Uint8Array {
  const size = blockSize(session.type);
  if (session.protocol === 'legacy') {
    if (mode === 'plain') return data;
    if (mode === 'mac') return bytes(data, legacyMac(session, data));
    const sealed = bytes(data, checksum16(data));
    return encrypt('des', session.key, new Uint8Array(size), zeroPadded(sealed, size));
  }
  if (mode === 'full') {
    const sealed = bytes(data, checksum32(bytes(data, 0x00)));
    const sent = encrypt(session.type, session.key, session.iv, zeroPadded(sealed, size));
    session.iv = sent.slice(-size);
    return sent;
  }
  session.iv = cmac(session.type, session.key, session.iv, bytes(data, 0x00));
  return bytes(data, session.iv.slice(0, 8));
}

/** First half of the last CBC block over the zero-padded data. */
function legacyMac(session: Session, data: Uint8Array): Uint8Array {
  return encrypt('des', session.key, new Uint8Array(8), zeroPadded(data, 8)).slice(-8, -4);
}

function zeroPadded(data: Uint8Array, size: number): Uint8Array {
  const length = Math.max(size, Math.ceil(data.length / size) * size);
  return bytes(data, new Uint8Array(length - data.length));
}
