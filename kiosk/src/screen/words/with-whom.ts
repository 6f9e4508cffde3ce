/**
 * The names a companion's screen says: of the one person they came along with.
 * Of several none: the screen is in a public room, and never lists who is expected.
 */
export function withWhom(names: string[]): string[] | null {
  return names.length === 1 ? names : null;
}
