import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../testing/bytes.ts';
import { encodeCommand } from './commands.ts';
import { writeFrame } from './writer.ts';

describe('the frame writer', () => {
  it('writes GetFirmwareVersion as the manual shows it', () => {
    expect(toHex(writeFrame(encodeCommand('getFirmwareVersion', {})))).toBe('0000ff02fed4022a00');
  });

  it('writes SAMConfiguration', () => {
    expect(toHex(writeFrame(encodeCommand('samConfiguration', { mode: 1 })))).toBe('0000ff03fdd414011700');
  });

  it('writes up to 255 bytes as a normal frame and more as an extended one', () => {
    expect(toHex(writeFrame(new Uint8Array(255)).subarray(0, 5))).toBe('0000ffff01');
    expect(toHex(writeFrame(new Uint8Array(256)).subarray(0, 8))).toBe('0000ffffff0100ff');
    expect(toHex(writeFrame(new Uint8Array(265)).subarray(0, 8))).toBe('0000ffffff0109f6');
  });

  it('refuses an empty field and one longer than the PN532 takes', () => {
    expect(() => writeFrame(new Uint8Array(0))).toThrow(RangeError);
    expect(() => writeFrame(new Uint8Array(266))).toThrow('1 to 265 bytes, not 266');
  });
});

describe('the command table', () => {
  it('puts byte fields in their order and the rest behind them', () => {
    const apdu = hex('00a4040007d276000085010100');
    expect(toHex(encodeCommand('inDataExchange', { target: 1, data: apdu }))).toBe(`d44001${toHex(apdu)}`);
    expect(toHex(encodeCommand('inListPassiveTarget', { maxTargets: 2, baudRate: 0 }))).toBe('d44a0200');
  });

  it('refuses a field that is no byte', () => {
    for (const mode of [-1, 256, 1.5, Number.NaN]) {
      expect(() => encodeCommand('samConfiguration', { mode })).toThrow('mode must be a byte');
    }
  });
});
