import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type RequestHandler } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { formInLine, inLine, type Leave, WaitingLine } from './waiting-line.ts';

describe('a waiting line', () => {
  it('lets in so many at once, and who came first is first', async () => {
    const line = new WaitingLine({ places: 2, most: 10, patienceMs: 10_000, comeAgainMs: 10_000 });
    const order: number[] = [];
    const inside: Leave[] = [];
    for (let i = 0; i < 5; i++) {
      void line.enter().then((leave) => {
        order.push(i);
        inside.push(leave!);
      });
    }
    await sleep(0);
    expect(order).toEqual([0, 1]);
    inside[1]!();
    await sleep(0);
    expect(order).toEqual([0, 1, 2]);
    inside[0]!();
    inside[2]!();
    await sleep(0);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });
  it('counts somebody who leaves twice once', async () => {
    const line = new WaitingLine({ places: 1, most: 10, patienceMs: 10_000, comeAgainMs: 10_000 });
    const leave = (await line.enter())!;
    leave();
    leave();
    await line.enter();
    let third = false;
    void line.enter().then(() => {
      third = true;
    });
    await sleep(0);
    expect(third).toBe(false);
  });
  it('turns away who finds it full, or has waited for long', async () => {
    const line = new WaitingLine({ places: 1, most: 1, patienceMs: 20, comeAgainMs: 10_000 });
    const leave = await line.enter();
    const second = line.enter();
    expect(await line.enter()).toBeUndefined();
    expect(await second).toBeUndefined();
    // Whoever gave up takes nobody's place.
    leave!();
    expect(await line.enter()).toBeDefined();
  });
  it('asks those it turns away to come at different times, none at once', () => {
    const times = [0, 0.5, 0.99].map((at) =>
      new WaitingLine({ places: 1, most: 1, patienceMs: 10_000, comeAgainMs: 10_000 }, () => at).comeAgainS(),
    );
    expect(times).toEqual([5, 10, 15]);
  });
});

describe('whoever holds back what they send', () => {
  let server: Server;
  const slow: Socket[] = [];
  afterEach(() => {
    for (const socket of slow.splice(0)) socket.destroy();
    server.close();
  });
  async function serve(...handlers: RequestHandler[]): Promise<number> {
    const form = express.urlencoded({ extended: false });
    const answer: RequestHandler = (req, res) => void res.json(req.body);
    const app = express().post('/', handlers, form, answer);
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
  /** All its headers, and one byte of what it says it will send. */
  async function holdBack(port: number) {
    const socket = connect(port, '127.0.0.1');
    slow.push(socket);
    await once(socket, 'connect');
    const headers = ['POST / HTTP/1.1', 'Host: here', 'Content-Type: application/x-www-form-urlencoded'];
    socket.write([...headers, 'Content-Length: 100', '', 'a'].join('\r\n'));
    await sleep(50);
  }
  const ask = async (port: number) => {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: new URLSearchParams({ a: '1' }) });
    return { status: answer.status, said: await answer.json() };
  };
  const one = () => new WaitingLine({ places: 1, most: 10, patienceMs: 400, comeAgainMs: 10_000 });

  it('of a short form takes no place', async () => {
    const port = await serve(...formInLine(one()));
    await holdBack(port);
    expect(await ask(port)).toEqual({ status: 200, said: { a: '1' } });
  });
  it('of anything else has a place for a while only', async () => {
    const port = await serve(inLine(one(), 150));
    await holdBack(port);
    expect(await ask(port)).toEqual({ status: 200, said: { a: '1' } });
  });
  it('has it until then', async () => {
    const port = await serve(inLine(one(), 10_000));
    await holdBack(port);
    expect((await ask(port)).status).toBe(503);
  });
});
