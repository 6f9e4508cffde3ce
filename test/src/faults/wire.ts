import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Weather } from './fault.ts';

type State = Weather | { is: 'fair' };

/** Between two pieces of a trickle. */
const TRICKLE_MS = 15;
/** An answer that is lost is missed after a while, and the connection with it. */
const MISSED_MS = 250;

/**
 * A wire between two parts: what connects to its port reaches the port behind
 * it, through whatever weather there is. Knows TCP only.
 */
export class WireProxy {
  readonly #server: Server;
  readonly #pairs = new Set<[Socket, Socket]>();
  #weather: State = { is: 'fair' };
  #changed = new AbortController();

  private constructor(toPort: number) {
    this.#server = createServer({ allowHalfOpen: true }, (near) => this.#join(near, toPort));
  }

  static async open(port: number, toPort: number): Promise<WireProxy> {
    const wire = new WireProxy(toPort);
    wire.#server.listen(port, '127.0.0.1');
    await once(wire.#server, 'listening');
    return wire;
  }

  set(weather: State): void {
    const before = this.#weather;
    this.#weather = weather;
    if (weather.is === 'cut' || (before.is === 'silent' && before.ends === 'resets')) this.#breakAll();
    const waiting = this.#changed;
    this.#changed = new AbortController();
    waiting.abort();
  }

  async close(): Promise<void> {
    this.set({ is: 'cut' });
    this.#server.close();
  }

  #join(near: Socket, toPort: number): void {
    if (this.#weather.is === 'cut') {
      near.on('error', () => {});
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port: toPort, host: '127.0.0.1', allowHalfOpen: true });
    const pair: [Socket, Socket] = [near, far];
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => this.#break(pair));
      socket.on('close', () => {
        if (near.destroyed && far.destroyed) this.#pairs.delete(pair);
      });
    }
    void this.#carry(near, far, 'request', pair);
    void this.#carry(far, near, 'answer', pair);
  }

  /** One direction of one connection, until it ends. */
  async #carry(from: Socket, to: Socket, what: 'request' | 'answer', pair: [Socket, Socket]): Promise<void> {
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) await this.#pass(chunk, to, what, pair);
      to.end();
    } catch {
      this.#break(pair);
    }
  }

  async #pass(chunk: Buffer, to: Socket, what: 'request' | 'answer', pair: [Socket, Socket]): Promise<void> {
    while (this.#weather.is === 'silent') await once(this.#changed.signal, 'abort');
    const weather = this.#weather;
    switch (weather.is) {
      case 'delayed':
        await sleep(weather.ms);
        break;
      case 'trickle':
        // In fair weather again, what is left goes at once.
        for (; chunk.length > weather.bytes && this.#weather === weather; chunk = chunk.subarray(weather.bytes)) {
          await write(to, chunk.subarray(0, weather.bytes));
          await sleep(TRICKLE_MS);
        }
        break;
      case 'answers lost':
        if (what === 'request') break;
        await sleep(MISSED_MS);
        return this.#break(pair);
      case 'answers torn':
        if (what === 'request') break;
        await write(to, chunk.subarray(0, weather.after));
        return this.#break(pair);
    }
    await write(to, chunk);
  }

  #breakAll(): void {
    for (const pair of this.#pairs) this.#break(pair);
  }

  #break(pair: [Socket, Socket]): void {
    for (const socket of pair) if (!socket.destroyed) socket.resetAndDestroy();
  }
}

async function write(to: Socket, bytes: Buffer): Promise<void> {
  if (to.destroyed) throw new Error('the connection is gone');
  if (!to.write(bytes)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
}
