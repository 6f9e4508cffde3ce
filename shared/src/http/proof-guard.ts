import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';
import { ProofReader, type ReadProof, sha256, withoutQuery } from '../device/proof.ts';
import { Nonces, type ProofMemory } from './nonces.ts';

/** Why a proof was not taken, in the words of RFC 9449 §12.2. */
export type ProofFault = 'use_dpop_nonce' | 'invalid_dpop_proof';

/** A request as Express knows it, or as Node alone does. */
export type Asked = IncomingMessage & Partial<Pick<Request, 'protocol' | 'host' | 'originalUrl'>>;

type Checked = ReadProof | ProofFault;

/** Checks the proofs that devices send with each request (RFC 9449 §4.3). */
export class ProofGuard {
  readonly #reader = new ProofReader();
  readonly #nonces: ProofMemory;
  readonly #publicUrl: () => string | undefined;

  /** @param publicUrl our address by our own account; a function, because a free port is known only once we listen */
  constructor(publicUrl: () => string | undefined = () => undefined, nonces: ProofMemory = new Nonces()) {
    this.#publicUrl = publicUrl;
    this.#nonces = nonces;
  }

  /** For the header `DPoP-Nonce` of an answer. */
  nonce(): string {
    return this.#nonces.current();
  }

  /**
   * All that can be checked before the body is here. A proof is used up by it:
   * if it were later, a copy sent meanwhile with a slow body could outlast our
   * memory of the first.
   * @param tokenHash SHA-256 of the token it goes with
   */
  check(req: Asked, tokenHash?: string): Checked | Promise<Checked> {
    const proof = this.#reader.read(headerOf(req, 'dpop') ?? '');
    if (!proof) return 'invalid_dpop_proof';
    const { htm, htu, ath, nonce } = proof.claims;
    if (htm !== req.method || !this.isOurs(htu, req)) return 'invalid_dpop_proof';
    if (ath !== tokenHash) return 'invalid_dpop_proof';
    if (nonce === undefined || !this.#nonces.isFresh(nonce)) return 'use_dpop_nonce';
    const verdict = (first: boolean): Checked => (first ? proof : 'invalid_dpop_proof');
    const used = this.#nonces.use(proof.claims.jti);
    // At once where one process remembers by itself: a kiosk's tap waits for it.
    return typeof used === 'boolean' ? verdict(used) : used.then(verdict);
  }

  /** Whether a proof was made for this body. */
  speaksFor({ claims }: ReadProof, body: Uint8Array): boolean {
    return claims.body_sha256 === (body.length > 0 ? sha256(body) : undefined);
  }

  /**
   * Whether an address is that of this request: by the name it was sent to, or
   * by our public one, as a proxy may pass requests on under another name.
   */
  isOurs(address: string, req: Asked): boolean {
    const path = req.originalUrl ?? req.url!;
    const bases = this.addresses(req);
    // As nearly every proof has it; taking addresses apart is dear.
    if (!path.includes('?') && bases.some((base) => address === base + path)) return true;
    try {
      const asked = withoutQuery(address);
      return bases.some((base) => asked === withoutQuery(new URL(path, base).href));
    } catch {
      return false;
    }
  }

  addresses(req: Asked): string[] {
    const protocol = req.protocol ?? ('encrypted' in req.socket ? 'https' : 'http');
    const asked = `${protocol}://${req.host ?? req.headers.host}`;
    const known = this.#publicUrl();
    return known === undefined ? [asked] : [known, asked];
  }
}

/** A header that a request carries once. */
export function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
