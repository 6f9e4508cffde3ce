/** Local days as `YYYY-MM-DD`, and how one says them. */

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function isDay(text: string | null): text is string {
  return text !== null && DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

const NEAR: Record<number, string> = { [-1]: 'Yesterday', 0: 'Today', 1: 'Tomorrow' };

/** "Today, Sunday 22 November"; the year only where it is another. */
export function dayWords(day: string, today: string): string {
  const days = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
  const near = NEAR[days];
  const date = dateWords(day, day.slice(0, 4) !== today.slice(0, 4));
  return near ? `${near}, ${date}` : date;
}

export function dateWords(day: string, withYear = true): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(withYear && { year: 'numeric' }),
  });
  // Some versions put a comma after the weekday.
  return format.format(new Date(`${day}T00:00:00Z`)).replace(',', '');
}
