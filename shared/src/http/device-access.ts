import type { ServerResponse } from 'node:http';
import express, { type Request, type RequestHandler, Router } from 'express';
import type { JWK } from 'jose';
import { calculateJwkThumbprint, decodeJwt } from 'jose';
import { z } from 'zod';
import { devicePaths } from '../device/client.ts';
import { type Assertion, publicJwk, verifyAssertion } from '../device/identity.ts';
import { deviceProof, parentProof, sameProof } from '../device/pairing.ts';
import { newToken, tokenHash } from '../device/secrets.ts';
import { Problem, parse } from './problem.ts';
import { type Asked, type ProofFault, ProofGuard } from './proof-guard.ts';
import { parseJsonBody, readBytes } from './read-body.ts';

/** What the parent (hub for kiosks, central for hubs) keeps of its devices. */
export interface DeviceStore {
  /** The keys (`pairingKey`) of all codes that may still be used. */
  openCodes(now: Date): Promise<string[]>;
  /** Uses a pairing code up and puts the key on file, at once or not at all; the device's id, or undefined. */
  redeemCode(codeKey: string, key: JWK, name: string, now: Date): Promise<string | undefined>;
  /** The public key of a device that is not revoked. */
  deviceKey(deviceId: string): Promise<JWK | undefined>;
  /** Programs that are neither hub nor kiosk may use tokens without proofs, as SMART Backend Services do. */
  mayUseBearer(deviceId: string): Promise<boolean>;
  /** Remembers an assertion's id; false when it was seen before. */
  rememberAssertion(jti: string, expiresAt: Date): Promise<boolean>;
  /** @param proofKey thumbprint of the key without which the token is worth nothing */
  saveToken(tokenHash: string, deviceId: string, expiresAt: Date, proofKey?: string): Promise<void>;
  /** The unrevoked device whose unexpired token this is, and the key that must come with it. */
  tokenDevice(tokenHash: string, now: Date): Promise<{ deviceId: string; proofKey: string | null } | undefined>;
}

const pairing = z.object({ name: z.string().min(1).max(100), publicJwk, proof: z.string().max(100) });
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
 * @param pin of our own TLS key, where we end TLS ourselves
 */
export function deviceAccess(
  store: DeviceStore,
  publicUrl: () => string,
  proofs: ProofGuard = new ProofGuard(publicUrl),
  now: () => Date = () => new Date(),
  pin?: string,
): Router {
  const router = Router();
  const tokenUrl = (base: string) => new URL(devicePaths.token, base).href;

  router.post(devicePaths.pair, express.json({ limit: '8kb' }), async (req, res) => {
    const { name, publicJwk: key, proof } = parse(pairing, req.body);
    const thumbprint = await calculateJwkThumbprint(key as JWK);
    const believed = ['', ...(pin === undefined ? [] : [pin])].map((pin) => ({ pin, name, publicJwk: key as JWK }));
    for (const code of await store.openCodes(now())) {
      const claims = believed.find((claims) => sameProof(proof, deviceProof(code, claims, thumbprint)));
      const deviceId = claims && (await store.redeemCode(code, key as JWK, name, now()));
      if (!deviceId) continue;
      const answer = { deviceId, audience: tokenUrl(publicUrl()) };
      res.status(201).json({ ...answer, proof: parentProof(code, claims.pin, answer, thumbprint) });
      return;
    }
    throw new Problem(
      403,
      'Pairing refused',
      'This pairing code is not known, has been used or is older than ten minutes.',
    );
  });

  router.post(devicePaths.token, express.urlencoded({ extended: false, limit: '8kb' }), async (req, res) => {
    const { client_assertion } = parse(tokenRequest, req.body ?? {});
    const refuse = (status: number, error: string) => void res.status(status).json({ error });
    res.set({ 'cache-control': 'no-store', 'dpop-nonce': proofs.nonce() });
    const proof = req.get('dpop') === undefined ? undefined : await proofs.check(req);
    if (typeof proof === 'string') return refuse(400, proof);
    const asking = await verified(store, client_assertion, tokenUrl(publicUrl()), now(), {
      proofKey: proof?.thumbprint,
      audience: proofs.addresses(req).map(tokenUrl),
    });
    if (!asking) return refuse(401, 'invalid_client');
    const { deviceId, assertion } = asking;
    const bound = proof !== undefined && assertion.proofKey !== undefined;
    if (!bound && !(await store.mayUseBearer(deviceId))) return refuse(400, 'invalid_dpop_proof');
    if (!(await store.rememberAssertion(assertion.jti, assertion.expiresAt))) return refuse(401, 'invalid_client');
    const token = newToken();
    const expires = new Date(now().getTime() + TOKEN_S * 1000);
    await store.saveToken(tokenHash(token), deviceId, expires, proof?.thumbprint);
    const token_type = proof ? 'DPoP' : 'bearer';
    res.json({ access_token: token, token_type, expires_in: TOKEN_S, scope: 'system/*.cruds' });
  });
  return router;
}

/**
 * @param bound an assertion that names the key of the proof it came with is
 *   worth nothing at another server, so it may call us by any name we answer to
 */
async function verified(
  store: DeviceStore,
  jwt: string,
  audience: string,
  now: Date,
  bound: { proofKey: string | undefined; audience: string[] },
): Promise<{ deviceId: string; assertion: Assertion } | undefined> {
  try {
    // Not verified yet: it may claim to be anything, even no text at all.
    const { iss: deviceId, cnf } = decodeJwt(jwt) as Record<string, unknown>;
    if (typeof deviceId !== 'string') return undefined;
    const key = await store.deviceKey(deviceId);
    if (!key) return undefined;
    const names = cnf === undefined ? [audience] : bound.audience;
    const assertion = await verifyAssertion(jwt, deviceId, key, names, now);
    const named = cnf === undefined || (bound.proofKey !== undefined && assertion.proofKey === bound.proofKey);
    return named ? { deviceId, assertion } : undefined;
  } catch (error) {
    // jose's errors mean a bad assertion; anything else is ours and must be heard of.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_J')) return undefined;
    throw error;
  }
}

const LARGEST_BODY = 1_000_000;

/** Which device asks, and what it sent. */
export interface DeviceRequest {
  deviceId: string;
  bytes: Buffer;
}

interface GuardOptions {
  proofs?: ProofGuard;
  /** Largest body. */
  limit?: number;
  /** Bodies may be forms too; they are given on as URLSearchParams. */
  forms?: boolean;
}

/**
 * Lets only a device with a valid token through, and reads what it sends: what
 * a proof speaks for is the bytes, so nobody may look at them before.
 */
export function deviceGuard(
  store: Pick<DeviceStore, 'tokenDevice'>,
  { proofs = new ProofGuard(), limit = LARGEST_BODY }: GuardOptions = {},
  now = () => new Date(),
) {
  /** @throws Problem 401 */
  return async (req: Asked, res: ServerResponse): Promise<DeviceRequest> => {
    const [, scheme, token] = /^(Bearer|DPoP) (\S+)$/i.exec(req.headers.authorization ?? '') ?? [];
    const hash = token && tokenHash(token);
    const found = hash && (await store.tokenDevice(hash, now()));
    const proven = scheme?.toLowerCase() === 'dpop';
    if (proven) res.setHeader('dpop-nonce', proofs.nonce());
    if (!found || proven !== (found.proofKey !== null)) throw notSignedIn(res, 'invalid_token');

    const proof = proven ? await proofs.check(req, hash) : undefined;
    if (typeof proof === 'string') throw notSignedIn(res, proof);
    if (proof && proof.thumbprint !== found.proofKey) throw notSignedIn(res, 'invalid_token');
    const bytes = await readBytes(req, limit);
    if (proof && !proofs.speaksFor(proof, bytes)) throw notSignedIn(res, 'invalid_dpop_proof');
    return { deviceId: found.deviceId, bytes };
  };
}

/** The same in Express, for JSON. */
export function requireDevice(
  store: Pick<DeviceStore, 'tokenDevice'>,
  options: GuardOptions = {},
  now = () => new Date(),
): RequestHandler {
  const guard = deviceGuard(store, options, now);
  return async (req, res, next) => {
    const { deviceId, bytes } = await guard(req, res);
    const form = options.forms && req.is('application/x-www-form-urlencoded');
    req.body = form
      ? new URLSearchParams(bytes.toString('utf8'))
      : await parseJsonBody(req, bytes, options.limit ?? LARGEST_BODY);
    deviceByRequest.set(req, deviceId);
    next();
  };
}

const words: Record<ProofFault | 'invalid_token', string> = {
  invalid_token: 'A valid access token is needed.',
  use_dpop_nonce: 'The proof must carry the newest DPoP-Nonce.',
  invalid_dpop_proof: 'The proof is not for this request, or was used before.',
};

function notSignedIn(res: ServerResponse, error: keyof typeof words): Problem {
  res.setHeader('www-authenticate', `DPoP error="${error}", algs="ES256 RS256"`);
  return new Problem(401, 'Not signed in', words[error]);
}

const deviceByRequest = new WeakMap<Request, string>();

/** The id of the device `requireDevice` let through. */
export function deviceOf(req: Request): string {
  const device = deviceByRequest.get(req);
  if (!device) throw new Error('requireDevice has not run for this request');
  return device;
}
