import { describe, expect, it } from 'vitest';
import { dateThere, dayBegins } from './dates.ts';

describe('days on the wall of a place', () => {
  it('are another there than in Greenwich just after midnight in summer', () => {
    const late = new Date('2026-07-14T23:30:00.000Z');
    expect(dateThere(late, 'Europe/London')).toBe('2026-07-15');
    expect(dateThere(late, 'America/New_York')).toBe('2026-07-14');
    expect(dateThere(new Date('2026-01-14T23:30:00.000Z'), 'Europe/London')).toBe('2026-01-14');
  });

  it('begin when they begin at the first of several places', () => {
    expect(dayBegins('2026-07-15', ['Europe/London'])).toBe('2026-07-14T23:00:00.000Z');
    expect(dayBegins('2026-01-15', ['Europe/London'])).toBe('2026-01-15T00:00:00.000Z');
    expect(dayBegins('2026-07-15', ['America/New_York', 'Asia/Kathmandu'])).toBe('2026-07-14T18:15:00.000Z');
    // The night on which the clocks go back.
    expect(dayBegins('2026-10-25', ['Europe/London'])).toBe('2026-10-24T23:00:00.000Z');
  });
});
