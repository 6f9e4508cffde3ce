import { describe, expect, it } from 'vitest';
import { nextVersion } from './next-version.ts';

const NOW = new Date('2026-06-01T09:05:00.000Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

describe('the number of a change', () => {
  it('is higher than any given before, also by a hub that has forgotten what it said', () => {
    const said = nextVersion(nextVersion(undefined, NOW), later(60));
    expect(nextVersion(undefined, later(3600))).toBeGreaterThan(said);
    expect(nextVersion(0, later(3600))).toBeGreaterThan(said);
  });
  it('rises by one within a second, and when the clock was put back', () => {
    const first = nextVersion(undefined, NOW);
    expect(nextVersion(first, NOW)).toBe(first + 1);
    expect(nextVersion(first, later(-86_400))).toBe(first + 1);
  });
  it('is a whole number that FHIR can carry, however wrong the clock', () => {
    for (const clock of ['1970-01-01T00:00:00.000Z', '2026-06-01T09:05:00.999Z', '9999-01-01T00:00:00.000Z']) {
      const version = nextVersion(undefined, new Date(clock));
      expect(Number.isInteger(version)).toBe(true);
      expect(version).toBeGreaterThanOrEqual(0);
      expect(nextVersion(version, new Date(clock))).toBeLessThan(2 ** 31);
    }
  });
});
