/** Dates and times in words, on the wall of whoever reads them. */

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** A local date `YYYY-MM-DD`, e.g. `Mon 1 Jun`. */
export function dayWords(date: string): string {
  return day.format(new Date(`${date}T12:00:00`));
}

/** An instant, e.g. `Mon 1 Jun, 10:02`. */
export function timeWords(instant: string): string {
  return dayAndTime.format(new Date(instant));
}
