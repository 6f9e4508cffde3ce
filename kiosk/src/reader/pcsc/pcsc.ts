import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromHelper, ToHelper } from './helper-messages.ts';

/** One connection to PC/SC, worth nothing after its first `failed`. */
export interface Pcsc {
  listen(listener: PcscListener): void;
  /**
   * Each call fails on its own when the card or the reader does not play along.
   * The response of `transmit` may have up to `room` bytes.
   */
  connect(reader: string): Promise<void>;
  disconnect(reader: string): Promise<void>;
  transmit(reader: string, apdu: Uint8Array, room: number): Promise<Uint8Array>;
  /** Gives everything up at once; calls under way fail, and nothing more is told. */
  close(): void;
}

export interface PcscListener {
  reader(name: string): void;
  status(name: string, status: { state: number; atr: Uint8Array }): void;
  /** The reader was unplugged. */
  end(name: string): void;
  failed(error: string): void;
  /** The library is not installed. */
  missing(): void;
}

/** The helper is asked for a sign of life this often; without one it is given up. In milliseconds. */
const PING_MS = 1_500;

type Order<T = ToHelper> = T extends ToHelper ? Omit<T, 'id'> : never;

/** PC/SC in a helper process; `helper.ts` says why. */
export function openPcsc(): Pcsc {
  return new HelperPcsc();
}

class HelperPcsc implements Pcsc {
  readonly #child: ChildProcess;
  readonly #calls = new Map<number, { resolve(answer: Uint8Array): void; reject(error: Error): void }>();
  #listener: PcscListener | undefined;
  #lastId = 0;
  #ping: NodeJS.Timeout | undefined;
  #closed = false;

  constructor() {
    this.#child = fork(helperFile(), {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message: FromHelper) => this.#hear(message));
    this.#child.on('error', (error) => this.#fail(String(error)));
    this.#child.on('exit', () => this.#fail('the PC/SC helper ended'));
  }

  listen(listener: PcscListener): void {
    this.#listener = listener;
    this.#ping = setTimeout(() => void this.#checkLife(), PING_MS);
  }

  async connect(reader: string): Promise<void> {
    await this.#call({ do: 'connect', reader });
  }

  async disconnect(reader: string): Promise<void> {
    await this.#call({ do: 'disconnect', reader });
  }

  transmit(reader: string, apdu: Uint8Array, room: number): Promise<Uint8Array> {
    return this.#call({ do: 'transmit', reader, apdu, room });
  }

  close(): void {
    this.#closed = true;
    this.#listener = undefined;
    clearTimeout(this.#ping);
    this.#child.removeAllListeners();
    this.#child.on('error', () => {});
    // Nothing gentler reaches a process that waits inside a native call; pcscd cleans up after it.
    this.#child.kill('SIGKILL');
    for (const { reject } of this.#calls.values()) reject(new Error('PC/SC was closed'));
    this.#calls.clear();
  }

  #call(order: Order): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new Error('PC/SC was closed'));
      const id = ++this.#lastId;
      this.#calls.set(id, { resolve, reject });
      this.#child.send({ ...order, id } satisfies ToHelper, (error) => {
        if (error !== null && this.#calls.delete(id)) reject(error);
      });
    });
  }

  async #checkLife(): Promise<void> {
    let alive = false;
    this.#call({ do: 'ping', reader: '' }).then(
      () => {
        alive = true;
      },
      () => {},
    );
    this.#ping = setTimeout(() => {
      if (alive) void this.#checkLife();
      else this.#fail('the PC/SC helper hangs');
    }, PING_MS);
  }

  #fail(error: string): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.failed(error);
  }

  #hear(message: FromHelper): void {
    switch (message.tell) {
      case 'done':
        this.#settle(message.id)?.resolve(message.answer);
        break;
      case 'failed':
        this.#settle(message.id)?.reject(new Error(message.error));
        break;
      case 'reader':
        this.#listener?.reader(message.reader);
        break;
      case 'status':
        this.#listener?.status(message.reader, { state: message.state, atr: Uint8Array.from(message.atr) });
        break;
      case 'end':
        this.#listener?.end(message.reader);
        break;
      case 'error':
        this.#fail(message.error);
        break;
      case 'missing':
        this.#listener?.missing();
        break;
    }
  }

  #settle(id: number) {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }
}

/** The helper runs without a loader: seen from the sources it is the compiled one. */
function helperFile(): string {
  const compiled = import.meta.url.endsWith('.ts') ? '../../../dist/reader/pcsc/helper.js' : './helper.js';
  return fileURLToPath(new URL(compiled, import.meta.url));
}
