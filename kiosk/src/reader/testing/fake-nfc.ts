import { EventEmitter } from 'node:events';
import type { Nfc, NfcReader } from '../pcsc/library.ts';
import type { ServiceState } from '../pcsc/service.ts';
import { hex, toHex } from './bytes.ts';

const EMPTY = 0x10;
const PRESENT = 0x20;
const MUTE = 0x200;

/** A PC/SC reader as nfc-pcsc shows it, with a hand that lays cards on it. */
export class FakeReader extends EventEmitter implements NfcReader {
  readonly name: string;
  autoProcessing = true;
  card: object | null = null;
  connection: object | null = null;
  readonly reader = Object.assign(new EventEmitter(), { connected: false });
  /** APDUs sent, in hex. */
  readonly sent: string[] = [];
  /** Answers to APDUs by hex; anything else is refused with 6D00. An Error rejects; undefined never comes back. */
  answers: Record<string, string | Error | undefined> = {};
  connects = 0;
  closed = false;
  #count = 0;
  #present = false;
  #state = EMPTY;
  #atr = '';

  constructor(name: string) {
    super();
    this.name = name;
    // nfc-pcsc's own handler, which the driver must take away: it connects to every card.
    this.reader.on('status', () => void this.emit('swallowed'));
  }

  lay(atr: string, answers: Record<string, string | Error | undefined> = {}): void {
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
    this.reader.emit('status', { state: this.#state | extra, atr: Buffer.from(hex(this.#atr)) });
  }

  async connect(): Promise<unknown> {
    this.connects++;
    if (!this.#present) throw new Error('SCardConnect error: Card was removed.(0x80100069)');
    this.reader.connected = true;
    this.connection = {};
    return this.connection;
  }

  async disconnect(): Promise<unknown> {
    this.reader.connected = false;
    this.connection = null;
    return true;
  }

  async transmit(data: Buffer): Promise<Buffer> {
    if (!this.card || !this.connection) throw new Error('No card or connection available.');
    const apdu = toHex(data);
    this.sent.push(apdu);
    if (!this.#present) throw new Error('SCardTransmit error: Transaction failed.(0x80100016)');
    if (!(apdu in this.answers)) return Buffer.from(hex('6d00'));
    const answer = this.answers[apdu];
    if (answer === undefined) return new Promise(() => {});
    if (answer instanceof Error) throw answer;
    return Buffer.from(hex(answer));
  }

  close(): void {
    this.closed = true;
  }
}

/** A pcscd with readers; every new NFC object is one more client of it. */
export class FakePcsc {
  service: ServiceState = 'up';
  readers: FakeReader[];
  readonly clients: (EventEmitter & Nfc & { closed: boolean })[] = [];

  constructor(...readers: FakeReader[]) {
    this.readers = readers;
  }

  readonly load = async (): Promise<new () => Nfc> => {
    const { clients } = this;
    const pcsc = this;
    return class extends EventEmitter implements Nfc {
      closed = false;
      constructor() {
        super();
        clients.push(this);
        process.nextTick(() => {
          for (const reader of pcsc.readers) {
            this.emit('reader', reader);
            reader.tellStatus();
          }
        });
      }
      close(): void {
        this.closed = true;
      }
    };
  };

  readonly askService = async (): Promise<ServiceState> => this.service;

  /** What every client sees when pcscd is killed. */
  die(): void {
    this.service = 'away';
    const error = new Error('SCardGetStatusChange error: RPC transport error.(0x80100013)');
    for (const reader of this.readers) reader.emit('error', error);
    this.clients.at(-1)?.emit('error', error);
  }
}
