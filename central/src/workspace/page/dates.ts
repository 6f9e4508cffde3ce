/** Dates and times in words. Times are those on the venue's wall, wherever the reader sits. */

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const formats = new Map<string, Intl.DateTimeFormat>();

/** A local date `YYYY-MM-DD`, e.g. `Mon 1 Jun`. */
export function dayWords(date: string): string {
  return day.format(new Date(`${date}T12:00:00`));
}

const birthday = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** A local date `YYYY-MM-DD` with its year, e.g. `9 September 1948`. */
export function birthdayWords(date: string): string {
  return birthday.format(new Date(`${date}T12:00:00`));
}

const moment = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;
const hour = { hour: '2-digit', minute: '2-digit' } as const;

/** An instant, e.g. `Mon 1 Jun, 10:02`. */
export function timeWords(instant: string, timeZone: string): string {
  return formatOf('moment', moment, timeZone).format(new Date(instant));
}

/** Its time of day, e.g. `10:02`. */
export function hourWords(instant: string, timeZone: string): string {
  return formatOf('hour', hour, timeZone).format(new Date(instant));
}

/** Since when, as short as it is clear: of today the hour alone. */
export function sinceWords(instant: string, timeZone: string, now = new Date()): string {
  const dayOf = (at: Date) => formatOf('date', { dateStyle: 'short' }, timeZone).format(at);
  return dayOf(new Date(instant)) === dayOf(now) ? hourWords(instant, timeZone) : timeWords(instant, timeZone);
}

/** The date on the wall there, `YYYY-MM-DD`. */
export function dateThere(instant: Date, timeZone: string): string {
  const parts = formatOf('parts', { year: 'numeric', month: '2-digit', day: '2-digit' }, timeZone).formatToParts(
    instant,
  );
  const part = (type: string) => parts.find((one) => one.type === type)!.value;
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** When a day begins at the first of these places. */
export function dayBegins(date: string, zones: string[]): string {
  // No place is further ahead; then on by quarters of an hour, on which days begin everywhere.
  let at = Date.parse(`${date}T00:00:00.000Z`) - 14 * 3_600_000;
  while (!zones.some((zone) => dateThere(new Date(at), zone) >= date)) at += 900_000;
  return new Date(at).toISOString();
}

function formatOf(name: string, fields: Intl.DateTimeFormatOptions, timeZone: string): Intl.DateTimeFormat {
  const key = `${name} ${timeZone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat('en-GB', { ...fields, timeZone });
  formats.set(key, format);
  return format;
}
