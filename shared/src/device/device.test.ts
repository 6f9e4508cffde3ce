import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeviceStore, deviceAccess, requireDevice } from '../http/device-access.ts';
import { notFound, problemHandler } from '../http/problem.ts';
import { DeviceClient, pairDevice } from './client.ts';
import { type JWK, newKeyPair, signAssertion } from './identity.ts';
import { newPairingCode, tokenHash } from './secrets.ts';

/** A parent that keeps its devices in memory. */
function memoryStore() {
  const codes = new Map<string, Date>();
  const keys = new Map<string, JWK>();
  const tokens = new Map<string, { device: string; expiresAt: Date }>();
  const seen = new Set<string>();
  const store: DeviceStore = {
    redeemCode: async (hash, key, _name, now) => {
      const expires = codes.get(hash);
      codes.delete(hash);
      if (!expires || expires < now) return undefined;
      const id = `device-${keys.size + 1}`;
      keys.set(id, key);
      return id;
    },
    deviceKey: async (id) => keys.get(id),
    rememberAssertion: async (jti) => !seen.has(jti) && Boolean(seen.add(jti)),
    saveToken: async (hash, device, expiresAt) => void tokens.set(hash, { device, expiresAt }),
    tokenDevice: async (hash, now) => {
      const token = tokens.get(hash);
      return token && token.expiresAt > now && keys.has(token.device) ? token.device : undefined;
    },
  };
  return { store, codes, keys, tokens };
}

describe('a device', () => {
  let server: Server;
  let base: string;
  let parent: ReturnType<typeof memoryStore>;
  let asked: number;
  beforeEach(async () => {
    parent = memoryStore();
    asked = 0;
    const app = express();
    const count: express.RequestHandler = (_req, _res, next) => {
      asked++;
      next();
    };
    app.use('/auth/token', count);
    // It calls itself by another name than devices reach it by, as behind a proxy.
    app.use(deviceAccess(parent.store, () => 'https://hub.example'));
    app.get('/hello', requireDevice(parent.store), (_req, res) => void res.json({ hello: 'device' }));
    app.use(
      notFound,
      problemHandler(() => {}),
    );
    server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const code = (minutes: number) => {
    const fresh = newPairingCode();
    parent.codes.set(tokenHash(fresh), new Date(Date.now() + minutes * 60_000));
    return fresh;
  };
  const token = (assertion: string) =>
    fetch(`${base}/auth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }),
    });

  it('pairs with a code, whatever address it reaches its parent by, and then has access', async () => {
    const client = new DeviceClient(base, await pairDevice(base, code(10), 'Front door'));
    expect(await (await client.fetch('/hello')).json()).toEqual({ hello: 'device' });
  });
  it('cannot pair with a code that was used, is too old or was never given', async () => {
    const used = code(10);
    await pairDevice(base, used, 'first');
    for (const wrong of [used, code(-1), 'AAAA-AAAA']) {
      await expect(pairDevice(base, wrong, 'second')).rejects.toThrow('not known, has been used or is older');
    }
  });
  it('buys one token for requests that come together, and a new one when it is refused', async () => {
    const client = new DeviceClient(base, await pairDevice(base, code(10), 'Front door'));
    await Promise.all([client.fetch('/hello'), client.fetch('/hello'), client.fetch('/hello')]);
    expect(asked).toBe(1);
    parent.tokens.clear();
    expect((await client.fetch('/hello')).status).toBe(200);
    expect(asked).toBe(2);
  });
  it('gets no token for an assertion sent twice, made for another server, or signed with another key', async () => {
    const identity = await pairDevice(base, code(10), 'Front door');
    const assertion = await signAssertion(identity);
    expect((await token(assertion)).status).toBe(200);
    expect((await token(assertion)).status).toBe(401);
    const elsewhere = await signAssertion({ ...identity, audience: 'https://other.example/auth/token' });
    expect((await token(elsewhere)).status).toBe(401);
    const { privateJwk } = await newKeyPair();
    expect((await token(await signAssertion({ ...identity, privateJwk: { ...privateJwk } }))).status).toBe(401);
    expect((await token('not a JWT')).status).toBe(401);
  });
  it('that was revoked loses the token it holds and gets no other', async () => {
    const client = new DeviceClient(base, await pairDevice(base, code(10), 'Front door'));
    await client.fetch('/hello');
    parent.keys.clear();
    await expect(client.fetch('/hello')).rejects.toThrow('no token');
  });
});
