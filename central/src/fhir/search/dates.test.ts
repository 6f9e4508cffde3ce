import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateMatches, instantBounds, readDate } from './dates.ts';

const LONDON = 'Europe/London';
const date = (text: string) => readDate(text, LONDON, 'date');
const matches = (text: string, start?: string, end = start) => dateMatches(date(text), { start, end }, LONDON);

describe('a date to search by', () => {
  it('stands for the whole of itself, on the wall of the scheme', () => {
    expect(matches('2026-06-01', '2026-05-31T23:30:00.000Z')).toBe(true);
    expect(matches('2026-06-01', '2026-06-01T23:30:00.000Z')).toBe(false);
    expect(matches('2026-06', '2026-06-30')).toBe(true);
    expect(matches('2026', '2026-12-31')).toBe(true);
    expect(matches('2026-06-01T10:00Z', '2026-06-01T10:00:59.999Z')).toBe(true);
    expect(matches('2026-06-01T10:00:00Z', '2026-06-01T10:00:01.000Z')).toBe(false);
  });
  it('finds a period without an end by what is after its start', () => {
    const open = (text: string) => dateMatches(date(text), { start: '2026-06-01' }, LONDON);
    expect(['gt2030', 'ge2030', 'lt2027', 'eq2026', 'lt2026'].map(open)).toEqual([true, true, true, false, false]);
  });
  it.each(['', '2026-13', '2026-02-30', '2026-6-1', '26', '2026T10:00Z', '2026-06-01T25:00:00Z', 'sa2026', '20260601'])(
    'is not %j',
    (text) => {
      expect(() => date(text)).toThrow();
    },
  );
  it('is asked of the database as it is of a resource', () => {
    const at = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    const prefix = fc.constantFrom('', 'eq', 'ge', 'gt', 'le', 'lt');
    const length = fc.constantFrom(4, 7, 10, 24);
    fc.assert(
      fc.property(prefix, at, length, at, (sign, given, cut, arrived) => {
        const term = date(sign + given.toISOString().slice(0, cut));
        const there = arrived.toISOString();
        const { from = '', to = '9999' } = instantBounds(term);
        expect(there >= from && there < to).toBe(dateMatches(term, { start: there, end: there }, LONDON));
      }),
    );
  });
});
