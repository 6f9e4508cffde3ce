import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newToken, tokenHash } from '@tapwell/shared/device/secrets';
import { deviceGuard, requireDevice } from '@tapwell/shared/http/device-access';
import { notFound, Problem, problemHandler } from '@tapwell/shared/http/problem';
import express from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deviceStore } from '../store/devices.ts';
import { openStore } from '../store/open.ts';
import { tapsDoor } from './taps-door.ts';

let server: Server;
let token: string;
let ways: string[];
let revoke: () => void;
beforeAll(async () => {
  const db = openStore(':memory:');
  const devices = deviceStore(db);
  db.prepare('INSERT INTO device VALUES (?, ?, ?, ?, NULL)').run('kiosk', 'Front door', '{}', new Date().toISOString());
  revoke = () => void db.prepare('UPDATE device SET revoked_at = ?').run(new Date().toISOString());
  token = newToken();
  await devices.saveToken(tokenHash(token), 'kiosk', new Date(Date.now() + 60_000));
  const options = { limit: 1000 };
  const take = async (body: unknown, kioskId: string) => {
    if ((body as { full?: true }).full) throw new Problem(503, 'Cannot save now', 'The disk is full.');
    return { results: [body, kioskId] };
  };
  const app = express();
  const door = tapsDoor({ guard: deviceGuard(devices, options), take, app });
  app.use((req, res, next) => {
    ways.push(req.method);
    res.set('x-of-all-answers', 'yes');
    next();
  }, door.failures);
  app.post(
    '/kiosk/taps',
    requireDevice(devices, options),
    async (req, res) => void res.json(await take(req.body, 'kiosk')),
  );
  app.use(
    notFound,
    problemHandler((error) => {
      throw error;
    }),
  );
  server = createServer(door.listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  ways = [];
});
afterAll(() => server.close());

/** One header more sends the same request the long way. */
const LONG_WAY = { 'x-forwarded-for': '192.0.2.1' };
async function post(body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/kiosk/taps`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body,
  });
  const type = answer.headers.get('content-type');
  return { status: answer.status, type, said: await answer.text(), challenge: answer.headers.get('www-authenticate') };
}

describe('the door for taps', () => {
  it('answers a tap as the long way does, without Express', async () => {
    const answer = await post('{"taps":["é"]}');
    expect(ways).toEqual([]);
    expect(answer).toEqual(await post('{"taps":["é"]}', LONG_WAY));
    expect(ways).toEqual(['POST']);
    expect(JSON.parse(answer.said)).toEqual({ results: [{ taps: ['é'] }, 'kiosk'] });
  });
  it.each([
    ['no token', '{}', { authorization: '' }, 401],
    ['a wrong token', '{}', { authorization: 'Bearer x' }, 401],
    ['a proof without a token for it', '{}', { authorization: `DPoP ${newToken()}`, dpop: 'x' }, 401],
    ['a book', `"${'x'.repeat(2000)}"`, {}, 413],
    ['no JSON', '{"taps":', {}, 400],
    ['what cannot be saved now', '{"full":true}', {}, 503],
  ])(
    'refuses %s with the same words, said by Express',
    async (_what, body, headers: Record<string, string>, status) => {
      const answer = await post(body, headers);
      expect(answer).toEqual(await post(body, { ...headers, ...LONG_WAY }));
      expect(answer).toMatchObject({ status, type: expect.stringContaining('application/problem+json') });
      expect(ways).toEqual(['POST', 'POST']);
    },
  );
  it('leaves packed bodies, other types and what a browser sends to Express', async () => {
    const odd: Record<string, string>[] = [
      { 'content-type': 'text/plain' },
      { origin: 'https://elsewhere.example' },
      { 'content-encoding': 'gzip' },
    ];
    for (const headers of odd) await post('{}', headers);
    expect(ways).toHaveLength(3);
  });
  it('is shut with the next request once a kiosk is revoked', async () => {
    revoke();
    expect((await post('{}')).status).toBe(401);
  });
});
