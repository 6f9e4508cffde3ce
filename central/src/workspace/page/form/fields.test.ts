import { expect, it } from 'vitest';
import { askedOf, type Field, faultsOf } from './fields.ts';

const fields: Field[] = [
  { is: 'date', name: 'on', label: 'Day', max: '2026-06-10', min: '2026-06-01' },
  { is: 'choice', name: 'how', label: 'How', options: [{ value: 'phone', label: 'By phone' }] },
  { is: 'words', name: 'note', label: 'Note', most: 10, optional: true },
  { is: 'number', name: 'weeks', label: 'Weeks', from: 4, to: 12, when: (values) => values.how === 'phone' },
];
const good = { on: '2026-06-05', how: 'phone', weeks: '8' };
const says = (values: Record<string, string>) => faultsOf(fields, values).map((fault) => fault.says);

it('a form says everything that is wrong with it at once, in the order of its fields', () => {
  expect(says({ how: 'phone' })).toEqual(['Day: choose a day.', 'Weeks: give a number.']);
  expect(says({ ...good, weeks: '3', note: 'much too long' })).toEqual([
    'Note: at most 10 letters.',
    'Weeks: a whole number from 4 to 12.',
  ]);
  expect(says(good)).toEqual([]);
});

it('a day is a real one, neither to come nor too early', () => {
  expect(says({ ...good, on: '2026-06-11' })).toEqual(['That day is still to come.']);
  expect(says({ ...good, on: '2026-05-31' })).toEqual(['That day is too early.']);
  expect(says({ ...good, on: 'soon' })).toEqual(['That is not a day.']);
});

it('what is not asked is not missed, and an answer that was not offered is none', () => {
  expect(says({ on: '2026-06-05', how: 'letter' })).toEqual(['How: choose one.']);
  expect(askedOf(fields, { how: 'letter' }).map((field) => field.name)).toEqual(['on', 'how', 'note']);
});
