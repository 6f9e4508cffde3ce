import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, unhex } from '../bytes.ts';
import { FrameParser } from './parser.ts';
import { writeFrame } from './writer.ts';

const GET_FIRMWARE = '0000FF02FED4022A00';

describe('PN532 frame parser', () => {
  it('reads GetFirmwareVersion as UM0701-02 writes it', () => {
    expect(new FrameParser().push(unhex(GET_FIRMWARE))).toEqual([{ kind: 'information', data: unhex('D402') }]);
  });

  it('reads ACK, NACK and the error frame', () => {
    const frames = new FrameParser().push(unhex('0000FF00FF00' + '0000FFFF0000' + '0000FF01FF7F8100'));
    expect(frames.map((frame) => frame.kind)).toEqual(['ack', 'nack', 'error']);
  });

  it('finds a frame glued to the wake-up preamble', () => {
    const wake = `5555${'00'.repeat(14)}`;
    expect(new FrameParser().push(unhex(`${wake}0000FF03FDD414011700`))).toEqual([
      { kind: 'information', data: unhex('D41401') },
    ]);
  });

  it('finds frames split at every byte, merged, and with garbage between them', () => {
    const stream = unhex(`AB${GET_FIRMWARE}AA55${GET_FIRMWARE}${GET_FIRMWARE}`);
    const parser = new FrameParser();
    const frames = [...stream].flatMap((byte) => parser.push(bytes(byte)));
    expect(frames).toHaveLength(3);
    expect(new FrameParser().push(stream)).toEqual(frames);
  });

  it('reports a wrong length checksum and a wrong data checksum as damage, and goes on', () => {
    const parser = new FrameParser();
    expect(parser.push(unhex('0000FF02FFD4022A00'))[0]?.kind).toBe('damaged');
    expect(parser.push(unhex('0000FF02FED4022B00'))[0]?.kind).toBe('damaged');
    expect(parser.push(unhex(GET_FIRMWARE))[0]?.kind).toBe('information');
  });

  it('reads an extended frame', () => {
    const frame = unhex('0000FFFFFF0003FDD414011700');
    expect(new FrameParser().push(frame)).toEqual([{ kind: 'information', data: unhex('D41401') }]);
  });

  it('gives back what the writer wrote, for every length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 265 }), (data) => {
        expect(new FrameParser().push(writeFrame({ kind: 'information', data }))).toEqual([
          { kind: 'information', data },
        ]);
      }),
    );
  });

  it('meets any bytes without a throw and without holding more than a frame', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (chunks) => {
        const parser = new FrameParser();
        for (const chunk of chunks) parser.push(chunk);
        expect((parser as unknown as { held: number[] }).held.length).toBeLessThan(280);
      }),
    );
  });
});

describe('PN532 frame writer', () => {
  it('uses a normal frame up to 255 bytes and an extended one beyond', () => {
    expect(writeFrame({ kind: 'information', data: new Uint8Array(255) }).slice(3, 5)).toEqual(unhex('FF01'));
    expect(writeFrame({ kind: 'information', data: new Uint8Array(256) }).slice(3, 8)).toEqual(unhex('FFFF0100FF'));
  });
});
