import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dice } from './dice.ts';
import { Meddler } from './meddler.ts';
import { freePorts } from './ports.ts';

const ENTRIES = Array.from({ length: 40 }, (_, n) => ({ n }));

describe('what stands between two parts', () => {
  let server: Server;
  /** The numbers of the entries of each request that arrived. */
  let arrived: number[][];
  let meddler: Meddler;
  let url: string;
  beforeEach(async () => {
    arrived = [];
    server = createServer(async (req, res) => {
      const zipped = req.headers['content-encoding'] === 'gzip';
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk as Buffer);
      const all = Buffer.concat(chunks);
      const { entry } = JSON.parse((zipped ? gunzipSync(all) : all).toString()) as { entry: { n: number }[] };
      arrived.push(entry.map(({ n }) => n));
      const answers = entry.map(({ n }) => ({ response: { status: '201', location: `Encounter/${n}` } }));
      res.end(JSON.stringify({ resourceType: 'Bundle', type: 'batch-response', entry: answers }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const [port] = await freePorts(1);
    meddler = await Meddler.open(port!, (server.address() as AddressInfo).port, dice(1));
    url = `http://127.0.0.1:${port}/fhir`;
  });
  afterEach(async () => {
    await meddler.close();
    server.closeAllConnections();
    server.close();
  });
  const post = (entry: unknown[], zip = false) => {
    const body = JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry });
    const headers: Record<string, string> = zip ? { 'content-encoding': 'gzip' } : {};
    return fetch(url, { method: 'POST', headers, body: zip ? new Uint8Array(gzipSync(body)) : body });
  };

  it('passes everything on, and the answer back', async () => {
    const answer = await post([{ n: 1 }]);
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as { entry: unknown[] }).entry).toHaveLength(1);
    expect(arrived).toEqual([[1]]);
  });
  it('answers by itself, and nothing arrives', async () => {
    meddler.set({ does: 'answer', status: 429, retryAfter: '1' });
    const refused = await post([{ n: 1 }]);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    for (const as of ['bytes', 'page', 'json', 'redirect'] as const) {
      meddler.set({ does: 'nonsense', as });
      expect((await post([{ n: 1 }])).status).toBe(200);
    }
    meddler.set({ does: 'limit', entries: 1 });
    expect((await post([{ n: 1 }, { n: 2 }])).status).toBe(413);
    expect(arrived).toEqual([]);
    expect((await post([{ n: 1 }])).status).toBe(200);
  });
  it('delivers a request twice', async () => {
    for (const at of ['once', 'turns'] as const) {
      meddler.set({ does: 'double', at });
      expect((await post([{ n: 1 }])).status).toBe(200);
    }
    expect(arrived).toEqual([[1], [1], [1], [1]]);
  });
  it('delivers a request that was given up after a later one has overtaken it', async () => {
    meddler.set({ does: 'overtake' });
    await expect(post([{ n: 1 }])).rejects.toThrow();
    meddler.set(undefined);
    await post([{ n: 2 }]);
    await meddler.settled();
    expect(arrived).toEqual([[2], [1]]);
  });
  it.each([false, true])(
    'refuses all entries of a batch, or some of them, one by one (compressed: %s)',
    async (zip) => {
      meddler.set({ does: 'halve' });
      const delivered = ENTRIES.map(({ n }) => n);
      let [none, some] = [0, 0];
      for (let i = 0; i < 20; i++) {
        arrived = [];
        const { entry } = (await (await post(ENTRIES, zip)).json()) as {
          entry: { response: { status: string; location?: string } }[];
        };
        expect(entry).toHaveLength(40);
        const stored = entry.flatMap(({ response }, n) => (response.status === '201' ? [n] : []));
        for (const n of stored) expect(entry[n]!.response.location).toBe(`Encounter/${n}`);
        expect(arrived).toEqual(stored.length > 0 ? [delivered] : []);
        expect(stored.length).toBeLessThan(40);
        if (stored.length > 0) some++;
        else none++;
      }
      expect(none).toBeGreaterThan(3);
      expect(some).toBeGreaterThan(3);
    },
  );
});
