import { z } from 'zod';
import { type DeviceIdentity, signAssertion } from './identity.ts';
import { pairWith } from './pairing.ts';
import { pinnedFetch } from './pin.ts';
import { ProofKey } from './proof.ts';
import { ServerClock } from './server-clock.ts';

/** Where device endpoints live at a hub or central, below its base address. */
export const devicePaths = { pair: '/devices/pair', token: '/auth/token' } as const;

const tokenAnswer = z.object({ access_token: z.string(), token_type: z.string(), expires_in: z.number() });
const tokenRefusal = z.object({ error: z.string() }).catch({ error: '' });

/** The other side does not know our key: revoked, or set up anew. Only pairing again helps. */
export class DeviceRefused extends Error {
  constructor(origin: string) {
    super(
      `${origin} does not accept this device's key: it was taken out of use there, or never paired. ` +
        'Ask for a new pairing code and start again with --pair CODE: nothing recorded here is lost.',
    );
  }
}

/** @see pairWith */
export function pairDevice(baseUrl: string, code: string, name: string): Promise<DeviceIdentity> {
  return pairWith(new URL(devicePaths.pair, baseUrl), code, name);
}

interface Token {
  value: string;
  /** The key it was bought with. */
  key: ProofKey;
  /** Bound to our proof key; a server that knows no DPoP gives a plain one. */
  proven: boolean;
  until: number;
}

/** A request may meet a stale nonce and a token that ended, and then goes through. */
const TRIES = 3;
const TOKEN_MS = 10_000;

/**
 * Calls one hub or central as this device: buys tokens bound to a key that
 * lives as long as we do, and signs each request with it (RFC 9449).
 */
export class DeviceClient {
  readonly baseUrl: string;
  readonly #identity: DeviceIdentity;
  readonly #fetch: typeof fetch;
  /** For the next token. */
  #proofKey = new ProofKey();
  #bought = 0;
  #makingKey: Promise<void> | undefined;
  readonly #clock = new ServerClock();
  /** Names the parent may know itself by: as it told us at pairing, and as we reach it. The last that worked is first. */
  #audiences: string[];
  #nonce: string | undefined;
  #token: Token | undefined;
  #asking: Promise<Token> | undefined;

  constructor(baseUrl: string, identity: DeviceIdentity) {
    this.baseUrl = baseUrl;
    this.#identity = identity;
    this.#fetch = identity.pin === undefined ? fetch : pinnedFetch(identity.pin);
    this.#audiences = [...new Set([identity.audience, new URL(devicePaths.token, baseUrl).href])];
  }

  /** `fetch` as this device; asks again with a new proof or token when the old one is refused. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      // Who waits for us may have less patience than the asking for a token.
      const token = await unlessAborted(this.#currentToken(), init.signal);
      const answer = await this.#send(path, init, token);
      const refusal = answer.headers.get('www-authenticate') ?? '';
      // A 401 that is not about our token is an answer like any other, e.g. to a wrong password.
      const ours = answer.status === 401 && (!token.proven || refusal !== '');
      if (!ours || attempt === TRIES) return answer;
      await answer.body?.cancel();
      const proofOnly = /use_dpop_nonce|invalid_dpop_proof/.test(refusal);
      if (!proofOnly && this.#token === token) this.#token = undefined;
    }
  }

  /** JSON in, JSON out: the common case. */
  post(path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
    const headers = { 'content-type': 'application/json', ...init.headers };
    return this.fetch(path, { ...init, method: 'POST', headers, body: JSON.stringify(body) });
  }

  /**
   * Makes sure that the other side knows us.
   * @throws DeviceRefused when it does not, another Error when it does not answer
   */
  async signIn(): Promise<void> {
    await this.#currentToken();
  }

  async #send(path: string, init: RequestInit, token: Token): Promise<Response> {
    const url = new URL(path, this.baseUrl).href;
    const headers = new Headers(init.headers);
    headers.set('authorization', `${token.proven ? 'DPoP' : 'Bearer'} ${token.value}`);
    if (token.proven) {
      const method = init.method ?? 'GET';
      const body = bytesOf(init.body);
      headers.set('dpop', this.#prove(token.key, { method, url, token: token.value, body }));
    }
    return this.#heard(await this.#fetch(url, { ...init, headers }));
  }

  #prove(key: ProofKey, what: { method: string; url: string; token?: string; body?: Uint8Array | undefined }): string {
    return key.prove({ ...what, nonce: this.#nonce, now: this.#clock.now() });
  }

  #heard(answer: Response): Response {
    this.#nonce = answer.headers.get('dpop-nonce') ?? this.#nonce;
    return answer;
  }

  async #currentToken(): Promise<Token> {
    if (this.#token && this.#token.until > performance.now()) return this.#token;
    // Requests that come together share one asking.
    this.#asking ??= this.#buyToken().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** Our first proof lacks the nonce, and our clock may be decades out: the first refusal tells us both. */
  async #buyToken(): Promise<Token> {
    const origin = new URL(this.baseUrl).origin;
    const key = this.#proofKey;
    // Whoever runs for a while makes it easier for the other side; not at start, when all else is waiting.
    if (this.#bought > 0) this.#makingKey ??= this.#makeBetterKey();
    for (const audience of [...this.#audiences]) {
      for (let attempt = 1; attempt <= TRIES; attempt++) {
        const before = { nonce: this.#nonce, clock: this.#clock.now() };
        const answer = await this.#askToken(audience, key);
        if (answer.ok) {
          this.#audiences = [audience, ...this.#audiences.filter((other) => other !== audience)];
          this.#token = tokenOf(await answer.json(), key);
          this.#bought += 1;
          return this.#token;
        }
        const { error } = tokenRefusal.parse(await answer.json().catch(() => ({})));
        const learnt = this.#nonce !== before.nonce || this.#clock.movedSince(before.clock);
        if (answer.status !== 400 && answer.status !== 401) {
          throw new Error(`no token from ${origin}: status ${answer.status}`);
        }
        if (!learnt && error !== 'use_dpop_nonce') break;
      }
    }
    if (key.algorithm === 'ES256') throw new DeviceRefused(origin);
    // Another program's server, or an older one of ours, may know the usual algorithm only.
    this.#proofKey = new ProofKey();
    return this.#buyToken();
  }

  async #makeBetterKey(): Promise<void> {
    this.#proofKey = await ProofKey.cheapToVerify().catch(() => this.#proofKey);
  }

  async #askToken(audience: string, key: ProofKey): Promise<Response> {
    const url = new URL(devicePaths.token, this.baseUrl).href;
    const assertion = await signAssertion({ ...this.#identity, audience }, key.thumbprint, this.#clock.now());
    const answer = await this.#fetch(url, {
      method: 'POST',
      headers: { dpop: this.#prove(key, { method: 'POST', url }) },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'system/*.cruds',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }),
      signal: AbortSignal.timeout(TOKEN_MS),
    });
    this.#clock.heard(answer.headers.get('date'));
    return this.#heard(answer);
  }
}

function tokenOf(answer: unknown, key: ProofKey): Token {
  const { access_token, token_type, expires_in } = tokenAnswer.parse(answer);
  return {
    value: access_token,
    key,
    proven: token_type.toLowerCase() === 'dpop',
    // The monotonic clock: a kiosk whose wall clock jumps still knows its token's age.
    until: performance.now() + (expires_in - 30) * 1000,
  };
}

/** What will travel, so that the proof can speak for it. */
function bytesOf(body: RequestInit['body']): Uint8Array | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  throw new TypeError('a device sends text or bytes only');
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return work;
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Where nobody waits any more, nobody hears of its failure either.
    work.catch(() => undefined);
  }
}
