import { expect, it } from 'vitest';
import { preparedNames } from './prepared-names.ts';

const often = (nameOf: (text: string) => string | undefined, text: string) =>
  [1, 2, 3, 4].map(() => nameOf(text)).at(-1);

it('a query that comes again is prepared under a name of its own, and keeps it', () => {
  const nameOf = preparedNames();
  expect([nameOf('select "a" from "b"'), nameOf('select "a" from "b"')]).toEqual([undefined, undefined]);
  expect([often(nameOf, 'select "a" from "b"'), often(nameOf, 'select "c" from "b"')]).toEqual(['q1', 'q2']);
  expect(nameOf('select "a" from "b"')).toBe('q1');
});

it('a query for all columns is not prepared: another process may add one', () => {
  const nameOf = preparedNames();
  expect(often(nameOf, 'select * from "card"')).toBeUndefined();
  expect(often(nameOf, 'select "a", "card".* from "card"')).toBeUndefined();
  expect(often(nameOf, 'insert into "card" ("id") values ($1) returning *')).toBeUndefined();
  expect(often(nameOf, 'select count(*) as "n" from "card"')).toBe('q1');
});

it('there are only so many names, however many different queries come', () => {
  const nameOf = preparedNames(2);
  const names = Array.from({ length: 100 }, (_, i) => often(nameOf, `select "c${i}" from "card"`));
  expect(names.filter(Boolean)).toEqual(['q1', 'q2']);
  expect(nameOf('select "c0" from "card"')).toBe('q1');
});
