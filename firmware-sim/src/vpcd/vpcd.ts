import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { hex } from '../bytes.ts';
import { atrOf } from '../card/atr.ts';
import { speaksIso14443_4 } from '../card/sim-card.ts';
import { SW, status } from '../card/status.ts';
import type { Field } from '../field/field.ts';
import { activationMs } from '../field/rf-timing.ts';
import type { SimReader } from '../reader.ts';
import { now, type Trace } from '../trace.ts';
import { CONTROL, MessageParser, writeMessage } from './message.ts';
import { readerAnswer } from './reader-apdu.ts';

/** TCP port of the first reader of Debian's vsmartcard-vpcd. */
export const VPCD_PORT = 35963;
/** pcscd looks for vpcd cards this often; a card must be away longer than that to be seen going. */
const PCSCD_POLL_MS = 400;
/** pcscd gives a card this long to be noticed before a tap's dwell starts anyway. */
const NOTICE_MS = 2000;
const RECONNECT_MS = 250;

/**
 * The field's cards as cards in vpcd's first slot: connecting inserts, hanging up removes.
 * While a card lies there and pcscd is away, tries again until it is back. With two cards at
 * once the reader cannot settle on one: power-on fails, and nothing more is seen until all are gone.
 */
export function openVpcd(field: Field, port = VPCD_PORT, trace: Trace = () => {}): SimReader {
  let plugged = true;
  let connection: Connection | undefined;
  const event = (text: string) => trace({ at: now(), layer: 'reader', direction: 'none', hex: '', text });

  const insert = () => {
    if (!plugged || connection || field.cards().length === 0) return;
    connection = new Connection(field, port, trace);
  };
  const eject = async () => {
    const ending = connection;
    connection = undefined;
    await ending?.close();
    field.power(false);
  };
  const stop = field.listen({
    placed: insert,
    removed: () => {
      if (field.cards().length === 0) void eject();
    },
  });
  insert();
  return {
    describe: () => (plugged ? `virtual PC/SC reader on port ${port}` : 'virtual PC/SC reader, unplugged'),
    // Two polls: on a busy machine one may come late and find the next card already there.
    gapMs: 2 * PCSCD_POLL_MS + 150,
    noticed: async () => connection?.noticed(),
    unplug: async () => {
      if (!plugged) return;
      plugged = false;
      await eject();
      event('reader unplugged');
    },
    plug: async () => {
      if (plugged) return;
      plugged = true;
      event('reader plugged in');
      insert();
    },
    close: async () => {
      stop();
      plugged = false;
      await eject();
    },
  };
}

/** True when something accepts connections on the port. */
export function vpcdListens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1');
    const done = (found: boolean) => {
      probe.destroy();
      resolve(found);
    };
    probe.once('connect', () => done(true));
    probe.once('error', () => done(false));
  });
}

/** One card presence: connects until it succeeds, answers until it is closed. */
class Connection {
  private readonly field: Field;
  private readonly port: number;
  private readonly trace: Trace;
  private socket: Socket | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly powered: Promise<void>;
  private onPower: () => void = () => {};

  constructor(field: Field, port: number, trace: Trace) {
    this.field = field;
    this.port = port;
    this.trace = trace;
    this.powered = new Promise((resolve) => {
      this.onPower = resolve;
    });
    this.connect();
  }

  /** Resolves at the first power-on, or after a while without. */
  async noticed(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, NOTICE_MS);
    });
    await Promise.race([this.powered, late]);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    this.onPower();
    this.socket?.destroy();
  }

  private connect(): void {
    const socket = connect(this.port, '127.0.0.1');
    const parser = new MessageParser();
    this.socket = socket;
    socket.setNoDelay(true);
    // One message at a time: a slow card must not be overtaken by its own next command.
    let queue = Promise.resolve();
    socket.on('data', (chunk: Buffer) => {
      for (const message of parser.push(chunk)) queue = queue.then(() => this.message(socket, message));
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.field.power(false);
      if (!this.closed) this.retry = setTimeout(() => this.connect(), RECONNECT_MS);
    });
  }

  private async message(socket: Socket, message: Uint8Array): Promise<void> {
    if (message.length === 1) {
      await this.activation(message[0]!);
      this.control(socket, message[0]!);
      return;
    }
    const answer = await this.answer(message);
    this.trace({ at: now(), layer: 'frame', direction: 'in', hex: hex(message), text: 'from the PC/SC service' });
    if (answer && !socket.destroyed) {
      socket.write(writeMessage(answer));
      this.trace({ at: now(), layer: 'frame', direction: 'out', hex: hex(answer), text: 'to the PC/SC service' });
    } else {
      // vpcd has no way to say "mute": the card's end of the line goes, as when it is pulled away.
      socket.destroy();
    }
  }

  /** With RF timing on, selecting the card takes its time. */
  private async activation(code: number): Promise<void> {
    const [card] = this.field.cards();
    const powersOn = code === CONTROL.powerOn || code === CONTROL.reset;
    if (powersOn && card && this.field.timing) await sleep(activationMs(card));
  }

  private control(socket: Socket, code: number): void {
    if (code === CONTROL.powerOff) this.field.power(false);
    if (code === CONTROL.powerOn || code === CONTROL.reset) {
      this.field.power(false);
      this.field.power(true);
      this.onPower();
      if (this.field.cards().length > 1) this.fallMute(socket);
    }
    if (code === CONTROL.sendAtr && !socket.destroyed) {
      const [card] = this.field.cards();
      socket.write(writeMessage(card ? atrOf(card) : new Uint8Array()));
    }
  }

  /** Hangs up for good: pcscd first says "mute", and at its next look "removed". */
  private fallMute(socket: Socket): void {
    this.closed = true;
    socket.destroy();
  }

  private async answer(command: Uint8Array): Promise<Uint8Array | undefined> {
    const [card] = this.field.cards();
    if (!card) return undefined;
    const own = await readerAnswer(card, command, (native) => this.field.exchange(card, native));
    if (own) return own;
    if (speaksIso14443_4(card)) return this.field.exchange(card, command);
    return status(SW.insNotSupported);
  }
}
