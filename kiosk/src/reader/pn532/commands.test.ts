import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../testing/bytes.ts';
import { COMMANDS, type CommandName, decodeReply } from './commands.ts';

describe('reading replies', () => {
  it('names the fields of a firmware version', () => {
    const reply = decodeReply('getFirmwareVersion', hex('d50332010607'));
    expect(reply).toEqual({ ic: 0x32, version: 1, revision: 6, support: 7 });
  });

  it('gives status and data of an exchange, which may be empty', () => {
    expect(decodeReply('inDataExchange', hex('d541009000'))).toEqual({ status: 0, data: hex('9000') });
    expect(decodeReply('inDataExchange', hex('d54101'))).toEqual({ status: 1, data: hex('') });
  });

  it('refuses the reply to another command, a command, and one cut short', () => {
    expect(decodeReply('inDataExchange', hex('d543009000'))).toBeUndefined();
    expect(decodeReply('inDataExchange', hex('d440009000'))).toBeUndefined();
    expect(decodeReply('inDataExchange', hex('d541'))).toBeUndefined();
    expect(decodeReply('getFirmwareVersion', hex('d5033201'))).toBeUndefined();
  });

  it('never throws', () => {
    const names = Object.keys(COMMANDS) as CommandName[];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.uint8Array({ maxLength: 300 }), (name, bytes) => {
        decodeReply(name, bytes);
        decodeReply(name, Uint8Array.of(0xd5, COMMANDS[name].code + 1, ...bytes));
      }),
    );
  });
});
