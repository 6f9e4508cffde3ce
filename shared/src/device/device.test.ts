import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DeviceStore, deviceAccess, deviceOf, requireDevice } from '../http/device-access.ts';
import { notFound, problemHandler } from '../http/problem.ts';
import { ProofGuard } from '../http/proof-guard.ts';
import { DeviceClient, DeviceRefused, pairDevice } from './client.ts';
import { type DeviceIdentity, type JWK, newKeyPair, signAssertion } from './identity.ts';
import { ProofKey } from './proof.ts';
import { newPairingCode, pairingKey } from './secrets.ts';

/** A parent that keeps its devices in memory. */
function memoryStore() {
  const codes = new Map<string, Date>();
  const keys = new Map<string, JWK>();
  const tokens = new Map<string, { deviceId: string; expiresAt: Date; proofKey: string | null }>();
  const seen = new Set<string>();
  /** Devices that are neither hub nor kiosk. */
  const programs = new Set<string>();
  const store: DeviceStore = {
    openCodes: async (now) => [...codes].flatMap(([key, expires]) => (expires > now ? [key] : [])),
    redeemCode: async (hash, key, _name, now) => {
      const expires = codes.get(hash);
      codes.delete(hash);
      if (!expires || expires < now) return undefined;
      const id = `device-${keys.size + 1}`;
      keys.set(id, key);
      return id;
    },
    deviceKey: async (id) => keys.get(id),
    mayUseBearer: async (id) => programs.has(id),
    rememberAssertion: async (jti) => !seen.has(jti) && Boolean(seen.add(jti)),
    saveToken: async (hash, deviceId, expiresAt, proofKey = undefined) =>
      void tokens.set(hash, { deviceId, expiresAt, proofKey: proofKey ?? null }),
    tokenDevice: async (hash, now) => {
      const token = tokens.get(hash);
      return token && token.expiresAt > now && keys.has(token.deviceId) ? token : undefined;
    },
  };
  return { store, codes, keys, tokens, programs };
}

let server: Server;
let base: string;
let parent: ReturnType<typeof memoryStore>;
let asked: number;

/** Serves the parent; the second time, as after a restart: what it keeps is kept, what it knew is not. */
async function serve(port = 0): Promise<void> {
  const app = express();
  // It calls itself by another name than devices reach it by, as behind a proxy.
  const publicUrl = () => 'https://hub.example';
  const proofs = new ProofGuard(publicUrl);
  app.use('/auth/token', (_req, _res, next) => {
    asked++;
    next();
  });
  app.use(deviceAccess(parent.store, publicUrl, proofs));
  app.use('/hello', requireDevice(parent.store, { proofs, limit: 1000 }), (req, res) => {
    res.json({ hello: deviceOf(req), body: req.body ?? null });
  });
  app.get('/wrong-password', (_req, res) => void res.status(401).json({}));
  app.use(
    notFound,
    problemHandler((error) => console.error(error)),
  );
  server = app.listen(port, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
async function stop(): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  // Until those who had a connection have noticed.
  await sleep(50);
}
beforeEach(async () => {
  parent = memoryStore();
  asked = 0;
  await serve();
});
afterEach(stop);

const code = (minutes: number) => {
  const fresh = newPairingCode();
  parent.codes.set(pairingKey(fresh), new Date(Date.now() + minutes * 60_000));
  return fresh;
};
const pair = () => pairDevice(base, code(10), 'Front door');
const token = (assertion: string, headers: Record<string, string> = {}) =>
  fetch(`${base}/auth/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });

/** A device as somebody else might write it, step by step from RFC 9449. */
async function byHand(identity: DeviceIdentity) {
  const key = new ProofKey();
  const prove = (what: Partial<Parameters<ProofKey['prove']>[0]>) =>
    key.prove({ method: 'GET', url: `${base}/hello`, now: new Date(), nonce, ...what });
  const url = `${base}/auth/token`;
  const askNonce = await token('x', { dpop: key.prove({ method: 'POST', url, now: new Date() }) });
  expect(await askNonce.json()).toEqual({ error: 'use_dpop_nonce' });
  const nonce = askNonce.headers.get('dpop-nonce')!;
  const answer = await token(await signAssertion(identity, key.thumbprint), { dpop: prove({ method: 'POST', url }) });
  const { access_token, token_type } = (await answer.json()) as { access_token: string; token_type: string };
  expect(token_type).toBe('DPoP');
  const hello = (proof: string, init: RequestInit = {}) =>
    fetch(`${base}/hello`, {
      ...init,
      headers: { ...init.headers, authorization: `DPoP ${access_token}`, dpop: proof },
    });
  return { prove, hello, nonce, token: access_token };
}

describe('a device', () => {
  it('pairs with a code, whatever address it reaches its parent by, and then has access', async () => {
    const client = new DeviceClient(base, await pair());
    expect(await (await client.post('/hello', { a: 1 })).json()).toEqual({ hello: 'device-1', body: { a: 1 } });
  });
  it('that runs for a while goes on with a key that is cheap to verify, where that is known', async () => {
    const client = new DeviceClient(base, await pair());
    const algorithms: string[] = [];
    let old = false;
    server.prependListener('request', ({ headers, url }) => {
      const head = String(headers.dpop).split('.')[0]!;
      const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString());
      if (url === '/hello') algorithms.push(alg);
      // As an older parent would: it reads no such proof.
      if (old && alg !== 'ES256') headers.dpop = 'x';
    });
    const again = async () => {
      parent.tokens.clear();
      expect((await client.fetch('/hello')).status).toBe(200);
      return algorithms.at(-1);
    };
    expect([await again(), await again()]).toEqual(['ES256', 'ES256']);
    await vi.waitFor(async () => expect(await again()).toBe('RS256'), { timeout: 20_000, interval: 100 });
    old = true;
    expect([await again(), await again()]).toEqual(['ES256', 'ES256']);
  }, 30_000);
  it('cannot pair with a code that was used, is too old or was never given', async () => {
    const used = code(10);
    await pairDevice(base, used, 'first');
    for (const wrong of [used, code(-1), 'AAAA-AAAA']) {
      await expect(pairDevice(base, wrong, 'second')).rejects.toThrow('not known, has been used or is older');
    }
  });
  it('says what to look at when nobody answers where it is to pair', async () => {
    await stop();
    await expect(pairDevice(base, 'ABCD-EFGH', 'Front door')).rejects.toThrow(
      `Nothing was paired: ${base} does not answer`,
    );
    await expect(pairDevice(base.replace('http', 'https'), 'ABCD-EFGH', 'x')).rejects.toThrow('is its address https?');
    await serve();
  });
  it('waits for a token no longer than whoever asks', async () => {
    const client = new DeviceClient(base, await pair());
    await stop();
    const deaf = createServer(() => {}).listen(Number(new URL(base).port), '127.0.0.1');
    await new Promise((resolve) => deaf.once('listening', resolve));
    const began = performance.now();
    await expect(client.fetch('/hello', { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
    expect(performance.now() - began).toBeLessThan(2_000);
    deaf.closeAllConnections();
    await new Promise((resolve) => deaf.close(resolve));
    await serve();
  });
  it('buys one token for requests that come together, and a new one when it is refused', async () => {
    const client = new DeviceClient(base, await pair());
    await Promise.all([client.fetch('/hello'), client.fetch('/hello'), client.fetch('/hello')]);
    // Once to hear the nonce, once to buy.
    expect(asked).toBe(2);
    parent.tokens.clear();
    expect((await client.fetch('/hello')).status).toBe(200);
    expect(asked).toBe(3);
  });
  it('gets no token for an assertion sent twice, made for another server, or signed with another key', async () => {
    const identity = await pair();
    parent.programs.add(identity.deviceId);
    const assertion = await signAssertion(identity);
    expect((await token(assertion)).status).toBe(200);
    expect((await token(assertion)).status).toBe(401);
    const elsewhere = await signAssertion({ ...identity, audience: 'https://other.example/auth/token' });
    expect((await token(elsewhere)).status).toBe(401);
    const { privateJwk } = await newKeyPair();
    expect((await token(await signAssertion({ ...identity, privateJwk: { ...privateJwk } }))).status).toBe(401);
    expect((await token('not a JWT')).status).toBe(401);
  });
  it('that was revoked loses the token it holds, gets no other and says what to do', async () => {
    const client = new DeviceClient(base, await pair());
    await client.fetch('/hello');
    parent.keys.clear();
    await expect(client.fetch('/hello')).rejects.toThrow(DeviceRefused);
    await expect(client.signIn()).rejects.toThrow('Ask for a new pairing code');
  });
  it('goes on without a word when its parent was restarted, or calls itself by another name than at pairing', async () => {
    const identity = await pair();
    const client = new DeviceClient(base, identity);
    await client.fetch('/hello');
    const { port } = new URL(base);
    await stop();
    await serve(Number(port));
    expect((await client.fetch('/hello')).status).toBe(200);
    const renamed = new DeviceClient(base, { ...identity, audience: 'https://old-name.example/auth/token' });
    expect((await renamed.fetch('/hello')).status).toBe(200);
  });
  it('does not send a password twice because it was wrong', async () => {
    const client = new DeviceClient(base, await pair());
    await client.fetch('/hello');
    const before = asked;
    expect((await client.fetch('/wrong-password')).status).toBe(401);
    expect(asked).toBe(before);
  });
  it.each(['1970-01-01T00:00:07Z', '2055-05-05T05:05:05Z'])(
    'whose clock says %s signs in all the same',
    async (wrong) => {
      const identity = await pair();
      const client = new DeviceClient(base, identity);
      // The device's clock only: its parent, in this same process, is told the true one.
      const truth = Date.now();
      const began = performance.now();
      await stop();
      const trueNow = () => new Date(truth + performance.now() - began);
      const app = express();
      app.use((_req, res, next) => {
        res.set('date', trueNow().toUTCString());
        next();
      });
      app.use(deviceAccess(parent.store, () => 'https://hub.example', undefined, trueNow));
      app.get('/hello', requireDevice(parent.store, {}, trueNow), (_req, res) => void res.json({}));
      server = app.listen(Number(new URL(base).port), '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      vi.useFakeTimers({ now: new Date(wrong), toFake: ['Date'] });
      try {
        expect(new Date().getFullYear()).toBe(new Date(wrong).getFullYear());
        expect((await client.fetch('/hello')).status).toBe(200);
      } finally {
        vi.useRealTimers();
      }
    },
  );
});

describe('a request of a device', () => {
  it('is worth nothing a second time, not even after its parent was restarted', async () => {
    const { prove, hello, token: bought } = await byHand(await pair());
    const proof = prove({ token: bought });
    expect((await hello(proof)).status).toBe(200);
    const again = await hello(proof);
    expect(again.status).toBe(401);
    expect(again.headers.get('www-authenticate')).toContain('invalid_dpop_proof');
    const unused = prove({ token: bought });
    const { port } = new URL(base);
    await stop();
    await serve(Number(port));
    expect((await hello(unused)).headers.get('www-authenticate')).toContain('use_dpop_nonce');
  });
  it('is taken once when it arrives twice at the same time', async () => {
    const { prove, hello, token: bought } = await byHand(await pair());
    const body = JSON.stringify({ taps: 1 });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    const proof = prove({ method: 'POST', token: bought, body: Buffer.from(body) });
    const answers = await Promise.all([hello(proof, init), hello(proof, init)]);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 401]);
  });
  it('is used up when it arrives, not when its body has', async () => {
    const { prove, hello, token: bought } = await byHand(await pair());
    const body = '{"taps":1}';
    const headers = { 'content-type': 'application/json' };
    const proof = prove({ method: 'POST', token: bought, body: Buffer.from(body) });
    // A copy of which only half has come: the rest may be held back for as long as somebody likes.
    const copy = request(`${base}/hello`, {
      method: 'POST',
      headers: { ...headers, authorization: `DPoP ${bought}`, dpop: proof, 'content-length': body.length },
    });
    const answered = new Promise((resolve) => copy.on('response', (answer) => resolve(answer.statusCode)));
    copy.write(body.slice(0, 5));
    await sleep(50);
    expect((await hello(proof, { method: 'POST', headers, body })).status).toBe(401);
    copy.end(body.slice(5));
    expect(await answered).toBe(200);
  });
  it('cannot be moved to another body, method or address, and needs its token’s own key', async () => {
    const identity = await pair();
    const { prove, hello, token: bought, nonce } = await byHand(identity);
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":2}' };
    const other = await byHand(identity);
    const wrong: [string, RequestInit?][] = [
      [prove({ method: 'POST', token: bought, body: Buffer.from('{"a":1}') }), post],
      [prove({ method: 'POST', token: bought }), post],
      [prove({ token: bought, body: Buffer.from('{"a":1}') })],
      [prove({ method: 'POST', token: bought })],
      [prove({ token: bought, url: `${base}/hello/other` })],
      [prove({ token: bought, url: 'https://elsewhere.example/hello' })],
      [prove({ token: other.token })],
      [prove({})],
      [other.prove({ token: bought })],
      ['not a proof'],
      ['a.b.c'],
    ];
    for (const [proof, init] of wrong) expect((await hello(proof, init)).status).toBe(401);
    // By either name, and whatever the query: what does not count does not matter.
    expect((await hello(prove({ token: bought, nonce, url: 'https://hub.example/hello?x=1' }))).status).toBe(200);
  });
  it('needs more than an overheard token', async () => {
    const { token: bought } = await byHand(await pair());
    const overheard = await fetch(`${base}/hello`, { headers: { authorization: `Bearer ${bought}` } });
    expect(overheard.status).toBe(401);
    const stranger = new ProofKey().prove({ method: 'GET', url: `${base}/hello`, token: bought, now: new Date() });
    const signed = await fetch(`${base}/hello`, { headers: { authorization: `DPoP ${bought}`, dpop: stranger } });
    expect(signed.status).toBe(401);
  });
  it('must be JSON of a reasonable size', async () => {
    const client = new DeviceClient(base, await pair());
    const send = async (body: string, type = 'application/json') =>
      (await client.fetch('/hello', { method: 'POST', body, headers: { 'content-type': type } })).status;
    expect(await send('{"a":')).toBe(400);
    expect(await send('<a/>', 'text/xml')).toBe(415);
    expect(await send(JSON.stringify('x'.repeat(2000)))).toBe(413);
    expect(await send('{}', 'application/fhir+json; charset=utf-8')).toBe(200);
  });
});

describe('a token without a proof', () => {
  it('is given to programs alone, never to hubs and kiosks', async () => {
    const identity = await pair();
    const refused = await token(await signAssertion(identity));
    expect([refused.status, await refused.json()]).toEqual([400, { error: 'invalid_dpop_proof' }]);
    parent.programs.add(identity.deviceId);
    const answer = (await (await token(await signAssertion(identity))).json()) as Record<string, string>;
    expect(answer.token_type).toBe('bearer');
    const headers = { authorization: `Bearer ${answer.access_token}` };
    expect((await fetch(`${base}/hello`, { headers })).status).toBe(200);
  });
  it('cannot be bought with an assertion seen on its way to a proof', async () => {
    const identity = await pair();
    const seen = await signAssertion(identity, new ProofKey().thumbprint);
    expect((await token(seen)).status).toBe(401);
    const thief = new ProofKey();
    const url = `${base}/auth/token`;
    const first = await token(seen, { dpop: thief.prove({ method: 'POST', url, now: new Date() }) });
    const nonce = first.headers.get('dpop-nonce')!;
    expect((await token(seen, { dpop: thief.prove({ method: 'POST', url, nonce, now: new Date() }) })).status).toBe(
      401,
    );
  });
});

describe('a server of somebody else that knows no DPoP', () => {
  it('is called with the plain token it gives', async () => {
    const { privateJwk } = await newKeyPair();
    const app = express();
    app.post('/auth/token', (_req, res) => {
      res.json({ access_token: 'plain', token_type: 'bearer', expires_in: 300 });
    });
    app.get('/fhir', (req, res) => void res.json({ sent: req.get('authorization'), proof: req.get('dpop') ?? null }));
    const other = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const identity = { deviceId: 'hub', audience: `${url}/auth/token`, privateJwk: { ...privateJwk } };
    const client = new DeviceClient(url, identity);
    expect(await (await client.fetch('/fhir')).json()).toEqual({ sent: 'Bearer plain', proof: null });
    other.closeAllConnections();
    other.close();
  });
});
