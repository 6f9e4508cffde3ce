import type { WeekCell } from '../prescriptions/strip.ts';

/** What became of the visits that were expected. */
export interface Counted {
  expected: number;
  attended: number;
  missed: number;
  excused: number;
  noData: number;
}

/**
 * Visits expected in the weeks of a strip and what became of them; what is
 * still to come is not expected yet. A visit more than planned does not make up
 * for another week. The rest of a week is what its cell would say, in the same
 * order: excused, still to come, no data, and missed only where that is known.
 * Pure.
 */
export function countPlaces(weeks: WeekCell<unknown>[]): Counted {
  const counted: Counted = { expected: 0, attended: 0, missed: 0, excused: 0, noData: 0 };
  for (const week of weeks) {
    const attended = Math.min(week.attended, week.expected);
    let rest = week.expected - attended;
    const take = (state: WeekCell['state']) => {
      const taken = rest === 0 ? 0 : Math.min(rest, week.sessions.filter((s) => s.state === state).length);
      rest -= taken;
      return taken;
    };
    const excused = take('excused');
    const toCome = take('to-come');
    const noData = take('no-data');
    counted.attended += attended;
    counted.excused += excused;
    counted.noData += noData;
    counted.missed += rest;
    counted.expected += week.expected - toCome;
  }
  return counted;
}
