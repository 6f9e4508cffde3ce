import { addDays, dayNumber } from '@tapwell/shared/path/dates';

/** When a prescription runs. */
export interface Runs {
  /** Its first day, from which weeks are counted. */
  startsOn: string;
  /** Null without an end. */
  weeks: number | null;
  /** Day on which the path ended; null while it goes on. */
  endedOn: string | null;
}

/** Of how many weeks a strip has room in a list. */
export const IN_A_LIST = 12;

/**
 * Which weeks a strip shows: all that were agreed, and of a prescription
 * without an end those up to the next week. Pure.
 * @param most when there is no room for more, these: up to the next week, or the first
 * @returns the first as an index, and how many
 */
export function shownWeeks({ startsOn, weeks, endedOn }: Runs, today: string, most = Number.POSITIVE_INFINITY) {
  const weekOf = (date: string) => Math.floor((dayNumber(date) - dayNumber(startsOn)) / 7);
  const ended = endedOn !== null && endedOn < today;
  const next = Math.max(0, ended ? weekOf(endedOn) : weekOf(today) + 1);
  const last = weeks === null ? next : Math.min(weeks - 1, Math.max(next, most - 1));
  const first = Math.max(0, last + 1 - most);
  return { first, count: last + 1 - first };
}

/** The local dates of a week, both inclusive. */
export function weekDates(startsOn: string, index: number): { from: string; to: string } {
  return { from: addDays(startsOn, index * 7), to: addDays(startsOn, index * 7 + 6) };
}

/** The last day of so many weeks; null without an end. */
export function endOf(startsOn: string, weeks: number | null): string | null {
  return weeks === null ? null : addDays(startsOn, weeks * 7 - 1);
}
