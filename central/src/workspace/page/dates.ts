/** Dates and times in words. Times are those on the venue's wall, wherever the reader sits. */

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const formats = new Map<string, Intl.DateTimeFormat>();

/** A local date `YYYY-MM-DD`, e.g. `Mon 1 Jun`. */
export function dayWords(date: string): string {
  return day.format(new Date(`${date}T12:00:00`));
}

/** An instant, e.g. `Mon 1 Jun, 10:02`. */
export function timeWords(instant: string, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    const fields = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;
    format = new Intl.DateTimeFormat('en-GB', { ...fields, timeZone });
    formats.set(timeZone, format);
  }
  return format.format(new Date(instant));
}
