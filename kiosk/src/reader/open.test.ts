import { describe, expect, it } from 'vitest';
import { openReader } from './open.ts';

describe('a reader spec', () => {
  it('names a PN532 by its device, or leaves the search to the driver', () => {
    expect(openReader('pn532:/dev/ttyUSB0').name).toBe('PN532 on /dev/ttyUSB0');
    expect(openReader('pn532:auto').name).toBe('PN532');
  });

  it('names a PC/SC reader, any or by a part of its name', () => {
    expect(openReader('pcsc').name).toBe('PC/SC reader');
    expect(openReader('pcsc:ACR1252').name).toBe('PC/SC reader "ACR1252"');
  });

  it.each(['', 'pn532', 'pn532:', 'pcsc:', 'usb', '/dev/ttyUSB0', 'PCSC'])(
    '%j names none and says what would',
    (spec) => {
      expect(() => openReader(spec)).toThrow(RangeError);
      expect(() => openReader(spec)).toThrow(/names no card reader; use one of: pn532:/);
    },
  );
});
