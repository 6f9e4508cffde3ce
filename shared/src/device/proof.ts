import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
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
 * ES256, because it is the cheapest to verify and every DPoP server knows it.
 * The key lives in memory only, from one start of the device to the next.
 */
const ALGORITHM = 'ES256';

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

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
    this.#key = privateKey;
    this.#header = encode({ typ: 'dpop+jwt', alg: ALGORITHM, jwk: { kty, crv, x, y } });
    this.thumbprint = thumbprintOf({ crv: 'P-256', x: x!, y: y! });
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
    const signature = sign('sha256', Buffer.from(signed), { key: this.#key, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  }
}

const jwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().length(43),
  y: z.string().length(43),
  // RFC 9449 §4.3 (7): a proof that carries a private key is no proof.
  d: z.undefined().optional(),
});
const header = z.object({ typ: z.literal('dpop+jwt'), alg: z.literal(ALGORITHM), jwk, crit: z.undefined().optional() });
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

  /**
   * On another thread: verifying is the dearest single step of a request, and
   * meanwhile the next one is read.
   * @returns undefined for anything but a proof with a good signature
   */
  async read(proof: string): Promise<ReadProof | undefined> {
    const [head, payload, signature, more] = proof.length > LONGEST ? [] : proof.split('.');
    if (!head || !payload || !signature || more !== undefined) return undefined;
    const read = claims.safeParse(decode(payload));
    const known = read.success ? (this.#keys.get(head) ?? importKey(head)) : undefined;
    if (!read.success || !known) return undefined;
    const key = { key: known.key, dsaEncoding: 'ieee-p1363' } as const;
    const signed = Buffer.from(`${head}.${payload}`);
    if (!(await verified('sha256', signed, key, Buffer.from(signature, 'base64url')))) return undefined;
    // Put last, so that the longest unused goes first when there are too many.
    this.#keys.delete(head);
    this.#keys.set(head, known);
    if (this.#keys.size > MOST_KEYS) this.#keys.delete(this.#keys.keys().next().value!);
    return { thumbprint: known.thumbprint, claims: read.data };
  }
}

const verified = promisify(verify);

function importKey(head: string): { key: KeyObject; thumbprint: string } | undefined {
  const read = header.safeParse(decode(head));
  if (!read.success) return undefined;
  const { kty, crv, x, y } = read.data.jwk;
  try {
    const key = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
    return { key, thumbprint: thumbprintOf({ crv, x, y }) };
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
  return createHash('sha256').update(data).digest('base64url');
}

/** RFC 7638 §3: the required members in lexicographic order, without white space. */
function thumbprintOf({ crv, x, y }: { crv: string; x: string; y: string }): string {
  return sha256(JSON.stringify({ crv, kty: 'EC', x, y }));
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
