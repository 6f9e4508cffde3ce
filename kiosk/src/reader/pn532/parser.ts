import { APPLICATION_ERROR, MAX_INFORMATION } from './constants.ts';
import type { Frame } from './frame.ts';

/** The longest frame from its start code on: 00 FF, FF FF LENM LENL LCS, the field, DCS. */
const LONGEST = 2 + 5 + MAX_INFORMATION + 1;

type Found =
  /** A frame of `size` bytes at the front. */
  | { at: 'frame'; frame: Frame; size: number }
  /** Not a frame: drop `size` bytes and look again. */
  | { at: 'noise'; size: number; damaged: boolean }
  | { at: 'incomplete' };

/**
 * Cuts a byte stream into frames. Takes any split, merge or noise between
 * frames; holds less than one longest frame between calls, whatever it is fed.
 *
 * A damaged frame is reported and only its start code is dropped, so a good
 * frame hidden behind a false start is still found.
 */
export class FrameParser {
  #held: Uint8Array = new Uint8Array(0);

  /** How many bytes wait for the rest of their frame. */
  get held(): number {
    return this.#held.length;
  }

  /** Forgets a half-received frame: what follows a new command is not its rest. */
  reset(): void {
    this.#held = new Uint8Array(0);
  }

  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    let start = 0;
    for (;;) {
      const found = findFrame(bytes.subarray(start));
      if (found.at === 'incomplete') break;
      start += found.size;
      if (found.at === 'frame') frames.push(found.frame);
      else if (found.damaged) frames.push({ kind: 'damaged' });
    }
    // A copy: the chunk belongs to the caller, and a view would keep all of it alive.
    this.#held = Uint8Array.from(bytes.subarray(start));
    return frames;
  }
}

/** Looks at the front of `bytes`. Consumes at least one byte unless more are needed. */
function findFrame(bytes: Uint8Array): Found {
  const start = findStartCode(bytes);
  if (start > 0) return { at: 'noise', size: start, damaged: false };
  const length = bytes[2];
  const check = bytes[3];
  if (length === undefined || check === undefined) return { at: 'incomplete' };
  if (length === 0x00 && check === 0xff) return { at: 'frame', frame: { kind: 'ack' }, size: 4 };
  if (length === 0xff && check === 0x00) return { at: 'frame', frame: { kind: 'nack' }, size: 4 };
  if (length === 0xff && check === 0xff) return findExtended(bytes);
  if (((length + check) & 0xff) !== 0 || length === 0) return falseStart(true);
  return findInformation(bytes, 4, length);
}

function findExtended(bytes: Uint8Array): Found {
  const high = bytes[4];
  const low = bytes[5];
  const check = bytes[6];
  if (high === undefined || low === undefined || check === undefined) return { at: 'incomplete' };
  if (((high + low + check) & 0xff) !== 0) return falseStart(true);
  const length = high * 0x100 + low;
  // Longer than the PN532 can send: noise, and not worth waiting for.
  if (length < 1 || length > MAX_INFORMATION) return falseStart(true);
  return findInformation(bytes, 7, length);
}

function findInformation(bytes: Uint8Array, from: number, length: number): Found {
  const size = from + length + 1;
  if (size > LONGEST) return falseStart(true);
  if (bytes.length < size) return { at: 'incomplete' };
  let sum = 0;
  for (let i = from; i < size; i++) sum += bytes[i]!;
  if ((sum & 0xff) !== 0) return falseStart(true);
  if (length === 1 && bytes[from] === APPLICATION_ERROR) return { at: 'frame', frame: { kind: 'error' }, size };
  // A copy, for the same reason as above; `slice` would not copy a Buffer.
  const information = Uint8Array.from(bytes.subarray(from, from + length));
  return { at: 'frame', frame: { kind: 'information', information }, size };
}

function falseStart(damaged: boolean): Found {
  return { at: 'noise', size: 2, damaged };
}

/** Where 00 FF begins, or where it may begin once more bytes come. */
function findStartCode(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0x00 && (i + 1 === bytes.length || bytes[i + 1] === 0xff)) return i;
  }
  return bytes.length;
}
