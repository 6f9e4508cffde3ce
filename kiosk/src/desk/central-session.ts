import { z } from 'zod';

/** A link worker signed in at central, as their browser would be. */
export interface CentralSession {
  /** Without a slash at the end. */
  central: string;
  /** For the `Cookie` header; as good as the password while it lasts, so never logged. */
  cookie: string;
  /**
   * Calls central's API.
   * @param body sent as JSON with POST; GET without one
   * @throws Error with central's own sentence, or that it does not answer
   */
  call(path: string, body?: object): Promise<unknown>;
  signOut(): Promise<void>;
}

const problem = z.object({ detail: z.string() });
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const ANSWER_MS = 15_000;

/**
 * Signs in with a local account.
 * @throws Error in one sentence: a wrong password, no answer, or an address that would send the password in clear
 */
export async function signIn(central: string, username: string, password: string): Promise<CentralSession> {
  const url = new URL(central);
  if (url.protocol !== 'https:' && !LOOPBACK.includes(url.hostname)) {
    throw new Error('The address of central must begin with https, or the password could be read on its way.');
  }
  const base = url.href.replace(/\/$/, '');
  const answer = await ask(base, '/api/sign-in', undefined, { username, password });
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0]!)
    .join('; ');
  if (cookie === '') throw new Error(`What answers at ${base} is not Tapwell's central record.`);
  const call = async (path: string, body?: object): Promise<unknown> => {
    const response = await ask(base, path, cookie, body);
    return response.status === 204 ? undefined : response.json();
  };
  return {
    central: base,
    cookie,
    call,
    signOut: async () => void (await call('/api/sign-out', {}).catch(() => undefined)),
  };
}

async function ask(base: string, path: string, cookie: string | undefined, body?: object): Promise<Response> {
  const headers: Record<string, string> = {};
  if (cookie !== undefined) headers.cookie = cookie;
  if (body) headers['content-type'] = 'application/json';
  const answer = await fetch(base + path, {
    method: body ? 'POST' : 'GET',
    headers,
    signal: AbortSignal.timeout(ANSWER_MS),
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Error(`Central at ${base} does not answer.`);
  });
  if (answer.ok) return answer;
  const told = problem.safeParse(await answer.json().catch(() => undefined));
  throw new Error(told.success ? told.data.detail : `Central at ${base} answered with status ${answer.status}.`);
}
