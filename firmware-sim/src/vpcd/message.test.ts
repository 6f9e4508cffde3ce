import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, unhex } from '../bytes.ts';
import { MessageParser, writeMessage } from './message.ts';

describe('vpcd messages', () => {
  it('come out of a stream split at every byte', () => {
    const parser = new MessageParser();
    const stream = unhex('000104' + '000500A4040000' + '000101');
    expect([...stream].flatMap((byte) => parser.push(bytes(byte)))).toEqual([
      unhex('04'),
      unhex('00A4040000'),
      unhex('01'),
    ]);
  });

  it('come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (bodies) => {
        expect(new MessageParser().push(bytes(...bodies.map(writeMessage)))).toEqual(bodies);
      }),
    );
  });
});
