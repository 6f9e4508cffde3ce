import { describe, expect, it } from 'vitest';
import { addDays, dateWords, dayWords, isDay } from './days.ts';

describe('days', () => {
  it('go over the ends of months, years and summer time', () => {
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(addDays('2026-03-29', 1)).toBe('2026-03-30');
  });
  it('near today are called by name', () => {
    expect(dayWords('2026-11-22', '2026-11-22')).toBe('Today, Sunday 22 November');
    expect(dayWords('2026-11-21', '2026-11-22')).toBe('Yesterday, Saturday 21 November');
    expect(dayWords('2026-11-23', '2026-11-22')).toBe('Tomorrow, Monday 23 November');
    expect(dayWords('2026-11-24', '2026-11-22')).toBe('Tuesday 24 November');
  });
  it('of another year say which', () => {
    expect(dayWords('2025-12-31', '2026-11-22')).toBe('Wednesday 31 December 2025');
    expect(dateWords('2026-11-22')).toBe('Sunday 22 November 2026');
  });
  it('from an address are checked', () => {
    expect(['2026-11-22', '2026-13-01', '22/11/2026', '', null].map(isDay)).toEqual([true, false, false, false, false]);
  });
});
