import { type Logger, pino } from 'pino';

/** Log of a part: JSON lines on standard error, so that standard output stays for people. */
export function partLog(name: string): Logger {
  return pino(
    { name, level: process.env.TAPWELL_LOG_LEVEL ?? 'info', base: { name }, serializers: { err: errorForLog } },
    pino.destination(2),
  );
}

/**
 * What of an error goes into the log: what kind it is and where it came from.
 * Not its other fields, which libraries fill with what they were given, and not
 * the words of a parser, which quote what they could not read. Pure.
 */
export function errorForLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack = '', cause } = error;
  const { code } = error as { code?: unknown };
  const quotes = error instanceof SyntaxError || name === 'ZodError';
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: name,
    message: quotes ? 'what was given could not be read' : message,
    ...(typeof code === 'string' ? { code } : {}),
    stack: frames.join('\n'),
    ...(cause === undefined ? {} : { cause: errorForLog(cause) }),
  };
}
