import {
  createPublicKey,
  generateKeyPair,
  generateKeyPairSync,
  hash,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';

/**
 * A DPoP proof (RFC 9449): with each request a device signs what it asks for,
 * so that a token someone overheard is worth nothing without the key, and a
 * request cannot be sent again, elsewhere or with another body.
 *
 * A device begins with ES256, whose key is made at once and which every DPoP
 * server knows. One that runs for a while goes on with RS256: its key takes a
 * small computer seconds to make, and a hub, which verifies the proofs of all
 * its kiosks, a third of the time to verify (30 µs instead of 95).
 * The key lives in memory only, until the device ends at the latest.
 */
type Algorithm = 'ES256' | 'RS256';

/** Enough until 2030 (NIST SP 800-57), for a key that lives for days. */
const RSA_BITS = 2048;

/** What a proof speaks for. */
export interface ProofOf {
  method: string;
  /** Where the request goes; query and fragment do not count (RFC 9449 §4.2). */
  url: string;
  /** The access token it goes with; none when one is asked for. */
  token?: string | undefined;
  /** The server's newest nonce; none before it gave one. */
  nonce?: string | undefined;
  body?: Uint8Array | undefined;
  /** By the server's clock, as well as we know it. */
  now: Date;
}

export class ProofKey {
  readonly #key: KeyObject;
  readonly #header: string;
  /** RFC 7638: the name under which a server binds tokens to this key. */
  readonly thumbprint: string;
  readonly algorithm: Algorithm;

  constructor({ privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })) {
    const jwk = publicJwk.parse(publicKey.export({ format: 'jwk' }));
    this.#key = privateKey;
    this.algorithm = algorithmOf(jwk);
    this.#header = encode({ typ: 'dpop+jwt', alg: this.algorithm, jwk });
    this.thumbprint = thumbprintOf(jwk);
  }

  /** A key that is dear to make and cheap to verify; made on another thread. */
  static async cheapToVerify(): Promise<ProofKey> {
    return new ProofKey(await promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS }));
  }

  prove({ method, url, token, nonce, body, now }: ProofOf): string {
    const claims = {
      jti: randomBytes(16).toString('base64url'),
      htm: method,
      htu: withoutQuery(url),
      iat: Math.floor(now.getTime() / 1000),
      ...(token !== undefined && { ath: sha256(token) }),
      ...(nonce !== undefined && { nonce }),
      // RFC 9449 leaves the body out and allows claims of one's own: ours are the bytes as they travel.
      ...(body && { body_sha256: sha256(body) }),
    };
    const signed = `${this.#header}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), asSigned(this.#key));
    return `${signed}.${signature.toString('base64url')}`;
  }
}

// RFC 9449 §4.3 (7): a proof that carries a private key is no proof.
const noPrivateKey = { d: z.undefined().optional() };
const publicJwk = z.discriminatedUnion('kty', [
  z.object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().length(43),
    y: z.string().length(43),
    ...noPrivateKey,
  }),
  z.object({
    kty: z.literal('RSA'),
    // The usual exponent: with a large one a stranger could make us work for long.
    e: z.literal('AQAB'),
    n: z.string().length(Math.ceil((RSA_BITS / 8) * (4 / 3))),
    ...noPrivateKey,
  }),
]);
type PublicJwk = z.infer<typeof publicJwk>;

const header = z
  .object({
    typ: z.literal('dpop+jwt'),
    alg: z.string(),
    jwk: publicJwk,
    crit: z.undefined().optional(),
  })
  .refine(({ alg, jwk }) => alg === algorithmOf(jwk));
const claims = z.object({
  jti: z.string().min(8).max(100),
  htm: z.string(),
  htu: z.string().max(2000),
  iat: z.number(),
  ath: z.string().optional(),
  nonce: z.string().optional(),
  body_sha256: z.string().optional(),
});
export type ProofClaims = z.infer<typeof claims>;

/** A proof whose signature has been checked; what it claims has not. */
export interface ReadProof {
  thumbprint: string;
  claims: ProofClaims;
}

/** Longer than any proof of ours; keeps strangers from making us decode a book. */
const LONGEST = 4_000;
/** Devices of one parent are few; each has one key at a time. */
const MOST_KEYS = 500;

/** Reads proofs, and keeps the keys it met: importing one costs as much as verifying with it. */
export class ProofReader {
  readonly #keys = new Map<string, { key: KeyObject; thumbprint: string }>();

  /** @returns undefined for anything but a proof with a good signature */
  read(proof: string): ReadProof | undefined {
    const [head, payload, signature, more] = proof.length > LONGEST ? [] : proof.split('.');
    if (!head || !payload || !signature || more !== undefined) return undefined;
    const read = claims.safeParse(decode(payload));
    const known = read.success ? (this.#keys.get(head) ?? importKey(head)) : undefined;
    if (!read.success || !known) return undefined;
    // Here and not on another thread: waking one costs more than verifying what most proofs are signed with.
    const signed = Buffer.from(proof.slice(0, head.length + 1 + payload.length), 'latin1');
    if (!verify('sha256', signed, asSigned(known.key), Buffer.from(signature, 'base64url'))) return undefined;
    // Put last, so that the longest unused goes first when there are too many.
    this.#keys.delete(head);
    this.#keys.set(head, known);
    if (this.#keys.size > MOST_KEYS) this.#keys.delete(this.#keys.keys().next().value!);
    return { thumbprint: known.thumbprint, claims: read.data };
  }
}

function importKey(head: string): { key: KeyObject; thumbprint: string } | undefined {
  const read = header.safeParse(decode(head));
  if (!read.success) return undefined;
  const { d: _, ...jwk } = read.data.jwk;
  try {
    return { key: createPublicKey({ key: jwk, format: 'jwk' }), thumbprint: thumbprintOf(jwk) };
  } catch {
    // Not a point of the curve.
    return undefined;
  }
}

/** As the claim `htu` has it: without query and fragment. */
export function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'base64url');
}

/** RFC 7638 §3: the required members in lexicographic order, without white space. */
function thumbprintOf(jwk: PublicJwk): string {
  const { kty } = jwk;
  return sha256(JSON.stringify(kty === 'EC' ? { crv: jwk.crv, kty, x: jwk.x, y: jwk.y } : { e: jwk.e, kty, n: jwk.n }));
}

function algorithmOf({ kty }: PublicJwk): Algorithm {
  return kty === 'EC' ? 'ES256' : 'RS256';
}

/** JOSE wants the two numbers of an ECDSA signature side by side (RFC 7518 §3.4); RSA has one and no choice. */
function asSigned(key: KeyObject) {
  return { key, dsaEncoding: 'ieee-p1363' } as const;
}

function encode(json: object): string {
  return Buffer.from(JSON.stringify(json)).toString('base64url');
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
