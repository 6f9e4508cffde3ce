import type { ByteLink } from '../pn532/conversation.ts';
import { hex, toHex } from './bytes.ts';

/** What the peer puts on the wire, in order: hex bytes, or a wait in milliseconds. */
export type Script = (string | number)[];

/** Frames an information field for the wire, written apart from the driver's own writer. */
export function frame(information: string): string {
  const bytes = [...hex(information)];
  const sum = bytes.reduce((a, b) => a + b, 0);
  const byte = (n: number): string => (n & 0xff).toString(16).padStart(2, '0');
  return `0000ff${byte(bytes.length)}${byte(-bytes.length)}${toHex(Uint8Array.from(bytes))}${byte(-sum)}00`;
}

export const ACK = '0000ff00ff00';

/** ACK and reply. */
export function answer(information: string): Script {
  return [ACK, frame(information)];
}

/** The replies of a healthy PN532 to the set-up commands; undefined for the others. */
export function setUpAnswer(command: string): Script | undefined {
  if (command.startsWith('d414')) return answer('d515');
  if (command === 'd402') return answer('d50332010607');
  if (command.startsWith('d412')) return answer('d513');
  if (command.startsWith('d432')) return answer('d533');
  return undefined;
}

/**
 * A PN532 that answers by script: told the information field of each command as
 * hex (`abort` for an ACK, `nack` for a NACK), it says what to put on the wire.
 * A new command or an abort drops what was still to be sent, as the chip does.
 */
export class ScriptedPn532 {
  readonly heard: string[] = [];
  readonly #respond: (command: string) => Script;
  readonly #put: (bytes: Uint8Array) => void;
  #turn = 0;
  #held = '';

  constructor(respond: (command: string) => Script, put: (bytes: Uint8Array) => void) {
    this.#respond = respond;
    this.#put = put;
  }

  receive(bytes: Uint8Array): void {
    this.#held += toHex(bytes);
    for (;;) {
      const start = this.#held.indexOf('0000ff');
      if (start < 0) return;
      const rest = this.#held.slice(start);
      if (rest.length < 12) return;
      const length = Number.parseInt(rest.slice(6, 8), 16);
      const kind = rest.slice(6, 10);
      const size = kind === '00ff' || kind === 'ff00' ? 12 : 2 * (length + 7);
      if (rest.length < size) return;
      this.#held = rest.slice(size);
      const command = kind === '00ff' ? 'abort' : kind === 'ff00' ? 'nack' : rest.slice(10, 10 + 2 * length);
      this.heard.push(command);
      void this.#play(this.#respond(command), command === 'nack' ? this.#turn : ++this.#turn);
    }
  }

  /** Says something unasked, such as that a card came. */
  say(text: string): void {
    this.#put(hex(text));
  }

  async #play(script: Script, turn: number): Promise<void> {
    for (const part of script) {
      if (typeof part === 'number') await new Promise((resolve) => setTimeout(resolve, part));
      else if (turn === this.#turn) this.#put(hex(part));
      else return;
    }
  }
}

/** A scripted peer without a line: bytes go over in a later turn, as they would on one. */
export function scriptedLink(respond: (command: string) => Script): {
  link: ByteLink;
  peer: ScriptedPn532;
  cut(): void;
} {
  let receive: (bytes: Uint8Array) => void = () => {};
  const closedListeners: (() => void)[] = [];
  let open = true;
  const cut = (): void => {
    if (!open) return;
    open = false;
    for (const listener of closedListeners) listener();
  };
  const peer = new ScriptedPn532(respond, (bytes) => setImmediate(() => open && receive(bytes)));
  const link: ByteLink = {
    write: (bytes) => void setImmediate(() => open && peer.receive(bytes)),
    onBytes: (listener) => {
      receive = listener;
    },
    onClosed: (listener) => void closedListeners.push(listener),
    close: async () => cut(),
  };
  return { link, peer, cut };
}
