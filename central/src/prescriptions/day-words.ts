const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const known = new Map<string, string>();

/** A local date, e.g. `Mon 1 Jun`. */
export function dayWords(date: string): string {
  let words = known.get(date);
  if (!words) {
    words = day.format(new Date(date));
    if (known.size >= 2_000) known.clear();
    known.set(date, words);
  }
  return words;
}
