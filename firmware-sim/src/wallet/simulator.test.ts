import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TraceEntry } from '../trace.ts';
import { type Simulator, startSimulator } from './simulator.ts';

const folder = mkdtempSync(join(tmpdir(), 'tapwell-wallet-'));
const link = join(folder, 'reader');
const url = 'https://tapwell.example/c';
const WALLET = [
  { card: 'mary', name: 'Mary', kind: 'Tapwell card', profile: 'ntag424', uid: '04A1B2C3D4E5F6', url },
  { card: 'bus', name: 'Bus pass', kind: 'Bus pass', profile: 'ntag213', uid: '04112233445566' },
] as const;
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({
    reader: { kind: 'pn532', link },
    wallet: WALLET,
    stateFile: join(folder, 'state.json'),
    page: { host: '127.0.0.1', port: 0 },
  });
});
afterAll(async () => {
  await simulator.close();
  expect(existsSync(link)).toBe(false);
  rmSync(folder, { recursive: true });
});

const at = () => request(simulator.pageUrl!.slice(0, -1));
const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('the wallet service', () => {
  it('lists the cards without their keys, and the state of the reader', async () => {
    const { body } = await at().get('/api/wallet').expect(200);
    const [, bus] = body.cards;
    expect(bus).toEqual({
      card: 'bus',
      name: 'Bus pass',
      kind: 'Bus pass',
      profile: 'ntag213',
      uid: '04112233445566',
    });
    expect(body.state).toMatchObject({ reader: { kind: 'pn532', plugged: true }, onReader: null });
  });

  it('taps one card after another, with a gap between, and tells when each lay there', async () => {
    const [first, second] = await Promise.all([
      at().post('/api/taps').send({ card: 'mary', dwellMs: 80 }),
      sleep(20).then(() => at().post('/api/taps').send({ card: 'bus', dwellMs: 50 })),
    ]);
    expect(first.body).toEqual({
      card: 'mary',
      placedAt: expect.stringMatching(ISO_8601),
      removedAt: expect.anything(),
    });
    expect(Date.parse(first.body.removedAt) - Date.parse(first.body.placedAt)).toBeGreaterThanOrEqual(78);
    expect(Date.parse(second.body.placedAt) - Date.parse(first.body.removedAt)).toBeGreaterThanOrEqual(148);
  });

  it('holds a card until it is let go', async () => {
    await at().post('/api/place').send({ card: 'mary' }).expect(200);
    expect(simulator.state().onReader).toBe('mary');
    await at().post('/api/place').send({ card: 'bus' }).expect(409);
    await at()
      .post('/api/remove')
      .send({})
      .expect(200, /"card":"mary"/);
    expect(simulator.state().onReader).toBeNull();
    await at()
      .post('/api/remove')
      .send({})
      .expect(200, /"card":null/);
  });

  it('unplugs the reader and plugs it in again under the same name', async () => {
    await at().post('/api/faults').send({ unplugged: true }).expect(200);
    expect(existsSync(link)).toBe(false);
    await at().post('/api/faults').send({ unplugged: false }).expect(200);
    expect(existsSync(link)).toBe(true);
  });

  it('lays a strange card beside each one while two at once is on', async () => {
    await simulator.faults({ twoAtOnce: true });
    const seen: string[] = [];
    const stop = simulator.listen({ log: (entry) => seen.push(entry.text) });
    await simulator.tap('mary', 10);
    stop();
    await simulator.faults({ twoAtOnce: false });
    expect(seen).toContain('a strange card on the reader');
  });

  it('tells newcomers of the feed everything so far, and then what happens', async () => {
    const socket = io(simulator.pageUrl!, { transports: ['websocket'] });
    const entries: TraceEntry[] = [];
    const states: string[] = [];
    socket.on('log', (entry: TraceEntry) => entries.push(entry));
    socket.on('state', (state) => states.push(state.onReader));
    await new Promise((resolve) => socket.once('connect', () => resolve(undefined)));
    await simulator.tap('bus', 20);
    socket.close();
    expect(entries.map((entry) => entry.text)).toContain('bus on the reader');
    expect(states).toContain('bus');
  });

  it.each([
    ['/api/taps', '{"card":"nobody"}', 404, 'There is no card called "nobody"'],
    ['/api/taps', '{"card":"mary","dwellMs":-1}', 400, 'dwellMs'],
    ['/api/taps', '{"cart":"mary"}', 400, 'card'],
    ['/api/taps', '{', 400, 'not JSON'],
    ['/api/faults', '{"slowMs":"much"}', 400, 'slowMs'],
    ['/api/nothing', '{}', 404, 'There is nothing at'],
  ])('answers %s %s with a problem and no stack trace', async (path, body, status, words) => {
    const answer = await at().post(path).set('content-type', 'application/json').send(body);
    expect(answer.status).toBe(status);
    expect(answer.type).toBe('application/problem+json');
    const problem = JSON.parse(answer.text);
    expect(Object.keys(problem)).toEqual(['type', 'title', 'status', 'detail']);
    expect(problem.detail).toContain(words);
    expect(answer.text).not.toContain('    at ');
  });

  it('says in one sentence that a port is busy, and leaves no link behind', async () => {
    const second = join(folder, 'second');
    const port = Number(new URL(simulator.pageUrl!).port);
    await expect(
      startSimulator({ reader: { kind: 'pn532', link: second }, wallet: [], page: { host: '127.0.0.1', port } }),
    ).rejects.toThrow(`Port ${port} is already in use`);
    expect(existsSync(second)).toBe(false);
  });

  it("holds a forger's copy beside the genuine card: one UID, two chips with memories of their own", async () => {
    const twin = { ...WALLET[0], card: 'twin', keys: { metaRead: '00'.repeat(16), fileRead: '11'.repeat(16) } };
    const stateFile = join(folder, 'twins.json');
    const both = await startSimulator({
      reader: { kind: 'pn532', link: join(folder, 'x') },
      wallet: [WALLET[0], twin],
      stateFile,
    });
    await both.close();
    expect(Object.keys(JSON.parse(readFileSync(stateFile, 'utf8')).cards)).toEqual([WALLET[0].card, 'twin']);
  });

  it('keeps every card in the state file from the start', () => {
    const kept = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'));
    expect(Object.keys(kept.cards)).toEqual(WALLET.map((w) => w.card));
  });
});
