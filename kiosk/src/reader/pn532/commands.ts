import { FROM_PN532, TO_PN532 } from './constants.ts';

/** One field of a command or reply: a byte, or everything that is left. */
type Field = 'byte' | 'rest';
type Fields = Readonly<Record<string, Field>>;
type Values<F extends Fields> = { readonly [K in keyof F]: F[K] extends 'byte' ? number : Uint8Array };

interface Shape {
  /** The command code; the reply's is one more (UM0701-02, 7). */
  readonly code: number;
  /** Fields in their order on the wire. */
  readonly sends: Fields;
  readonly answers: Fields;
  /**
   * May be sent a second time when no ACK came. Not where the first sending
   * may already have reached the card: a card's read counter must not run twice.
   */
  readonly repeatable: boolean;
}

/** The commands this driver uses, with the clause of UM0701-02 that defines each. */
export const COMMANDS = {
  /** 7.2.2 */
  getFirmwareVersion: {
    code: 0x02,
    sends: {},
    answers: { ic: 'byte', version: 'byte', revision: 'byte', support: 'byte' },
    repeatable: true,
  },
  /** 7.2.9. Flags 0x14: automatic ATR_RES and automatic RATS, the power-up values. */
  setParameters: { code: 0x12, sends: { flags: 'byte' }, answers: {}, repeatable: true },
  /** 7.2.10. Mode 1: no secure access module. Must be the first command after power-up. */
  samConfiguration: { code: 0x14, sends: { mode: 'byte' }, answers: {}, repeatable: true },
  /** 7.3.1. Item 1: RF field. Item 5: how often to try. */
  rfConfiguration: { code: 0x32, sends: { item: 'byte', data: 'rest' }, answers: {}, repeatable: true },
  /** 7.3.5. Baud rate type 0: 106 kbit/s, ISO/IEC 14443 type A. */
  inListPassiveTarget: {
    code: 0x4a,
    sends: { maxTargets: 'byte', baudRate: 'byte' },
    answers: { count: 'byte', targets: 'rest' },
    repeatable: true,
  },
  /** 7.3.8. Sends to the numbered target and gives what it answered. */
  inDataExchange: {
    code: 0x40,
    sends: { target: 'byte', data: 'rest' },
    answers: { status: 'byte', data: 'rest' },
    repeatable: false,
  },
  /** 7.3.9. Raw bytes to the card; the PN532 adds the CRC. */
  inCommunicateThru: {
    code: 0x42,
    sends: { data: 'rest' },
    answers: { status: 'byte', data: 'rest' },
    repeatable: true,
  },
} as const satisfies Record<string, Shape>;

export type CommandName = keyof typeof COMMANDS;
export type Sends<N extends CommandName> = Values<(typeof COMMANDS)[N]['sends']>;
export type Answers<N extends CommandName> = Values<(typeof COMMANDS)[N]['answers']>;

/**
 * The information field of a command, frame identifier first.
 * @throws {RangeError} when a byte field is not an integer from 0 to 255
 */
export function encodeCommand<N extends CommandName>(name: N, values: Sends<N>): Uint8Array {
  const bytes: number[] = [TO_PN532, COMMANDS[name].code];
  for (const field of Object.keys(COMMANDS[name].sends)) {
    const value = (values as Record<string, number | Uint8Array>)[field]!;
    if (typeof value !== 'number') bytes.push(...value);
    else if (Number.isInteger(value) && value >= 0 && value <= 0xff) bytes.push(value);
    else throw new RangeError(`${name}: ${field} must be a byte, not ${value}`);
  }
  return Uint8Array.from(bytes);
}

/** The fields of the reply to `name`, or undefined when `information` is not one. */
export function decodeReply<N extends CommandName>(name: N, information: Uint8Array): Answers<N> | undefined {
  if (!isReplyTo(COMMANDS[name].code, information)) return undefined;
  const values: Record<string, number | Uint8Array> = {};
  let at = 2;
  for (const [field, kind] of Object.entries<Field>(COMMANDS[name].answers)) {
    if (kind === 'rest') {
      values[field] = information.slice(at);
      at = information.length;
      continue;
    }
    const byte = information[at++];
    if (byte === undefined) return undefined;
    values[field] = byte;
  }
  return values as Answers<N>;
}

export function isReplyTo(code: number, information: Uint8Array): boolean {
  return information[0] === FROM_PN532 && information[1] === code + 1;
}
