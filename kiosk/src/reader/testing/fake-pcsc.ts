import type { Pcsc, PcscListener } from '../pcsc/pcsc.ts';
import type { ServiceState } from '../pcsc/service.ts';
import { hex, toHex } from './bytes.ts';

const EMPTY = 0x10;
const PRESENT = 0x20;
const MUTE = 0x200;

/** Answers to APDUs by hex; anything else is refused with 6D00. An Error rejects; undefined never comes back. */
export type Answers = Record<string, string | Error | undefined>;

/** A PC/SC reader with a hand that lays cards on it. */
export class FakeReader {
  readonly name: string;
  /** APDUs sent, in hex. */
  readonly sent: string[] = [];
  answers: Answers = {};
  connects = 0;
  listener: PcscListener | undefined;
  #count = 0;
  #present = false;
  #connected = false;
  #state = EMPTY;
  #atr = '';

  constructor(name: string) {
    this.name = name;
  }

  lay(atr: string, answers: Answers = {}): void {
    this.#present = true;
    this.answers = answers;
    this.#atr = atr;
    this.#state = (++this.#count << 16) | PRESENT | (atr === '' ? MUTE : 0);
    this.tellStatus();
  }

  lift(options: { unseen?: boolean } = {}): void {
    this.#present = false;
    this.#atr = '';
    this.#state = (++this.#count << 16) | EMPTY;
    if (!options.unseen) this.tellStatus();
  }

  tellStatus(extra = 0): void {
    this.listener?.status(this.name, { state: this.#state | extra, atr: hex(this.#atr) });
  }

  unplug(): void {
    this.listener?.end(this.name);
  }

  async connect(): Promise<void> {
    this.connects++;
    if (!this.#present) throw new Error('SCardConnect error: Card was removed.(0x80100069)');
    this.#connected = true;
  }

  async disconnect(): Promise<void> {
    this.#connected = false;
  }

  async transmit(bytes: Uint8Array): Promise<Uint8Array> {
    const apdu = toHex(bytes);
    this.sent.push(apdu);
    if (!this.#present || !this.#connected) throw new Error('SCardTransmit error: Transaction failed.(0x80100016)');
    if (!(apdu in this.answers)) return hex('6d00');
    const answer = this.answers[apdu];
    if (answer === undefined) return new Promise(() => {});
    if (answer instanceof Error) throw answer;
    return hex(answer);
  }
}

/** A pcscd with readers; `opened` are its clients, in order. */
export class FakePcsc {
  service: ServiceState = 'up';
  installed = true;
  readers: FakeReader[];
  readonly opened: { closed: boolean }[] = [];
  #listener: PcscListener | undefined;

  constructor(...readers: FakeReader[]) {
    this.readers = readers;
  }

  readonly askService = async (): Promise<ServiceState> => this.service;

  readonly open = (): Pcsc => {
    const client = { closed: false };
    this.opened.push(client);
    const find = (name: string): FakeReader => this.readers.find((reader) => reader.name === name)!;
    return {
      listen: (listener) => {
        this.#listener = listener;
        setImmediate(() => (this.installed ? this.readers.forEach(this.plug) : listener.missing()));
      },
      connect: (name) => find(name).connect(),
      disconnect: (name) => find(name).disconnect(),
      transmit: (name, apdu) => find(name).transmit(apdu),
      close: () => {
        client.closed = true;
        this.#listener = undefined;
        for (const reader of this.readers) reader.listener = undefined;
      },
    };
  };

  readonly plug = (reader: FakeReader): void => {
    reader.listener = this.#listener;
    this.#listener?.reader(reader.name);
    reader.tellStatus();
  };

  /** What every client sees when pcscd is killed. */
  die(): void {
    this.service = 'away';
    this.#listener?.failed('SCardGetStatusChange error: RPC transport error.(0x80100013)');
  }
}
