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
});
export type DeviceIdentity = z.infer<typeof deviceIdentity>;

/** ES384 is one of the two algorithms SMART Backend Services requires. */
const ALGORITHM = 'ES384';
const LIFETIME_S = 240;

export const publicJwk = z.looseObject({
  kty: z.literal('EC'),
  crv: z.literal('P-384'),
  x: z.string(),
  y: z.string(),
});

/** A new key pair; the private half stays in the device's own data folder. */
export async function newKeyPair(): Promise<{ privateJwk: JWK; publicJwk: JWK }> {
  const pair = await generateKeyPair(ALGORITHM, { extractable: true });
  const [privateJwk, publicKey] = await Promise.all([exportJWK(pair.privateKey), exportJWK(pair.publicKey)]);
  return { privateJwk, publicJwk: { ...publicKey, kid: await calculateJwkThumbprint(publicKey) } };
}

/** The client assertion for a token request (SMART App Launch 2.2, client-confidential-asymmetric). */
export async function signAssertion({ deviceId, audience, privateJwk }: DeviceIdentity): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setIssuer(deviceId)
    .setSubject(deviceId)
    .setAudience(audience)
    .setJti(newId())
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_S} s`)
    .sign(await importJWK(privateJwk as JWK, ALGORITHM));
}

/**
 * Checks an assertion against the public key on file.
 * @returns its id (`jti`) and expiry, so that the caller can refuse a replay
 * @throws jose's errors when signature, audience or time is wrong
 */
export async function verifyAssertion(
  jwt: string,
  deviceId: string,
  key: JWK,
  audience: string,
): Promise<{ jti: string; expiresAt: Date }> {
  const { payload } = await jwtVerify(jwt, await importJWK(key, ALGORITHM), {
    algorithms: [ALGORITHM],
    issuer: deviceId,
    subject: deviceId,
    audience,
    // A village hall's clock may be minutes out; the assertion is single-use all the same.
    clockTolerance: 300,
    requiredClaims: ['jti', 'exp'],
  });
  return { jti: String(payload.jti), expiresAt: new Date((payload.exp ?? 0) * 1000) };
}
