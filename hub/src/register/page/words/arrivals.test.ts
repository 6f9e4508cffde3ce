import { expect, it } from 'vitest';
import { newIn } from './arrivals.ts';

const at = (...keys: string[]) => new Map(keys.map((key) => [key, `${key}.`]));

it('who was there when the page opened is no news', () => expect(newIn(at('a', 'b'), undefined)).toEqual([]));
it('who came since is', () => expect(newIn(at('a', 'b'), at('a'))).toEqual(['b']));
it('who was taken back and came again is news again', () => {
  expect(newIn(at('a'), at('a', 'b'))).toEqual([]);
  expect(newIn(at('a', 'b'), at('a'))).toEqual(['b']);
});
