import { describe, expect, it } from 'vitest';
import { periodOf, periodsFrom, quarterOf, quartersOf, usualPeriod } from './period.ts';

describe('periods', () => {
  it('are years from April and their quarters, without a day between or in two', () => {
    expect(periodOf('2026-27')).toEqual({
      id: '2026-27',
      title: 'April 2026 to March 2027',
      from: '2026-04-01',
      until: '2027-03-31',
      year: '2026-27',
    });
    expect(quartersOf('2026-27').map((q) => [q.from, q.until, q.title])).toEqual([
      ['2026-04-01', '2026-06-30', 'April to June 2026'],
      ['2026-07-01', '2026-09-30', 'July to September 2026'],
      ['2026-10-01', '2026-12-31', 'October to December 2026'],
      ['2027-01-01', '2027-03-31', 'January to March 2027'],
    ]);
  });
  it('have each date in one quarter', () => {
    for (const [date, quarter] of [
      ['2026-03-31', '2025-26-q4'],
      ['2026-04-01', '2026-27-q1'],
      ['2026-09-30', '2026-27-q2'],
      ['2026-12-31', '2026-27-q3'],
      ['2099-05-01', '2099-00-q1'],
    ] as const) {
      expect(quarterOf(date)).toBe(quarter);
      const { from, until } = periodOf(quarter)!;
      expect(from <= date && date <= until).toBe(true);
    }
  });
  it('of any other kind there are none', () => {
    for (const id of ['2026', '2026-28', '2026-27-q5', '2026-27-q', 'all', '']) expect(periodOf(id)).toBeNull();
  });
  it('are offered from the first referral until today, newest first', () => {
    expect(periodsFrom('2026-02-10', '2026-08-01').map((p) => p.id)).toEqual([
      '2026-27',
      '2026-27-q1',
      '2026-27-q2',
      '2025-26',
      '2025-26-q4',
    ]);
  });
  it('begin with the year before while this one has no whole quarter', () => {
    expect(usualPeriod('2026-06-30').id).toBe('2025-26');
    expect(usualPeriod('2026-07-01').id).toBe('2026-27');
  });
});
