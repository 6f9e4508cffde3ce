import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Heard {
  path: string;
  body: unknown;
  /** How the body travelled; unpacked already. */
  coding?: string | undefined;
}

/** How to answer one request; `hang up` cuts the connection in the middle of the answer. */
export type Scripted = { status: number; json?: unknown; headers?: Record<string, string> } | 'hang up';

/** A server for tests that answers as a script says and keeps what it heard. */
export async function scriptedServer(answer: (heard: Heard, nth: number) => Scripted) {
  const heard: Heard[] = [];
  let waiting: (() => void)[] = [];
  const server = createServer((req: IncomingMessage, res: ServerResponse) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const text = (req.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
      const coding = req.headers['content-encoding'];
      const entry = { path: req.url ?? '', body: text ? (JSON.parse(text) as unknown) : undefined, coding };
      heard.push(entry);
      const scripted = answer(entry, heard.length);
      if (scripted === 'hang up') {
        res.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        res.write('{"half":');
        setImmediate(() => res.destroy());
      } else {
        res.writeHead(scripted.status, { 'content-type': 'application/json', ...scripted.headers });
        res.end(scripted.json === undefined ? '' : JSON.stringify(scripted.json));
      }
      const wake = waiting;
      waiting = [];
      for (const go of wake) go();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    /** Resolves once a condition on what was heard holds. */
    async until(condition: () => boolean): Promise<void> {
      while (!condition()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A device client that needs no token. */
export function openClient(baseUrl: string) {
  const send = (path: string, init: RequestInit = {}) => fetch(new URL(path, baseUrl), init);
  return {
    baseUrl,
    fetch: send,
    post: (path: string, body: unknown, init: RequestInit = {}) =>
      send(path, {
        ...init,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...init.headers },
        body: JSON.stringify(body),
      }),
  };
}
