import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePorts } from './ports.ts';
import { WireProxy } from './wire.ts';

describe('a wire with weather', () => {
  let server: Server;
  let arrived: string[];
  let wire: WireProxy;
  let url: string;
  beforeEach(async () => {
    arrived = [];
    server = createServer(async (req, res) => {
      arrived.push(await text(req));
      res.end('a'.repeat(200));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const [port] = await freePorts(1);
    wire = await WireProxy.open(port!, (server.address() as AddressInfo).port);
    url = `http://127.0.0.1:${port}/`;
  });
  afterEach(async () => {
    await wire.close();
    server.closeAllConnections();
    server.close();
  });
  const send = async (what: string, patienceMs = 3000) => {
    const answer = await fetch(url, { method: 'POST', body: what, signal: AbortSignal.timeout(patienceMs) });
    return (await answer.text()).length;
  };

  it('carries everything when it is fair', async () => {
    expect(await send('hello')).toBe(200);
    expect(arrived).toEqual(['hello']);
  });
  it('delivers nothing when it is cut, and works when it is mended', async () => {
    await send('before');
    wire.set({ is: 'cut' });
    await expect(send('cut')).rejects.toThrow();
    wire.set({ is: 'fair' });
    expect(await send('after')).toBe(200);
    expect(arrived).toEqual(['before', 'after']);
  });
  it('delivers a request late, after its sender has given up, when silence ends', async () => {
    wire.set({ is: 'silent', ends: 'resumes' });
    await expect(send('late', 200)).rejects.toThrow();
    expect(arrived).toEqual([]);
    wire.set({ is: 'fair' });
    expect(await send('next')).toBe(200);
    await sleep(50);
    expect(arrived.sort()).toEqual(['late', 'next']);
  });
  it('loses the answer of a request that was done', async () => {
    for (const weather of [{ is: 'answers lost' }, { is: 'answers torn', after: 120 }] as const) {
      wire.set(weather);
      await expect(send(weather.is)).rejects.toThrow();
    }
    expect(arrived).toEqual(['answers lost', 'answers torn']);
  });
  it('is slow, and whole all the same', async () => {
    for (const weather of [
      { is: 'delayed', ms: 100 },
      { is: 'trickle', bytes: 40 },
    ] as const) {
      wire.set(weather);
      const began = performance.now();
      expect(await send('slow')).toBe(200);
      expect(performance.now() - began).toBeGreaterThan(90);
    }
  });
});
