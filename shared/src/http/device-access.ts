import express, { type Request, type RequestHandler, Router } from 'express';
import type { JWK } from 'jose';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { devicePaths } from '../device/client.ts';
import { publicJwk, verifyAssertion } from '../device/identity.ts';
import { newToken, tokenHash } from '../device/secrets.ts';
import { Problem, parse } from './problem.ts';

/** What the parent (hub for kiosks, central for hubs) keeps of its devices. */
export interface DeviceStore {
  /** Uses a pairing code up and puts the key on file, at once or not at all; the device's id, or undefined. */
  redeemCode(codeHash: string, key: JWK, name: string, now: Date): Promise<string | undefined>;
  /** The public key of a device that is not revoked. */
  deviceKey(deviceId: string): Promise<JWK | undefined>;
  /** Remembers an assertion's id; false when it was seen before. */
  rememberAssertion(jti: string, expiresAt: Date): Promise<boolean>;
  saveToken(tokenHash: string, deviceId: string, expiresAt: Date): Promise<void>;
  /** The unrevoked device whose unexpired token this is. */
  tokenDevice(tokenHash: string, now: Date): Promise<string | undefined>;
}

const pairing = z.object({ code: z.string().max(20), name: z.string().min(1).max(100), publicJwk });
const tokenRequest = z.object({
  grant_type: z.literal('client_credentials'),
  client_assertion_type: z.literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
  client_assertion: z.string().max(4000),
});
const TOKEN_S = 300;

/**
 * `POST /devices/pair` and `POST /auth/token`.
 * @param publicUrl our address as devices' assertions must name it: one made for
 *   another server is worth nothing here. They are told it when they pair. A function, because
 *   a free port is known only once the server listens.
 */
export function deviceAccess(store: DeviceStore, publicUrl: () => string, now: () => Date = () => new Date()): Router {
  const router = Router();
  const audience = () => new URL(devicePaths.token, publicUrl()).href;

  router.post(devicePaths.pair, express.json({ limit: '8kb' }), async (req, res) => {
    const { code, name, publicJwk: key } = parse(pairing, req.body);
    const deviceId = await store.redeemCode(tokenHash(code.trim().toUpperCase()), key as JWK, name, now());
    if (!deviceId) {
      throw new Problem(
        403,
        'Pairing refused',
        'This pairing code is not known, has been used or is older than ten minutes.',
      );
    }
    res.status(201).json({ deviceId, audience: audience() });
  });

  router.post(devicePaths.token, express.urlencoded({ extended: false, limit: '8kb' }), async (req, res) => {
    const { client_assertion } = parse(tokenRequest, req.body ?? {});
    const deviceId = await verifiedDevice(store, client_assertion, audience());
    if (!deviceId) return void res.status(401).json({ error: 'invalid_client' });
    const token = newToken();
    await store.saveToken(tokenHash(token), deviceId, new Date(now().getTime() + TOKEN_S * 1000));
    res.set('cache-control', 'no-store');
    res.json({ access_token: token, token_type: 'bearer', expires_in: TOKEN_S, scope: 'system/*.cruds' });
  });
  return router;
}

async function verifiedDevice(store: DeviceStore, jwt: string, audience: string): Promise<string | undefined> {
  try {
    // Not verified yet: it may claim to be anything, even no text at all.
    const deviceId: unknown = decodeJwt(jwt).iss;
    if (typeof deviceId !== 'string') return undefined;
    const key = await store.deviceKey(deviceId);
    if (!key) return undefined;
    const { jti, expiresAt } = await verifyAssertion(jwt, deviceId, key, audience);
    return (await store.rememberAssertion(jti, expiresAt)) ? deviceId : undefined;
  } catch (error) {
    // jose's errors mean a bad assertion; anything else is ours and must be heard of.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_J')) return undefined;
    throw error;
  }
}

/** Lets a device with a valid bearer token through. */
export function requireDevice(store: Pick<DeviceStore, 'tokenDevice'>, now = () => new Date()): RequestHandler {
  return async (req, _res, next) => {
    const token = /^Bearer (\S+)$/i.exec(req.get('authorization') ?? '')?.[1];
    const device = token && (await store.tokenDevice(tokenHash(token), now()));
    if (!device) throw new Problem(401, 'Not signed in', 'A valid access token is needed.');
    deviceByRequest.set(req, device);
    next();
  };
}

const deviceByRequest = new WeakMap<Request, string>();

/** The id of the device `requireDevice` let through. */
export function deviceOf(req: Request): string {
  const device = deviceByRequest.get(req);
  if (!device) throw new Error('requireDevice has not run for this request');
  return device;
}
