import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { z } from 'zod';

/** An error meant for the caller, sent as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;

  constructor(status: number, title: string, detail: string) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

/**
 * Input from outside, checked at the edge.
 * @throws Problem 400 naming the first field that is wrong, never its value
 */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const where = issue.path.join('.') || 'body';
  throw new Problem(400, 'Bad request', `${where}: ${issue.message}`);
}

/** Last handler before the error handler: nothing lives at this address. */
export const notFound: RequestHandler = (_req, _res, next) => {
  next(new Problem(404, 'Not found', 'There is nothing at this address.'));
};

/** The status and words for any thrown thing; what we did not foresee says nothing of our insides. */
export function describe(error: unknown): { status: number; title: string; detail: string; foreseen: boolean } {
  if (error instanceof Problem) {
    return { status: error.status, title: error.title, detail: error.message, foreseen: true };
  }
  // body-parser and the router mark their errors with a status (400, 413, 415), and some with a type.
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const detail = bodyErrors[String(type)] ?? 'The request could not be read.';
    return { status, title: 'Bad request', detail, foreseen: true };
  }
  return { status: 500, title: 'Internal error', detail: 'Something went wrong on our side.', foreseen: false };
}

const bodyErrors: Record<string, string> = {
  'entity.parse.failed': 'The body is not valid JSON.',
  'entity.too.large': 'The body is too large.',
  'encoding.unsupported': 'The content encoding is not supported.',
  'charset.unsupported': 'The character set is not supported.',
};

/** Sends any thrown thing as a problem; `log` hears of those we did not foresee. */
export function problemHandler(log: (error: unknown) => void): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const { foreseen, ...problem } = describe(error);
    if (!foreseen) log(error);
    if (res.headersSent) return next(error);
    res
      .status(problem.status)
      .type('application/problem+json')
      .json({ type: 'about:blank', ...problem });
  };
}
