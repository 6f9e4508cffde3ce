import { describe, expect, it } from 'vitest';
import { ago, many } from './ago.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('how long ago', () => {
  it.each([
    [0, 'just now'],
    [MINUTE - 1, 'just now'],
    [MINUTE, '1 minute ago'],
    [2 * MINUTE + 59_000, '2 minutes ago'],
    [HOUR, '1 hour ago'],
    [47 * HOUR, '47 hours ago'],
    [48 * HOUR, '2 days ago'],
    [21 * 24 * HOUR, '21 days ago'],
  ])('%i ms is said "%s"', (ms, words) => expect(ago(ms)).toBe(words));

  it('is never in the future: a clock that is a little ahead says "just now", one far ahead that nobody knows', () => {
    expect(ago(-5 * MINUTE)).toBe('just now');
    expect(ago(-6 * MINUTE)).toContain('nobody knows');
  });
});

it('counts one and many', () => {
  expect([0, 1, 2].map((n) => many(n, 'visit'))).toEqual(['0 visits', '1 visit', '2 visits']);
  expect(many(2, 'person', 'people')).toBe('2 people');
});
