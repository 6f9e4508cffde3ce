import { describe, expect, it } from 'vitest';
import { IN_A_LIST, shownWeeks, weekDates } from './weeks.ts';

const runs = (weeks: number | null, endedOn: string | null = null) => ({ startsOn: '2026-01-05', weeks, endedOn });

describe('the weeks of a strip', () => {
  it('are all that were agreed, whatever day it is', () => {
    for (const today of ['2025-12-01', '2026-02-01', '2027-01-01']) {
      expect(shownWeeks(runs(12), today)).toEqual({ first: 0, count: 12 });
    }
  });
  it('of a prescription without an end go from the start to next week', () => {
    expect(shownWeeks(runs(null), '2025-12-01')).toEqual({ first: 0, count: 1 });
    expect(shownWeeks(runs(null), '2026-01-05')).toEqual({ first: 0, count: 2 });
    expect(shownWeeks(runs(null), '2026-01-12')).toEqual({ first: 0, count: 3 });
    expect(shownWeeks(runs(null), '2027-01-04')).toEqual({ first: 0, count: 54 });
  });
  it('and when the path ended, to the week in which it did', () => {
    expect(shownWeeks(runs(null, '2026-01-20'), '2027-01-04')).toEqual({ first: 0, count: 3 });
  });
  it('in a list are twelve at most: the last of them next week', () => {
    expect(shownWeeks(runs(null), '2027-01-04', IN_A_LIST)).toEqual({ first: 42, count: 12 });
    expect(shownWeeks(runs(26), '2026-02-02', IN_A_LIST)).toEqual({ first: 0, count: 12 });
    expect(shownWeeks(runs(26), '2026-05-04', IN_A_LIST)).toEqual({ first: 7, count: 12 });
    expect(shownWeeks(runs(26), '2026-12-31', IN_A_LIST)).toEqual({ first: 14, count: 12 });
    expect(shownWeeks(runs(4), '2026-01-06', IN_A_LIST)).toEqual({ first: 0, count: 4 });
  });
  it('begin on the weekday of the first one', () => {
    expect(weekDates('2026-03-26', 1)).toEqual({ from: '2026-04-02', to: '2026-04-08' });
  });
});
