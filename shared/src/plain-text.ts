/**
 * Whether a page can show it as it is written: no control characters, and none
 * that turn round the text beside them. Joiners stay: some names need them.
 */
export function isPlainText(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069\ufeff]/u.test(text);
}
