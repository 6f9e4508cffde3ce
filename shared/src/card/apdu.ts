import { concat } from '../bytes.ts';
import { type CardAnswer, malformed, refusedBy } from './status-words.ts';

/** The most bytes that a short APDU carries after Lc (ISO/IEC 7816-4 §5.1). */
export const MOST_APDU_DATA = 255;
/** A GetVersion or a long read comes in a few frames; a card that never ends is refused. */
const MOST_FRAMES = 32;

/** `more-to-come`: the card waits for 90 AF. */
export const MORE_TO_COME = 0x91af;
const OK = 0x9100;

/**
 * A native command wrapped in an ISO APDU: 90 INS 00 00 [Lc data] 00 (NT4H2421Gx §10.2).
 * @throws RangeError when the data does not fit one frame
 */
export function nativeApdu(ins: number, data: Uint8Array = new Uint8Array()): Uint8Array {
  if (data.length > MOST_APDU_DATA) throw new RangeError(`an APDU carries ${MOST_APDU_DATA} bytes, not ${data.length}`);
  const body = data.length > 0 ? concat(Uint8Array.of(data.length), data) : data;
  return concat(Uint8Array.of(0x90, ins, 0, 0), body, Uint8Array.of(0));
}

/** Asks for the next frame of an answer that ended in `more-to-come`. */
export const NEXT_FRAME: Uint8Array = nativeApdu(0xaf);

/** A response APDU: its data, and SW1SW2 as one number. */
export interface Response {
  data: Uint8Array;
  status: number;
}

/** @returns undefined when there are not even two status bytes */
export function parseResponse(response: Uint8Array): Response | undefined {
  const [sw1, sw2] = response.subarray(-2);
  if (sw1 === undefined || sw2 === undefined) return undefined;
  return { data: response.slice(0, -2), status: (sw1 << 8) | sw2 };
}

/** The data of an answer whose status is `expected`; any other status is the card's refusal. */
export function dataOf(response: Uint8Array, expected: number = OK): CardAnswer<Uint8Array> {
  const parsed = parseResponse(response);
  if (!parsed) return malformed('no status word');
  return parsed.status === expected ? { kind: 'ok', value: parsed.data } : refusedBy(parsed.status);
}

/**
 * One response out of the frames of a long answer: every frame's data in
 * order, and the last frame's status. The MAC of a session covers them joined.
 * @param frames the response APDUs in order; all but the last end in 91AF
 */
export function joinFrames(frames: readonly Uint8Array[]): CardAnswer<Uint8Array> {
  if (frames.length === 0 || frames.length > MOST_FRAMES) return malformed(`${frames.length} frames`);
  const parts: Uint8Array[] = [];
  for (const frame of frames.slice(0, -1)) {
    const data = dataOf(frame, MORE_TO_COME);
    if (data.kind !== 'ok') return data;
    parts.push(data.value);
  }
  return { kind: 'ok', value: concat(...parts, frames.at(-1)!) };
}
