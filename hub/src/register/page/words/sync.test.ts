import { describe, expect, it } from 'vitest';
import { rosterIsOld, savedLate } from './sync.ts';

const NOW = '2026-06-01T12:00:00.000Z';
const sync = (lastSavedAt: string | null, rosterAt: string | null) => ({
  lastSavedAt,
  waiting: 0,
  quarantined: 0,
  rosterAt,
  trouble: null,
  alarm: null,
});

describe('staff are told', () => {
  it('once nothing was saved to the council for more than an hour, or ever', () => {
    expect(savedLate(sync('2026-06-01T11:00:00.000Z', null), NOW)).toBe(false);
    expect(savedLate(sync('2026-06-01T10:59:59.000Z', null), NOW)).toBe(true);
    expect(savedLate(sync(null, null), NOW)).toBe(true);
    // While the clock was a week ahead: that may have been at any time.
    expect(savedLate(sync('2026-06-08T12:00:00.000Z', null), NOW)).toBe(true);
  });
  it('once the list of people is more than a day old, or never came', () => {
    expect(rosterIsOld(sync(null, '2026-05-31T12:00:00.000Z'), NOW)).toBe(false);
    expect(rosterIsOld(sync(null, '2026-05-31T11:59:59.000Z'), NOW)).toBe(true);
    expect(rosterIsOld(sync(null, null), NOW)).toBe(true);
    expect(rosterIsOld(sync(null, '2026-06-08T12:00:00.000Z'), NOW)).toBe(true);
  });
});
