/**
 * Why an exchange with central failed, for the log and the register. Never the
 * words of a parser: they quote what it could not read, and what central sends
 * holds names.
 */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof SyntaxError || (cause instanceof Error && cause.name === 'ZodError')) {
    return 'central answered something that cannot be read';
  }
  return cause instanceof Error ? cause.message : String(cause);
}
