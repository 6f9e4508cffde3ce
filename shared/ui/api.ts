/** Talking to our own server from a page. */
import { BY_ITSELF } from '../src/staff/by-itself.ts';
import { PAGE_OF } from '../src/staff/page-of.ts';
import { backAgain, pageOf, refused } from './session.ts';

export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** For `api`: the page asks by itself, and nobody need be there. */
export const byItself: Record<string, string> = { [BY_ITSELF]: '1' };

/** What signs in, or asks who is: of these a refusal is the answer. */
const ABOUT_SIGN_IN = /^\/api\/(me|sign-in|sign-out)\b/;

/** A server that says nothing for so long is as good as away. */
const NO_ANSWER_MS = 20_000;

/** What is refused so often is not for want of a sign-in. */
const MOST_REFUSALS = 3;

/** Says whose page asks: the server refuses where somebody else has signed in since, in another tab. */
export function fromPage(): Record<string, string> {
  const id = pageOf();
  return id === undefined ? {} : { [PAGE_OF]: id };
}

/**
 * Where the page is covered while nobody is signed in, what somebody sent is
 * sent again once they are back.
 * @throws {ApiError} with the server's own sentence, or status 0 when it cannot be reached
 */
export async function api<T>(
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  method: 'POST' | 'PATCH' = 'POST',
): Promise<T> {
  const aboutSignIn = ABOUT_SIGN_IN.test(path);
  // Whose it was when they pressed it stays, however often it is sent.
  const owner = pageOf();
  const all = { ...(!aboutSignIn && fromPage()), ...headers };
  const init: RequestInit =
    body === undefined
      ? { headers: all }
      : { method, headers: { ...all, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  for (let refusals = 1; ; refusals++) {
    const signal = AbortSignal.timeout(NO_ANSWER_MS);
    const answer = await fetch(path, { ...init, signal }).catch(() => {
      throw new ApiError(0, 'No connection. We keep trying.');
    });
    if (answer.ok) return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
    // The page may be another's by the time the answer comes: they have nothing to do with it.
    if (answer.status === 401 && !aboutSignIn && owner === pageOf() && refused()) {
      if (!(BY_ITSELF in headers) && refusals < MOST_REFUSALS) {
        await backAgain();
        continue;
      }
    }
    const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw new ApiError(answer.status, problem.detail ?? 'Something went wrong. Please try again.');
  }
}
