import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgreedSpan, agreementsOf } from './agreements.ts';
import { addDays } from './dates.ts';
import type { EventOf } from './events.ts';

type Part = { id: string; perWeek?: number; sessions?: number | null };
const agreed = (on: string, start: string, weeks: number | null, ...parts: Part[]) =>
  ({
    kind: 'prescription',
    on,
    start,
    weeks,
    activities: parts.map(({ id, perWeek = 1, sessions = null }) => ({ id, activityId: id, perWeek, sessions })),
  }) as unknown as EventOf<'prescription'>;
const spansOf = (id: string, ...events: EventOf<'prescription'>[]) =>
  agreementsOf(events)
    .activities.find((one) => one.id === id)!
    .spans.map(({ from, until, perWeek, sessions }) => [from, until, perWeek, sessions]);
const first = agreed('2026-01-20', '2026-02-02', 12, { id: 'walk' }, { id: 'choir' });

describe('what was agreed, from when to when', () => {
  it('is one span while nothing else is agreed', () => {
    expect(spansOf('walk', first)).toEqual([['2026-02-02', '2026-04-26', 1, null]]);
    expect(agreementsOf([first])).toMatchObject({ startsOn: '2026-02-02', until: '2026-04-26' });
  });
  it('stays as it was for the days before it was agreed anew how often they come', () => {
    const more = agreed('2026-03-10', '2026-02-02', 12, { id: 'walk', perWeek: 3, sessions: 20 });
    expect(spansOf('walk', first, more)).toEqual([
      ['2026-02-02', '2026-03-09', 1, null],
      ['2026-03-10', '2026-04-26', 3, 20],
    ]);
    expect(spansOf('choir', first, more)).toEqual([['2026-02-02', '2026-03-09', 1, null]]);
  });
  it('leaves out the days between where it is taken up again', () => {
    const without = agreed('2026-03-02', '2026-02-02', 12, { id: 'walk' });
    const again = agreed('2026-03-16', '2026-02-02', 12, { id: 'walk' }, { id: 'choir' });
    expect(spansOf('choir', first, without, again)).toEqual([
      ['2026-02-02', '2026-03-01', 1, null],
      ['2026-03-16', '2026-04-26', 1, null],
    ]);
    expect(spansOf('walk', first, without, again)).toEqual([['2026-02-02', '2026-04-26', 1, null]]);
  });
  it('leaves out the days between where all of it was over and is agreed again', () => {
    const later = agreed('2026-06-01', '2026-06-01', 12, { id: 'walk' });
    expect(spansOf('walk', first, later)).toEqual([
      ['2026-02-02', '2026-04-26', 1, null],
      ['2026-06-01', '2026-08-23', 1, null],
    ]);
    expect(agreementsOf([first, later])).toMatchObject({ startsOn: '2026-02-02', until: '2026-08-23' });
  });
  it('is what was agreed last where that was so before the other began', () => {
    const soon = agreed('2026-03-02', '2026-04-01', 4, { id: 'walk', perWeek: 2 });
    const rather = agreed('2026-03-09', '2026-02-02', 12, { id: 'walk', perWeek: 3 });
    expect(spansOf('walk', first, soon, rather)).toEqual([
      ['2026-02-02', '2026-03-08', 1, null],
      ['2026-03-09', '2026-04-26', 3, null],
    ]);
    const never = agreed('2026-01-25', '2026-02-02', 12, { id: 'walk' });
    expect(spansOf('choir', first, never)).toEqual([]);
  });
  it('may end in the past only with the day on which that was agreed', () => {
    const shorter = agreed('2026-04-01', '2026-02-02', 6, { id: 'walk' });
    expect(spansOf('walk', first, shorter)).toEqual([['2026-02-02', '2026-03-31', 1, null]]);
    expect(agreementsOf([first, shorter]).until).toBe('2026-03-31');
  });
});

const day = fc.integer({ min: 0, max: 200 }).map((n) => addDays('2026-01-01', n));
const part = fc.record({
  id: fc.constantFrom('walk', 'choir'),
  perWeek: fc.integer({ min: 1, max: 3 }),
  sessions: fc.option(fc.integer({ min: 1, max: 5 })),
});
const parts = fc.uniqueArray(part, { selector: ({ id }) => id, maxLength: 2 });
const any = fc
  .tuple(day, day, fc.option(fc.integer({ min: 1, max: 20 })), parts)
  .map(([on, start, weeks, own]) => agreed(on, start, weeks, ...own));
const on = (spans: AgreedSpan[], date: string) => {
  const then = spans.filter(({ from, until }) => from <= date && (until === null || date <= until));
  expect(then.length).toBeLessThan(2);
  return then[0] && [then[0].perWeek, then[0].sessions];
};

it('what is agreed later never changes what held on a day before it', () => {
  fc.assert(
    fc.property(fc.array(any, { minLength: 1, maxLength: 5 }), any, fc.array(day), (some, more, days) => {
      const events = some.sort((a, b) => (a.on < b.on ? -1 : 1));
      const next = { ...more, on: [more.on, events.at(-1)!.on].sort()[1]! };
      const changed = [next.start, next.on].sort()[1]!;
      const [was, is] = [agreementsOf(events), agreementsOf([...events, next])];
      for (const { id, spans } of was.activities) {
        const now = is.activities.find((one) => one.id === id)!.spans;
        for (const date of days.filter((one) => one < changed)) expect(on(now, date)).toEqual(on(spans, date));
      }
    }),
  );
});
