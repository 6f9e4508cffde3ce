import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTo, meanOf, noSums, quartilesOf, tQuantile } from './statistics.ts';

const sumsOf = (values: number[]) => {
  const sums = noSums();
  for (const value of values) addTo(sums, value);
  return sums;
};

describe('Student’s t', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2, column 0.975.
  it.each([
    [1, 12.706],
    [2, 4.303],
    [4, 2.776],
    [9, 2.262],
    [10, 2.228],
    [19, 2.093],
    [30, 2.042],
    [60, 2.0],
    [100, 1.984],
  ])('has with %i degrees of freedom the published 97.5 % point %f', (degrees, published) => {
    expect(tQuantile(0.975, degrees)).toBeCloseTo(published, 3);
  });
  it('comes to the normal distribution with very many people', () => {
    expect(tQuantile(0.975, 200_000)).toBeCloseTo(1.96, 3);
  });
});

describe('a mean change', () => {
  it('has the interval of a published example', () => {
    // Student's own sleep data (Biometrika 6, 1908), as R's `t.test(paired = TRUE)` gives it: 1.58, 0.70 to 2.46.
    const extraHours = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];
    const { n, mean, interval } = meanOf(sumsOf(extraHours))!;
    expect(n).toBe(10);
    expect(mean).toBeCloseTo(1.58, 10);
    expect(interval!.from).toBeCloseTo(0.7001142, 6);
    expect(interval!.to).toBeCloseTo(2.4598858, 6);
  });
  it('of one person has no interval, and of nobody is none', () => {
    expect(meanOf(sumsOf([3]))).toEqual({ n: 1, mean: 3, interval: null });
    expect(meanOf(noSums())).toBeNull();
  });
  it('that is the same for all has an interval of no width, never one that is no number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), fc.integer({ min: 2, max: 50 }), (tenths, n) => {
        const { interval } = meanOf(sumsOf(Array(n).fill(tenths / 10)))!;
        expect(interval!.to - interval!.from).toBeLessThan(1e-4);
      }),
    );
  });
});

describe('quartiles', () => {
  it('lie between neighbours as R’s default has it', () => {
    // quantile(c(1, 3, 4, 10)) in R: 2.5, 3.5, 5.5.
    expect(quartilesOf([10, 1, 4, 3])).toEqual({ n: 4, lower: 2.5, median: 3.5, upper: 5.5 });
  });
  it('of one number are that number, and of none are none', () => {
    expect(quartilesOf([7])).toEqual({ n: 1, lower: 7, median: 7, upper: 7 });
    expect(quartilesOf([])).toBeNull();
  });
  it('are in order, and within what there is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values) => {
        const { lower, median, upper } = quartilesOf(values)!;
        const ordered = [Math.min(...values), lower, median, upper, Math.max(...values)];
        expect([...ordered].sort((a, b) => a - b)).toEqual(ordered);
      }),
    );
  });
});
