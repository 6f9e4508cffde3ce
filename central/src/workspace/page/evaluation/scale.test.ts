import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scaleOf } from './scale.ts';

it('a scale has round ends, and nought where it is asked for', () => {
  const { from, to, at } = scaleOf([3, 'hidden', 37, null], true);
  expect([from, to, at(0), at(20)]).toEqual([0, 40, 0, 50]);
  expect(scaleOf([-2, 3], true)).toMatchObject({ from: -2, to: 3 });
});
it('a scale of nothing, or of one number, can still be drawn on', () => {
  for (const values of [[], [0], [5], ['hidden' as const]]) {
    const { from, to } = scaleOf(values, false);
    expect(to).toBeGreaterThan(from);
  }
});
it('every value lies on its scale', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -10_000, max: 10_000 }), { minLength: 1 }),
      fc.boolean(),
      (values, nought) => {
        const { at } = scaleOf(values, nought);
        for (const value of values) {
          expect(at(value)).toBeGreaterThanOrEqual(-1e-6);
          expect(at(value)).toBeLessThanOrEqual(100 + 1e-6);
        }
      },
    ),
  );
});
