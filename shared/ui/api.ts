/** Talking to our own server from a page. */

export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/**
 * @throws {ApiError} with the server's own sentence, or status 0 when it cannot be reached
 */
export async function api<T>(path: string, body?: unknown): Promise<T> {
  const init: RequestInit =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(path, init).catch(() => {
    throw new ApiError(0, 'No connection. We keep trying.');
  });
  if (answer.ok) return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
  throw new ApiError(answer.status, problem.detail ?? 'Something went wrong. Please try again.');
}
