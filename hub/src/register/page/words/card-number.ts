/** A card's number as people type it from a card or a reader's display, or null for what is none. */
export function cardNumberIn(typed: string): string | null {
  const digits = typed.replace(/[\s:-]/g, '').toUpperCase();
  // ISO 14443-3: 4, 7 or 10 bytes. A name has a letter past F, or is shorter.
  return [8, 14, 20].includes(digits.length) && /^[0-9A-F]+$/.test(digits) ? digits : null;
}
