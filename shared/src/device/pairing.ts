import { createHmac, timingSafeEqual } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { z } from 'zod';
import { type DeviceIdentity, newKeyPair } from './identity.ts';
import { pinAt, pinnedFetch } from './pin.ts';
import { pairingKey } from './secrets.ts';

/**
 * Pairing: two that share nothing but a code a person carried from one to the
 * other. The code itself never travels. Each side proves that it knows it, over
 * what it believes: the device over its own public key and the TLS key it sees,
 * the parent over the TLS key it has and the answer it gives. Whoever stands
 * between shows another TLS key and cannot make either proof; and guessing the
 * code from a proof costs one scrypt for each try, within the seconds the
 * device waits. So the code stays short, and no fingerprint need be typed.
 */
export interface PairingClaims {
  /** The parent's TLS key as the device sees it; empty when there is none or the machine trusts it anyway. */
  pin: string;
  name: string;
  publicJwk: JWK;
}

/** The device's proof that it knows the code. */
export function deviceProof(key: string, { pin, name, publicJwk }: PairingClaims, thumbprint: string): string {
  return mac(key, ['device', pin, name, publicJwk.crv ?? '', thumbprint]);
}

/** The parent's proof, with its answer. */
export function parentProof(key: string, pin: string, answer: PairingAnswer, thumbprint: string): string {
  return mac(key, ['parent', pin, answer.deviceId, answer.audience, thumbprint]);
}

export function sameProof(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function mac(key: string, said: string[]): string {
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(JSON.stringify(said)).digest('base64url');
}

interface PairingAnswer {
  deviceId: string;
  audience: string;
}
const pairingAnswer = z.object({ deviceId: z.string(), audience: z.url(), proof: z.string() });
const ANSWER_MS = 15_000;

/**
 * Trades a single-use pairing code, shown to staff, for an identity of our own.
 * @throws Error with the other side's own sentence when the code is wrong or used up
 */
export async function pairWith(url: URL, code: string, name: string): Promise<DeviceIdentity> {
  const keys = await newKeyPair();
  const thumbprint = await calculateJwkThumbprint(keys.publicJwk);
  const pin = await pinAt(url.href).catch((error: unknown) => away(url, error));
  const key = pairingKey(code);
  const said = { pin: pin ?? '', name, publicJwk: keys.publicJwk };
  const answer = await (pin === undefined ? fetch : pinnedFetch(pin))(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, publicJwk: keys.publicJwk, proof: deviceProof(key, said, thumbprint) }),
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((error: unknown) => away(url, error));
  const body = (await answer.json().catch(() => ({}))) as { detail?: string };
  if (!answer.ok) {
    const why = body.detail ?? `Pairing was refused with status ${answer.status}.`;
    // It proves its TLS key with the code; where a proxy ends TLS, it cannot.
    throw new Error(pin === undefined ? why : `${why} (Nor does this machine trust its certificate.)`);
  }
  const { deviceId, audience, proof } = pairingAnswer.parse(body);
  if (!sameProof(proof, parentProof(key, said.pin, { deviceId, audience }, thumbprint))) {
    throw new Error(`What answers at ${url.origin} does not know this pairing code. Nothing was paired.`);
  }
  return { deviceId, audience, privateJwk: { ...keys.privateJwk }, ...(pin !== undefined && { pin }) };
}

function away(url: URL, error: unknown): never {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof Error ? cause.message : String(cause);
  const scheme = url.protocol.slice(0, -1);
  throw new Error(
    `Nothing was paired: ${url.origin} does not answer (${why}). Does it run, and is its address ${scheme}?`,
  );
}
