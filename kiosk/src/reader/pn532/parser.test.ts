import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../testing/bytes.ts';
import type { Frame } from './frame.ts';
import { FrameParser } from './parser.ts';
import { writeFrame } from './writer.ts';

// GetFirmwareVersion's reply, as a PN532 v1.6 sends it.
const FIRMWARE = '0000ff06fad50332010607e800';
const ACK = '0000ff00ff00';

function parse(...chunks: string[]): string[] {
  const parser = new FrameParser();
  return chunks.flatMap((chunk) => parser.push(hex(chunk))).map(show);
}

function show(frame: Frame): string {
  return frame.kind === 'information' ? toHex(frame.information) : frame.kind;
}

describe('the frame parser', () => {
  it('reads an ACK, a NACK, an error frame and an information frame', () => {
    expect(parse(ACK)).toEqual(['ack']);
    expect(parse('0000ffff0000')).toEqual(['nack']);
    expect(parse('0000ff01ff7f8100')).toEqual(['error']);
    expect(parse(FIRMWARE)).toEqual(['d50332010607']);
  });

  it('reads frames that arrive glued together', () => {
    expect(parse(ACK + FIRMWARE + ACK)).toEqual(['ack', 'd50332010607', 'ack']);
  });

  it('reads a frame that arrives byte by byte', () => {
    const bytes = (ACK + FIRMWARE).match(/../g)!;
    expect(parse(...bytes)).toEqual(['ack', 'd50332010607']);
  });

  it('reads a frame without preamble and postamble', () => {
    expect(parse('00ff06fad50332010607e8')).toEqual(['d50332010607']);
  });

  it('skips noise before, between and after frames', () => {
    expect(parse(`5555a7${ACK}12a7ff${FIRMWARE}0000`)).toEqual(['ack', 'd50332010607']);
  });

  it('reports a wrong data checksum and reads the frame after it', () => {
    expect(parse(`0000ff06fad50332010607e900${ACK}`)).toEqual(['damaged', 'ack']);
  });

  it('reports a wrong length checksum and reads the frame after it', () => {
    expect(parse(`0000ff06fbd50332010607e800${ACK}`)).toEqual(['damaged', 'ack']);
  });

  it('finds a frame that a false start seemed to contain', () => {
    // 00 FF 20 E0 promises 32 bytes; what follows is a whole frame and noise.
    expect(parse(`00ff20e0${FIRMWARE}${'55'.repeat(30)}`)).toEqual(['damaged', 'd50332010607']);
  });

  it('reads an extended frame', () => {
    const information = `d541${'ab'.repeat(262)}`;
    const sum = (0xd5 + 0x41 + 0xab * 262) & 0xff;
    const dcs = (-sum & 0xff).toString(16).padStart(2, '0');
    expect(parse(`0000ffffff0108f7${information}${dcs}00`)).toEqual([information]);
  });

  it('does not wait for an extended frame longer than a PN532 can send', () => {
    // FF FF and length FFFF with a right checksum.
    expect(parse(`0000ffffffffff02${ACK}`)).toEqual(['damaged', 'ack']);
  });

  it('refuses an empty information frame', () => {
    expect(parse(`0000ff0000000000${ACK}`)).toEqual(['damaged', 'ack']);
  });

  it('forgets a half-received frame when told to', () => {
    const parser = new FrameParser();
    parser.push(hex('0000ff06fad503'));
    parser.reset();
    expect(parser.push(hex(ACK)).map(show)).toEqual(['ack']);
  });
});

describe('whatever bytes come, the frame parser', () => {
  const noise = fc.uint8Array({ maxLength: 2_000 });
  // Bytes that look like frames more often than chance would have it.
  const spiteful = fc
    .array(fc.constantFrom(0x00, 0xff, 0x01, 0x20, 0xe0, 0xd5, 0x55), { maxLength: 2_000 })
    .map((bytes) => Uint8Array.from(bytes));

  it('never throws and never holds more than one frame', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(noise, spiteful), { maxLength: 8 }), (chunks) => {
        const parser = new FrameParser();
        for (const chunk of chunks) {
          parser.push(chunk);
          expect(parser.held).toBeLessThan(273);
        }
      }),
    );
  });

  it('gives the same frames however they are split', () => {
    fc.assert(
      fc.property(fc.oneof(noise, spiteful), fc.array(fc.nat(2_000), { maxLength: 20 }), (bytes, cuts) => {
        const whole = new FrameParser().push(bytes).map(show);
        const parser = new FrameParser();
        const edges = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const parts = edges.slice(1).flatMap((edge, i) => parser.push(bytes.slice(edges[i], edge)));
        expect(parts.map(show)).toEqual(whole);
      }),
    );
  });

  it('reads back every frame that is written, of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 265 }), (information) => {
        const parsed = new FrameParser().push(writeFrame(information));
        expect(parsed.map(show)).toEqual([toHex(information)]);
      }),
    );
  });
});
