import { concat } from '../bytes.ts';
import { decryptCbc, sameBytes } from './aes-cbc.ts';
import { aesCmac } from './aes-cmac.ts';
import { dataOf, nativeApdu } from './apdu.ts';
import { crc32Card } from './crc32.ts';
import type { DesfireSession } from './desfire-ev1.ts';
import { uint24 } from './little-endian.ts';
import { type CardAnswer, malformed } from './status-words.ts';

/**
 * What follows an AES authentication of a MIFARE DESFire EV1. Every command
 * and every answer goes through one CMAC chain, each starting from where the
 * last one ended; the card sends the first 8 bytes of its CMAC with each
 * answer. A command's own CMAC is not sent here: only files in MAC mode that
 * are written ask for it.
 */
export interface DesfireCommand {
  ins: number;
  data: Uint8Array;
}

/** What an answer said, and the session to go on with. */
export interface DesfireAnswer {
  data: Uint8Array;
  session: DesfireSession;
}

const MAC_LENGTH = 8;
const CRC_LENGTH = 4;
/** The status of every answer that carries a MAC or a checksum, which both cover it. */
const SUCCESS = Uint8Array.of(0x00);

/** Selects an application by its 3 bytes, least significant first. Ends any session. */
export function selectApplication(aid: Uint8Array): Uint8Array {
  if (aid.length !== 3) throw new RangeError('a DESFire application is named by 3 bytes');
  return nativeApdu(0x5a, aid);
}

/** The card's UID, enciphered: open with {@link openEnciphered} and a length of 7. */
export const DESFIRE_GET_CARD_UID: DesfireCommand = { ins: 0x51, data: new Uint8Array() };

/**
 * Reads `length` bytes of a standard data file from `offset`. A file in plain
 * or MAC mode answers by {@link openMaced}, an enciphered one by
 * {@link openEnciphered}; a long answer comes in frames, to be joined first.
 */
export function desfireReadData(file: number, offset: number, length: number): DesfireCommand {
  return { ins: 0xbd, data: concat(Uint8Array.of(file), uint24(offset), uint24(length)) };
}

/** The APDU of a command in a session, and the session with which to open its answer. */
export function sealDesfire(
  session: DesfireSession,
  { ins, data }: DesfireCommand,
): { apdu: Uint8Array; session: DesfireSession } {
  return { apdu: nativeApdu(ins, data), session: chained(session, concat(Uint8Array.of(ins), data)) };
}

/** Opens an answer in plain with its CMAC, which is compared in constant time. */
export function openMaced(session: DesfireSession, response: Uint8Array): CardAnswer<DesfireAnswer> {
  const answer = dataOf(response);
  if (answer.kind !== 'ok') return answer;
  if (answer.value.length < MAC_LENGTH) return { kind: 'bad-mac' };
  const data = answer.value.slice(0, -MAC_LENGTH);
  const next = chained(session, concat(data, SUCCESS));
  if (!sameBytes(answer.value.slice(-MAC_LENGTH), next.iv.slice(0, MAC_LENGTH))) return { kind: 'bad-mac' };
  return { kind: 'ok', value: { data, session: next } };
}

/**
 * Opens an enciphered answer: data ‖ CRC32(data ‖ status) ‖ zeros, in CBC from
 * where the chain stands. A wrong checksum is told as `bad-mac`.
 * @param length bytes of data that the command asked for
 */
export function openEnciphered(
  session: DesfireSession,
  response: Uint8Array,
  length: number,
): CardAnswer<DesfireAnswer> {
  const answer = dataOf(response);
  if (answer.kind !== 'ok') return answer;
  const encrypted = answer.value;
  if (encrypted.length !== Math.ceil((length + CRC_LENGTH) / 16) * 16) {
    return malformed(`${encrypted.length} enciphered bytes do not hold ${length}`);
  }
  const plain = decryptCbc(session.key, session.iv, encrypted);
  const data = plain.slice(0, length);
  const expected = concat(data, crc32Card(concat(data, SUCCESS)), new Uint8Array(plain.length - length - CRC_LENGTH));
  if (!sameBytes(plain, expected)) return { kind: 'bad-mac' };
  return { kind: 'ok', value: { data, session: { ...session, iv: encrypted.slice(-16) } } };
}

function chained(session: DesfireSession, message: Uint8Array): DesfireSession {
  return { ...session, iv: aesCmac(session.key, message, session.iv) };
}
