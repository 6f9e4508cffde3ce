import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

it('lets so many through at once and then one each so often, each key for itself', () => {
  const bucket = new TokenBucket(3, 1000);
  expect([0, 0, 0, 0].map((t) => bucket.take('a', t))).toEqual([true, true, true, false]);
  expect(bucket.take('b', 0)).toBe(true);
  expect(bucket.take('a', 999)).toBe(false);
  expect(bucket.take('a', 1000)).toBe(true);
  expect(bucket.take('a', 1000)).toBe(false);
});
it('never saves up more than so many, and a clock that goes back takes nothing away', () => {
  const bucket = new TokenBucket(2, 1000);
  expect([1_000_000, 1_000_000, 1_000_000].map((t) => bucket.take('a', t))).toEqual([true, true, false]);
  expect(bucket.take('a', 500_000)).toBe(false);
  expect([2_000_000, 2_000_000, 2_000_000].map((t) => bucket.take('a', t))).toEqual([true, true, false]);
});
