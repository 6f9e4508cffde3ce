/** Talking to our own server from a page. */
import { BY_ITSELF } from '../src/staff/by-itself.ts';

export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** For `api`: the page asks by itself, and nobody need be there. */
export const byItself: Record<string, string> = { [BY_ITSELF]: '1' };

/** A server that says nothing for so long is as good as away. */
const NO_ANSWER_MS = 20_000;

/**
 * @throws {ApiError} with the server's own sentence, or status 0 when it cannot be reached
 */
export async function api<T>(
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  method: 'POST' | 'PATCH' = 'POST',
): Promise<T> {
  const init: RequestInit =
    body === undefined
      ? { headers }
      : { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const signal = AbortSignal.timeout(NO_ANSWER_MS);
  const answer = await fetch(path, { ...init, signal }).catch(() => {
    throw new ApiError(0, 'No connection. We keep trying.');
  });
  if (answer.ok) return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
  throw new ApiError(answer.status, problem.detail ?? 'Something went wrong. Please try again.');
}
