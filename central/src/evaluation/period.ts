/**
 * Times that figures are shown for: years from April, as councils and the NHS
 * count them, and their quarters, by the day of the referral. There are no
 * others: two periods that overlap otherwise could be subtracted, and leave a
 * handful of people. Pure.
 */
export interface Period {
  /** `2026-27`, or `2026-27-q1`. */
  id: string;
  title: string;
  /** Local dates, both inclusive. */
  from: string;
  until: string;
  /** Of the year it is in; its own if it is one. */
  year: string;
}

const QUARTERS = [
  ['04-01', '06-30', 'April to June'],
  ['07-01', '09-30', 'July to September'],
  ['10-01', '12-31', 'October to December'],
  ['01-01', '03-31', 'January to March'],
] as const;

export const PERIOD_ID = /^(\d{4})-(\d{2})(?:-q([1-4]))?$/;

/** @returns null of what is no period's id */
export function periodOf(id: string): Period | null {
  const [, first, second, quarter] = PERIOD_ID.exec(id) ?? [];
  const start = Number(first);
  if (!first || Number(second) !== (start + 1) % 100) return null;
  const year = `${first}-${second}`;
  if (!quarter) {
    return {
      id,
      title: `April ${start} to March ${start + 1}`,
      from: `${start}-04-01`,
      until: `${start + 1}-03-31`,
      year,
    };
  }
  const [from, until, title] = QUARTERS[Number(quarter) - 1]!;
  const at = quarter === '4' ? start + 1 : start;
  return { id, title: `${title} ${at}`, from: `${at}-${from}`, until: `${at}-${until}`, year };
}

/** The four quarters of a year. */
export function quartersOf(year: string): Period[] {
  return [1, 2, 3, 4].map((n) => periodOf(`${year}-q${n}`)!);
}

/** The quarter of a date, e.g. `2026-27-q1`. */
export function quarterOf(date: string): string {
  const quarter = [4, 1, 2, 3][Math.floor((Number(date.slice(5, 7)) - 1) / 3)]!;
  const start = Number(date.slice(0, 4)) - (quarter === 4 ? 1 : 0);
  return `${yearFrom(start)}-q${quarter}`;
}

function yearFrom(start: number): string {
  return `${start}-${String((start + 1) % 100).padStart(2, '0')}`;
}

/** All years from the first referral until today, newest first, each followed by those of its quarters that have begun. */
export function periodsFrom(first: string, today: string): Period[] {
  const years: Period[] = [];
  for (let year = periodOf(quarterOf(today).slice(0, 7))!; year.until >= first; ) {
    years.push(year, ...quartersOf(year.id).filter((q) => q.from <= today && q.until >= first));
    year = periodOf(yearFrom(Number(year.from.slice(0, 4)) - 1))!;
  }
  return years;
}

/** This year, once a quarter of it is over; before that there is little to see in it, and the year before comes first. */
export function usualPeriod(today: string): Period {
  const year = periodOf(quarterOf(today).slice(0, 7))!;
  if (!quarterOf(today).endsWith('-q1')) return year;
  return periodOf(yearFrom(Number(year.from.slice(0, 4)) - 1))!;
}
