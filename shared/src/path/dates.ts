import { Temporal } from 'temporal-polyfill';

/** Local dates as text, `2026-06-01`: they compare as they stand. */

export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

export function addWeeks(date: string, weeks: number): string {
  return addDays(date, weeks * 7);
}

/** The month of a date, `2026-06`. */
export function monthOf(date: string): string {
  return date.slice(0, 7);
}

export function endOfMonth(date: string): string {
  const day = Temporal.PlainDate.from(date);
  return day.with({ day: day.daysInMonth }).toString();
}
