/**
 * Local dates as text, `2026-06-01`: they compare as they stand. Days of the
 * calendar have no zone, so they are counted as if all were in UTC; a caseload
 * counts thousands of them at once.
 */

const DAY_MS = 86_400_000;

export function addDays(date: string, days: number): string {
  return text(Date.parse(date) + days * DAY_MS);
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
