import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDate, localDay, type Schedule, sessionsBetween } from './sessions.ts';

const weekly = (weekday: number, start: string, minutes = 60): Schedule => ({
  zone: 'Europe/London',
  weekly: [{ weekday, start, minutes }],
  extra: [],
  from: '2026-01-01',
  until: null,
  cancelled: [],
});
const between = (plan: Schedule, from: string, to: string) =>
  sessionsBetween('walk', plan, new Date(from), new Date(to));

describe('sessions of a schedule', () => {
  it('keep their wall-clock time when the clocks go back', () => {
    const starts = between(weekly(1, '10:00'), '2026-10-18T00:00Z', '2026-10-27T00:00Z').map((s) => s.startsAt);
    expect(starts).toEqual(['2026-10-19T09:00:00.000Z', '2026-10-26T10:00:00.000Z']);
  });
  it('move on by the skipped hour in spring and mean the first of the repeated hour in autumn', () => {
    const [spring] = between(weekly(7, '01:30'), '2026-03-29T00:00Z', '2026-03-29T12:00Z');
    expect(spring?.startsAt).toBe('2026-03-29T01:30:00.000Z');
    const [autumn] = between(weekly(7, '01:30'), '2026-10-25T00:00Z', '2026-10-25T12:00Z');
    expect(autumn?.startsAt).toBe('2026-10-25T00:30:00.000Z');
  });
  it('that pass midnight belong to the day they started and are found after it', () => {
    const [late] = between(weekly(5, '23:00', 180), '2026-07-04T00:30Z', '2026-07-04T00:31Z');
    expect(late?.id).toBe('walk@2026-07-03T23:00');
  });
  it('keep their place when cancelled: a whole day, or the one that starts then', () => {
    const cancelled = [{ date: '2026-06-08' }, { date: '2026-06-15', start: '09:00' }];
    const found = between({ ...weekly(1, '10:00'), cancelled }, '2026-06-01T00:00Z', '2026-06-17T00:00Z');
    expect(found.map((s) => [s.date, s.cancelled])).toEqual([
      ['2026-06-01', false],
      ['2026-06-08', true],
      ['2026-06-15', false],
    ]);
  });
  it('may be every second week, counted from the week of the first date, over the turn of the year', () => {
    const plan = { ...weekly(1, '10:00'), weekly: [{ weekday: 1, start: '10:00', minutes: 60, every: 2 }] };
    const dates = between({ ...plan, from: '2026-12-09' }, '2026-12-01T00:00Z', '2027-01-25T00:00Z').map((s) => s.date);
    expect(dates).toEqual(['2026-12-21', '2027-01-04', '2027-01-18']);
  });
  it('stop at the last date and include single extra dates', () => {
    const plan = {
      ...weekly(1, '10:00'),
      until: '2026-07-06',
      extra: [{ date: '2026-07-15', start: '14:00', minutes: 90 }],
    };
    const dates = between(plan, '2026-07-01T00:00Z', '2026-08-01T00:00Z').map((s) => s.date);
    expect(dates).toEqual(['2026-07-06', '2026-07-15']);
  });
  it('are the same however the time asked for is cut up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 5, max: 600 }),
        fc.array(fc.integer({ min: 0, max: 60 * 24 * 60 }), { maxLength: 4 }),
        (weekday, hour, minutes, cuts) => {
          const plan = weekly(weekday, `${String(hour).padStart(2, '0')}:15`, minutes);
          const start = Date.parse('2026-09-20T00:00Z');
          const end = start + 60 * 86_400_000;
          const edges = [start, ...cuts.map((m) => start + m * 60_000).sort((a, b) => a - b), end];
          const whole = sessionsBetween('walk', plan, new Date(start), new Date(end)).map((s) => s.id);
          const pieces = edges
            .slice(1)
            .flatMap((to, i) => sessionsBetween('walk', plan, new Date(edges[i]!), new Date(to)).map((s) => s.id));
          expect([...new Set(pieces)]).toEqual(whole);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the local day', () => {
  it('has 25 hours when the clocks go back', () => {
    const { from, to } = localDay(new Date('2026-10-25T12:00Z'), 'Europe/London');
    expect(to.getTime() - from.getTime()).toBe(25 * 3_600_000);
  });
  it('is the one that its zone gives, at every instant of our time and on every side of the world', () => {
    const zones = [
      'Europe/London',
      'Asia/Kathmandu',
      'Pacific/Chatham',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'UTC',
    ];
    const day = fc.integer({ min: Date.UTC(2000) / 86_400_000, max: Date.UTC(2060) / 86_400_000 });
    // Many instants of one day, so that what is remembered of one is asked for another.
    const seconds = fc.array(fc.integer({ min: 0, max: 86_399 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), day, seconds, (zone, days, times) => {
        for (const time of times) {
          const at = new Date(days * 86_400_000 + time * 1000);
          // Swedish dates are written as ISO 8601 has them.
          expect(localDate(at, zone).toString()).toBe(at.toLocaleDateString('sv', { timeZone: zone }));
        }
      }),
      { numRuns: 60 },
    );
  });
});
