/**
 * Local dates as text, `2026-06-01`: they compare as they stand. Days of the
 * calendar have no zone, so they are counted as if all were in UTC; a caseload
 * counts thousands of them at once.
 */

const DAY_MS = 86_400_000;

/** Days since 1970 of the dates that were asked for, and their text: reading and writing one costs a hundred times as much. */
const numbers = new Map<string, number>();
const texts = new Map<number, string>();
/** Some thirty years. */
const MOST_KNOWN = 10_000;

/** Days since 1970; not a number for what is no date. */
export function dayNumber(date: string): number {
  let number = numbers.get(date);
  if (number === undefined) {
    number = Math.floor(Date.parse(date) / DAY_MS);
    if (numbers.size >= MOST_KNOWN) numbers.clear();
    numbers.set(date, number);
  }
  return number;
}

export function addDays(date: string, days: number): string {
  const number = dayNumber(date) + days;
  let known = texts.get(number);
  if (known === undefined) {
    known = text(number * DAY_MS);
    if (texts.size >= MOST_KNOWN) texts.clear();
    texts.set(number, known);
  }
  return known;
}

export function addWeeks(date: string, weeks: number): string {
  return addDays(date, weeks * 7);
}

/** The month of a date, `2026-06`. */
export function monthOf(date: string): string {
  return date.slice(0, 7);
}

export function endOfMonth(date: string): string {
  // Day nought of the next month.
  return text(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0));
}

function text(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
