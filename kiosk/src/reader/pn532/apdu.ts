import { CardGone } from '../reader.ts';
import { MAX_DATA_OUT, MORE_INFORMATION, STATUS_ERROR_MASK, STATUS_TEXT, TIMES } from './constants.ts';
import type { Conversation } from './conversation.ts';

/** The longest response: extended length, 65536 bytes and the status word (ISO 7816-4). */
const MAX_RESPONSE = 65_538;
/** And of an APDU: 4 header bytes, 3 of length, 65535 of data, 2 of expected length. */
export const MAX_APDU = 65_544;

/**
 * Sends one APDU by InDataExchange (UM0701-02, 7.3.8), chaining what does not fit.
 * @throws {CardGone} when the card or the reader did not answer properly
 * @throws {RangeError} when the APDU cannot be one
 */
export async function exchangeApdu(pn532: Conversation, target: number, apdu: Uint8Array): Promise<Uint8Array> {
  if (apdu.length < 4 || apdu.length > MAX_APDU) {
    throw new RangeError(`an APDU has 4 to ${MAX_APDU} bytes, not ${apdu.length}`);
  }
  let at = 0;
  // More to come: say so in the target byte; the PN532 answers each part with a bare status.
  for (; apdu.length - at > MAX_DATA_OUT; at += MAX_DATA_OUT) {
    await exchange(pn532, target | MORE_INFORMATION, apdu.subarray(at, at + MAX_DATA_OUT));
  }
  let part = await exchange(pn532, target, apdu.subarray(at));
  const parts = [part.data];
  let length = part.data.length;
  while (part.more) {
    part = await exchange(pn532, target, new Uint8Array(0));
    parts.push(part.data);
    length += part.data.length;
    // A part without data would let a broken chip hold us for ever.
    if (part.data.length === 0 || length > MAX_RESPONSE) throw new CardGone('the response does not end');
  }
  if (length < 2) throw new CardGone('the response has no status word');
  return new Uint8Array(Buffer.concat(parts));
}

async function exchange(
  pn532: Conversation,
  target: number,
  data: Uint8Array,
): Promise<{ data: Uint8Array; more: boolean }> {
  const reply = await pn532.send('inDataExchange', { target, data }, { replyMs: TIMES.apdu }).catch((cause) => {
    throw new CardGone('the reader did not pass the command on', { cause });
  });
  const error = reply.status & STATUS_ERROR_MASK;
  if (error !== 0) throw new CardGone(STATUS_TEXT[error] ?? `reader error ${error.toString(16)}`);
  return { data: reply.data, more: (reply.status & MORE_INFORMATION) !== 0 };
}
