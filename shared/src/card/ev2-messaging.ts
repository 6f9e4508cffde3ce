import { concat } from '../bytes.ts';
import { decryptCbc, encryptCbc, padded, sameBytes, unpadded, ZERO_IV } from './aes-cbc.ts';
import { aesCmac, truncatedMac } from './aes-cmac.ts';
import { MOST_APDU_DATA, nativeApdu, parseResponse } from './apdu.ts';
import type { Ev2Session } from './ev2-auth.ts';
import { type CardAnswer, malformed, refusedBy } from './status-words.ts';

/** How a command and its answer are protected (NT4H2421Gx §8.2.3.5): not, by a MAC, or enciphered and by a MAC. */
export type CommMode = 'plain' | 'mac' | 'full';

/** A native command as plain data. `header` is never enciphered; `data` is, in full mode. */
export interface NativeCommand {
  ins: number;
  header: Uint8Array;
  data: Uint8Array;
  /** The protection it takes in a session; without one, see {@link plainApdu}. */
  mode: CommMode;
  /** The card leaves the session with this command, so its answer carries no MAC (ChangeKey of the key in use). */
  endsSession?: true;
}

const MAC_LENGTH = 8;

/** The command without a session: no MAC, nothing enciphered. */
export function plainApdu(command: NativeCommand): Uint8Array {
  return nativeApdu(command.ins, concat(command.header, command.data));
}

/**
 * Protects a command (NT4H2421Gx §9.1.8 to §9.1.10): the APDU to send, and the
 * session to keep, which alone can open the answer. The counter rises in plain
 * mode too.
 * @throws RangeError when it does not fit one frame or the counter is spent
 */
export function sealCommand(session: Ev2Session, command: NativeCommand): { apdu: Uint8Array; session: Ev2Session } {
  if (session.cmdCtr >= 0xffff) throw new RangeError('command counter is spent: authenticate anew');
  const next = { ...session, cmdCtr: session.cmdCtr + 1 };
  const { ins, header, mode } = command;
  const enciphered = mode === 'full' && command.data.length > 0;
  const data = enciphered ? encryptCbc(session.kSesAuthEnc, commandIv(session), padded(command.data)) : command.data;
  const body = concat(header, data);
  const mac = mode === 'plain' ? new Uint8Array() : macT(session, ins, body);
  return { apdu: nativeApdu(ins, concat(body, mac)), session: next };
}

/**
 * Opens the answer to the command just sealed: checks its MAC in constant time,
 * then deciphers. A refusal carries no MAC (NT4H2421Gx §9.1.9), so anyone near
 * can forge one; it tells nothing but that the session is over.
 * @param session what {@link sealCommand} gave with that command
 * @param response the response APDU; a long answer's frames joined
 */
export function openResponse(
  session: Ev2Session,
  command: Pick<NativeCommand, 'mode' | 'endsSession'>,
  response: Uint8Array,
): CardAnswer<Uint8Array> {
  const parsed = parseResponse(response);
  if (!parsed) return malformed('no status word');
  const { status, data } = parsed;
  if (status !== 0x9100) return refusedBy(status);
  if (command.endsSession) return data.length === 0 ? { kind: 'ok', value: data } : malformed('data after the session');
  if (command.mode === 'plain') return { kind: 'ok', value: data };
  if (data.length < MAC_LENGTH) return { kind: 'bad-mac' };
  const body = data.slice(0, -MAC_LENGTH);
  // The response's MAC starts with its status code, 00 (NT4H2421Gx §9.1.9).
  if (!sameBytes(data.slice(-MAC_LENGTH), macT(session, status & 0xff, body))) return { kind: 'bad-mac' };
  return command.mode === 'full' ? deciphered(session, body) : { kind: 'ok', value: body };
}

function deciphered(session: Ev2Session, body: Uint8Array): CardAnswer<Uint8Array> {
  if (body.length === 0) return { kind: 'ok', value: body };
  if (body.length % 16 !== 0) return malformed('enciphered data is not whole blocks');
  const plain = unpadded(decryptCbc(session.kSesAuthEnc, responseIv(session), body));
  return plain ? { kind: 'ok', value: plain } : malformed('padding');
}

/** MACt (NT4H2421Gx §9.1.3): every second byte of CMAC(KSesAuthMAC, code ‖ CmdCtr ‖ TI ‖ body). 8 bytes. */
function macT(session: Ev2Session, code: number, body: Uint8Array): Uint8Array {
  const message = concat(Uint8Array.of(code), counterBytes(session), session.ti, body);
  return truncatedMac(aesCmac(session.kSesAuthMac, message));
}

/** IVc (NT4H2421Gx §9.1.4): E(KSesAuthENC, A55A ‖ TI ‖ CmdCtr ‖ 0⁸). */
export function commandIv(session: Ev2Session): Uint8Array {
  return iv(Uint8Array.of(0xa5, 0x5a), session);
}

/** IVr: the same with 5AA5, and with the counter already raised. */
function responseIv(session: Ev2Session): Uint8Array {
  return iv(Uint8Array.of(0x5a, 0xa5), session);
}

function iv(label: Uint8Array, session: Ev2Session): Uint8Array {
  return encryptCbc(session.kSesAuthEnc, ZERO_IV, concat(label, session.ti, counterBytes(session), new Uint8Array(8)));
}

/** CmdCtr, least significant byte first. */
function counterBytes({ cmdCtr }: Ev2Session): Uint8Array {
  return Uint8Array.of(cmdCtr & 0xff, cmdCtr >> 8);
}

/** The most bytes of data that fit one frame beside `header` bytes of header. */
export function mostData(mode: CommMode, header: number): number {
  const room = MOST_APDU_DATA - header;
  if (mode === 'plain') return room;
  if (mode === 'mac') return room - MAC_LENGTH;
  // Whole blocks, of which the padding takes at least one byte.
  return Math.floor((room - MAC_LENGTH) / 16) * 16 - 1;
}
