import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBatch } from './batch.ts';
import type { Dice } from './dice.ts';
import type { Meddling } from './fault.ts';

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** A request that was overtaken goes on its way after the next one, or after this time. */
const OVERTAKEN_MS = 2_000;

/**
 * What stands between two parts and speaks HTTP: a proxy, a load balancer, the
 * hotel's sign-in page. It passes everything on, or meddles with it.
 */
export class Meddler {
  readonly #server: Server;
  readonly #toPort: number;
  readonly #dice: Dice;
  readonly #agent = new Agent({ keepAlive: true });
  #meddling: Meddling | undefined;
  #met = 0;
  /** Requests that were overtaken: each goes on when it is called. */
  readonly #held = new Set<() => void>();
  /** How many of them are not through yet. */
  #late = 0;
  /** How many requests were meddled with, by what was done to them. */
  readonly done = new Map<string, number>();

  private constructor(toPort: number, dice: Dice) {
    this.#toPort = toPort;
    this.#dice = dice;
    this.#server = createServer((req, res) => {
      // The part behind is gone, or hung up: so do we.
      void this.#handle(req, res).catch(() => req.socket.resetAndDestroy());
    });
    this.#server.on('upgrade', (req, socket, head) => {
      const far = connect(toPort, '127.0.0.1', () => {
        const headers = pairs(req.rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
        far.write(`${req.method} ${req.url} HTTP/1.1\r\n${headers.join('')}\r\n`);
        far.write(head);
        far.pipe(socket).pipe(far);
      });
      far.on('error', () => socket.destroy());
      socket.on('error', () => far.destroy());
    });
  }

  static async open(port: number, toPort: number, dice: Dice): Promise<Meddler> {
    const meddler = new Meddler(toPort, dice);
    meddler.#server.listen(port, '127.0.0.1');
    await once(meddler.#server, 'listening');
    return meddler;
  }

  set(meddling: Meddling | undefined): void {
    this.#meddling = meddling;
    this.#met = 0;
  }

  /** How many requests with taps or facts have met the present meddling. */
  get met(): number {
    return this.#met;
  }

  /** Lets go of every request that was overtaken, and resolves when all have arrived. */
  async settled(): Promise<void> {
    while (this.#late > 0) {
      for (const go of this.#held) go();
      await sleep(20);
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    this.#agent.destroy();
  }

  async #handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await buffer(req);
    const meddling = this.#meddling;
    const batch = readBatch(body, req.headers['content-encoding']);
    const count = (what: string) => {
      this.done.set(what, (this.done.get(what) ?? 0) + 1);
      if (isData(req.url)) this.#met++;
    };
    switch (meddling?.does) {
      case 'answer': {
        count(String(meddling.status));
        const after = meddling.retryAfter === undefined ? {} : { 'retry-after': meddling.retryAfter };
        return reply(res, { status: meddling.status, headers: after, body: Buffer.from('{"resourceType":"Nothing"}') });
      }
      case 'nonsense':
        count(`200 with ${meddling.as}`);
        return reply(res, nonsense(meddling.as, req.url ?? '/'));
      case 'double': {
        count('doubled');
        const send = () => this.#forward(req, body);
        const both = meddling.at === 'once' ? await Promise.all([send(), send()]) : [await send(), await send()];
        return reply(res, this.#dice.one(both));
      }
      case 'overtake':
        if (!isData(req.url)) break;
        count('overtaken');
        req.socket.resetAndDestroy();
        this.#late++;
        try {
          await this.#overtaken();
          await this.#forward(req, body);
        } finally {
          this.#late--;
        }
        return;
      case 'limit':
        if (!batch || batch.size <= meddling.entries) break;
        count('413');
        return reply(res, { status: 413, headers: {}, body: Buffer.alloc(0) });
      case 'halve': {
        if (!batch) break;
        count('half accepted');
        const refusal = () => batch.refusal(this.#dice.one([429, 500, 503]));
        const headers = { 'content-type': batch.type };
        if (this.#dice.roll() < 0.5) {
          const none = Array.from({ length: batch.size }, refusal);
          return reply(res, { status: 200, headers, body: Buffer.from(batch.answer(none)) });
        }
        const answer = await this.#forward(req, body);
        if (answer.status !== 200) return reply(res, answer);
        const halved = batch.answers(answer.body).map((stored) => (this.#dice.roll() < 0.5 ? stored : refusal()));
        return reply(res, { ...answer, body: Buffer.from(batch.answer(halved)) });
      }
    }
    reply(res, await this.#forward(req, body));
    for (const go of this.#held) go();
  }

  #overtaken(): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.#held.delete(go);
        resolve();
      };
      const timer = setTimeout(go, OVERTAKEN_MS);
      this.#held.add(go);
    });
  }

  /** The request as it came, but for its body. */
  #forward(req: IncomingMessage, body: Buffer): Promise<Answer> {
    const own = ['connection', 'content-length', 'transfer-encoding', 'expect'];
    const kept = pairs(req.rawHeaders).filter(([name]) => !own.includes(name.toLowerCase()));
    const headers = [...kept.flat(), ...(body.length > 0 ? ['content-length', String(body.length)] : [])];
    const { method, url: path } = req;
    return new Promise((resolve, reject) => {
      const to = { host: '127.0.0.1', port: this.#toPort, agent: this.#agent, method, path, headers };
      const out = request(to, (answer) => {
        buffer(answer).then(
          (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes }),
          reject,
        );
      });
      out.on('error', reject);
      out.end(body);
    });
  }
}

function reply(res: ServerResponse, { status, headers, body }: Answer): void {
  const own = ['connection', 'transfer-encoding', 'content-length', 'keep-alive'];
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !own.includes(name));
  res.writeHead(status, Object.fromEntries(kept) as Record<string, string | string[]>);
  res.end(body);
}

/** Taps and facts, of which none may be lost. */
const isData = (url = '') => /^\/(kiosk\/taps|fhir|hub\/facts)/.test(url);

function pairs(rawHeaders: string[]): [string, string][] {
  return rawHeaders.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, rawHeaders[i + 1]!]] : []));
}

const PAGE = '<!doctype html><title>Free WiFi</title><h1>Welcome, please sign in</h1>';

/** What a captive portal and its relatives say to everything. */
function nonsense(as: 'bytes' | 'page' | 'json' | 'redirect', url: string): Answer {
  const html = { 'content-type': 'text/html' };
  switch (as) {
    case 'bytes':
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from([0, 255, 123, 34, 128]),
      };
    case 'page':
      return { status: 200, headers: html, body: Buffer.from(PAGE) };
    case 'json':
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from('{"resourceType":"Bundle","type":"batch-response","entry":[],"results":[]}'),
      };
    case 'redirect':
      if (url === '/welcome') return { status: 200, headers: html, body: Buffer.from(PAGE) };
      return { status: 302, headers: { location: '/welcome' }, body: Buffer.alloc(0) };
  }
}
