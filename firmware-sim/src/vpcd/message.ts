import { bytes } from '../bytes.ts';

/**
 * vpcd's messages (vsmartcard, virtualsmartcard/src/vpcd): two bytes of length, most
 * significant first, then the body. From the reader a body of one byte is a control.
 */
export const CONTROL = { powerOff: 0, powerOn: 1, reset: 2, sendAtr: 4 } as const;

/** The largest body the length field can announce. */
const LONGEST = 0xffff;

export function writeMessage(body: Uint8Array): Uint8Array {
  if (body.length > LONGEST) throw new RangeError(`${body.length} bytes do not fit a vpcd message`);
  return bytes(body.length >> 8, body.length & 0xff, body);
}

/** Takes messages out of a stream that arrives in any pieces. Holds at most one message. */
export class MessageParser {
  private held = new Uint8Array();

  push(chunk: Uint8Array): Uint8Array[] {
    this.held = bytes(this.held, chunk) as Uint8Array<ArrayBuffer>;
    const messages: Uint8Array[] = [];
    for (;;) {
      if (this.held.length < 2) return messages;
      const length = (this.held[0]! << 8) | this.held[1]!;
      if (this.held.length < 2 + length) return messages;
      messages.push(this.held.slice(2, 2 + length));
      this.held = this.held.slice(2 + length);
    }
  }
}
