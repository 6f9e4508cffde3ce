export type { JWK } from 'jose';

import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { newId } from '../ids.ts';

/**
 * A device (kiosk or hub) proves who it is as SMART Backend Services does: a
 * short JWT signed with its own key buys a short-lived token. No secret is
 * shared, and revoking the device's public key ends its access.
 */
export const deviceIdentity = z.object({
  deviceId: z.string(),
  /** Where the parent wants our assertions addressed to, whatever address we reach it by. */
  audience: z.url(),
  privateJwk: z.record(z.string(), z.unknown()),
  /** The parent's TLS key, when nobody else vouches for it (`pin.ts`). */
  pin: z.string().optional(),
});
export type DeviceIdentity = z.infer<typeof deviceIdentity>;

/** ES384 is one of the two algorithms SMART Backend Services requires. */
const ALGORITHM = 'ES384';
const LIFETIME_S = 240;

export const publicJwk = z.looseObject({
  kty: z.literal('EC'),
  crv: z.literal('P-384'),
  x: z.string().min(1),
  y: z.string().min(1),
});

/** A new key pair; the private half stays in the device's own data folder. */
export async function newKeyPair(): Promise<{ privateJwk: JWK; publicJwk: JWK }> {
  const pair = await generateKeyPair(ALGORITHM, { extractable: true });
  const [privateJwk, publicKey] = await Promise.all([exportJWK(pair.privateKey), exportJWK(pair.publicKey)]);
  return { privateJwk, publicJwk: { ...publicKey, kid: await calculateJwkThumbprint(publicKey) } };
}

/**
 * The client assertion for a token request (SMART App Launch 2.2, client-confidential-asymmetric).
 * @param proofKey thumbprint of the key that may use the token: so the assertion
 *   is worth nothing to whoever sees it on its way
 * @param now by the parent's clock, as well as we know it
 */
export async function signAssertion(
  { deviceId, audience, privateJwk }: DeviceIdentity,
  proofKey?: string,
  now: Date = new Date(),
): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT(proofKey === undefined ? {} : { cnf: { jkt: proofKey } })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setIssuer(deviceId)
    .setSubject(deviceId)
    .setAudience(audience)
    .setJti(newId())
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + LIFETIME_S)
    .sign(await importJWK(privateJwk as JWK, ALGORITHM));
}

export interface Assertion {
  /** With its expiry: so that the caller can refuse a replay. */
  jti: string;
  expiresAt: Date;
  /** Thumbprint of the only key that may use the token. */
  proofKey: string | undefined;
}

const confirmation = z.object({ jkt: z.string() }).optional().catch(undefined);

/**
 * Checks an assertion against the public key on file.
 * @throws jose's errors when signature, audience or time is wrong
 */
export async function verifyAssertion(
  jwt: string,
  deviceId: string,
  key: JWK,
  audience: string[],
  now: Date,
): Promise<Assertion> {
  const { payload } = await jwtVerify(jwt, await importJWK(key, ALGORITHM), {
    algorithms: [ALGORITHM],
    issuer: deviceId,
    subject: deviceId,
    audience,
    currentDate: now,
    // A device knows our clock from our answers; another program's may be minutes out. It is single-use all the same.
    clockTolerance: 300,
    requiredClaims: ['jti', 'exp'],
  });
  return {
    jti: String(payload.jti),
    expiresAt: new Date((payload.exp ?? 0) * 1000),
    proofKey: confirmation.parse(payload.cnf)?.jkt,
  };
}
