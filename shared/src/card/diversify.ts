import { concat } from '../bytes.ts';
import { cbcMac, cmacSubkeys, xorLastBlock } from './aes-cmac.ts';

/**
 * A card's own AES-128 key from a master key (NXP AN10922 §2.2).
 *
 * AN10922 is a CMAC over `01 ‖ input`, always padded to 32 bytes first: a short
 * input is not a plain RFC 4493 CMAC, which would stop at 16.
 *
 * @param master 16 bytes; never leaves central
 * @param input 1 to 31 bytes that are this card's alone (UID, application, system)
 * @throws RangeError when the input is empty or too long
 */
export function diversifyKey(master: Uint8Array, input: Uint8Array): Uint8Array {
  if (input.length < 1 || input.length > 31) throw new RangeError('diversification input is 1 to 31 bytes');
  const message = new Uint8Array(32);
  message.set(concat(Uint8Array.of(0x01), input));
  const full = input.length === 31;
  if (!full) message[1 + input.length] = 0x80;
  const { k1, k2 } = cmacSubkeys(master);
  return cbcMac(master, xorLastBlock(message, full ? k1 : k2));
}

/** What AN10922 mixes in for key `number` of a Tapwell NTAG 424 DNA: UID, application, key number, system. */
export function cardKeyInput(uid: Uint8Array, number: number): Uint8Array {
  return concat(uid, NTAG424_AID, Uint8Array.of(number), SYSTEM_ID);
}

/** DF name of the NTAG 424 DNA application (NT4H2421Gx §8.2.2). */
export const NTAG424_AID = Uint8Array.of(0xd2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01);
const SYSTEM_ID = new TextEncoder().encode('TAPWELL');
