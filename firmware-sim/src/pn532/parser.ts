import { type Frame, LONGEST } from './frame.ts';

/**
 * Finds frames in a stream of bytes that arrives in any pieces, with anything
 * between them (UM0701-02, 6.2.1). Holds at most one frame's worth of bytes.
 */
export class FrameParser {
  private held: number[] = [];

  /** Takes more bytes; gives the frames they complete, in order. */
  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    for (const byte of chunk) {
      this.held.push(byte);
      const found = this.step();
      if (found) frames.push(found);
    }
    return frames;
  }

  /** Forgets a frame begun. */
  reset(): void {
    this.held = [];
  }

  private step(): Frame | undefined {
    const { held } = this;
    if (held.length <= 2) {
      // The start code is 00 FF; whatever precedes it is preamble or noise.
      if (held[0] !== 0x00) this.held = [];
      else if (held.length === 2 && held[1] !== 0xff) this.held = held[1] === 0x00 ? [0x00] : [];
      return undefined;
    }
    if (held.length < 4) return undefined;
    const [, , len, lcs] = held as [number, number, number, number];
    if (len === 0x00 && lcs === 0xff) return this.done({ kind: 'ack' });
    if (len === 0xff && lcs === 0x00) return this.done({ kind: 'nack' });
    if (len === 0xff && lcs === 0xff) return this.extended();
    if (((len + lcs) & 0xff) !== 0 || len === 0) return this.done({ kind: 'damaged', raw: Uint8Array.from(held) });
    return this.body(4, len);
  }

  private extended(): Frame | undefined {
    const { held } = this;
    if (held.length < 7) return undefined;
    const [high, low, check] = held.slice(4) as [number, number, number];
    const length = (high << 8) | low;
    if (((high + low + check) & 0xff) !== 0 || length === 0 || length > LONGEST) {
      return this.done({ kind: 'damaged', raw: Uint8Array.from(held) });
    }
    return this.body(7, length);
  }

  private body(start: number, length: number): Frame | undefined {
    const { held } = this;
    if (held.length < start + length + 1) return undefined;
    const data = Uint8Array.from(held.slice(start, start + length));
    const sum = held.slice(start, start + length + 1).reduce((total, value) => total + value, 0);
    if ((sum & 0xff) !== 0) return this.done({ kind: 'damaged', raw: Uint8Array.from(held) });
    return this.done(data.length === 1 && data[0] === 0x7f ? { kind: 'error' } : { kind: 'information', data });
  }

  private done(frame: Frame): Frame {
    this.held = [];
    return frame;
  }
}
