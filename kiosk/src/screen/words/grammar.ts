/** What the languages share: lists, numbers, and hours with minutes. */

/** The forms of a noun after a number, by plural category; `other` serves where a category has none of its own. */
export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** `Mary`, `Mary and Ahmed`, `Mary, Ahmed and Zofia`. */
export function list(names: string[], and: (last: string) => string, comma = ', '): string {
  const last = names.at(-1) ?? '';
  const before = names.slice(0, -1);
  return before.length === 0 ? last : before.join(comma) + and(last);
}

/** A number as the language writes it. */
export function number(language: string, n: number): string {
  return new Intl.NumberFormat([language, 'en'], { useGrouping: false }).format(n);
}

/** A time of day or the like: the same text with the language's own digits. */
export function digits(language: string, text: string): string {
  return text.replace(/[0-9]/g, (digit) => number(language, Number(digit)));
}

/**
 * `2 hours`, `1 hour 30 minutes`, `45 minutes`. Our own forms, chosen by the
 * language's plural rules: browsers leave out the unit names of Welsh and Punjabi.
 */
export function duration(language: string, minutes: number, hour: Forms, minute: Forms): string {
  const rules = new Intl.PluralRules(language);
  const counted = (n: number, forms: Forms) => `${number(language, n)} ${forms[rules.select(n)] ?? forms.other}`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [];
  if (hours > 0) parts.push(counted(hours, hour));
  if (rest > 0 || hours === 0) parts.push(counted(rest, minute));
  return parts.join(' ');
}

/** Keeps a name of another writing direction from turning the sentence around it (Unicode's isolates). */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}
