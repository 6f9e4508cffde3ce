import { z } from 'zod';
import { type DeviceIdentity, newKeyPair, signAssertion } from './identity.ts';

/** Where device endpoints live at a hub or central, below its base address. */
export const devicePaths = { pair: '/devices/pair', token: '/auth/token' } as const;

const paired = z.object({ deviceId: z.string(), audience: z.url() });
const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

/**
 * Trades a single-use pairing code, shown to staff, for an identity of our own.
 * @throws Error with the other side's own sentence when the code is wrong or used up
 */
export async function pairDevice(baseUrl: string, code: string, name: string): Promise<DeviceIdentity> {
  const keys = await newKeyPair();
  const answer = await fetch(new URL(devicePaths.pair, baseUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, name, publicJwk: keys.publicJwk }),
  });
  const body = (await answer.json().catch(() => ({}))) as { detail?: string };
  if (!answer.ok) throw new Error(body.detail ?? `pairing was refused with status ${answer.status}`);
  return { ...paired.parse(body), privateJwk: { ...keys.privateJwk } };
}

/** Calls one hub or central as this device, fetching a new token when the old one nears its end. */
export class DeviceClient {
  readonly baseUrl: string;
  readonly #identity: DeviceIdentity;
  #token: { value: string; until: number } | undefined;
  #asking: Promise<string> | undefined;

  constructor(baseUrl: string, identity: DeviceIdentity) {
    this.baseUrl = baseUrl;
    this.#identity = identity;
  }

  /** `fetch` with our token; asks once more with a fresh one when the token is refused. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await this.#send(path, init);
    if (answer.status !== 401) return answer;
    await answer.body?.cancel();
    this.#token = undefined;
    return this.#send(path, init);
  }

  /** JSON in, JSON out: the common case. */
  post(path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
    const headers = { 'content-type': 'application/json', ...init.headers };
    return this.fetch(path, { ...init, method: 'POST', headers, body: JSON.stringify(body) });
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${await this.#currentToken()}`);
    return fetch(new URL(path, this.baseUrl), { ...init, headers });
  }

  async #currentToken(): Promise<string> {
    if (this.#token && this.#token.until > performance.now()) return this.#token.value;
    // Requests that come together share one asking.
    this.#asking ??= this.#askToken().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #askToken(): Promise<string> {
    const url = new URL(devicePaths.token, this.baseUrl);
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'system/*.cruds',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await signAssertion(this.#identity),
      }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`no token from ${url.origin}: status ${answer.status}`);
    const { access_token, expires_in } = tokenAnswer.parse(await answer.json());
    // The monotonic clock: a kiosk whose wall clock jumps still knows its token's age.
    this.#token = { value: access_token, until: performance.now() + (expires_in - 30) * 1000 };
    return access_token;
  }
}
