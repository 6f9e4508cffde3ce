import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CardRead, judgeRead } from './judge-read.ts';

const read = (id: string, counter: number | null, minute: number, venueId = 'hall'): CardRead => ({
  id,
  counter,
  venueId,
  at: new Date(Date.UTC(2026, 5, 1, 10, minute)).toISOString(),
});

describe('a read of a card is doubtful', () => {
  it('when its counter was used at another venue', () => {
    expect(judgeRead(read('b', 7, 50, 'library'), [read('a', 7, 0)])).toBe('counter-used-twice');
  });
  it('when it is later than one with a higher counter, whichever arrives first', () => {
    const [early, late] = [read('a', 9, 0), read('b', 8, 30)];
    expect(judgeRead(late, [early])).toBe('counter-went-back');
    expect(judgeRead(early, [late])).toBe('counter-went-back');
  });
  it('not for an order that two hub clocks could explain', () => {
    expect(judgeRead(read('b', 8, 3), [read('a', 9, 0)])).toBeNull();
  });
  it('when a card without a counter is at two venues at once', () => {
    expect(judgeRead(read('b', null, 10, 'library'), [read('a', null, 0)])).toBe('two-places');
    expect(judgeRead(read('b', null, 50, 'library'), [read('a', null, 0)])).toBeNull();
    expect(judgeRead(read('b', null, 1), [read('a', null, 0)])).toBeNull();
  });
  it('never beside itself, and never for a card that just goes on being used', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 12 }), (steps) => {
        let counter = 0;
        let minute = 0;
        const reads = steps.map((step, i) => {
          counter += step;
          minute += step;
          return read(`r${i}`, counter, minute);
        });
        for (const r of reads) expect(judgeRead(r, reads)).toBeNull();
      }),
    );
  });
});
