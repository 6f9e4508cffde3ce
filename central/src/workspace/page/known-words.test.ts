import { expect, it } from 'vitest';
import { knownWords } from './known-words.ts';

const now = new Date('2026-06-01T12:00:00Z');
const silent = { venue: 'Chapel Hall', silentSince: '2026-06-01T09:42:00.000Z', beingTold: false };

it.each([
  [
    'Known at 2 of 3 venues; Chapel Hall has not answered since 10:42.',
    'blocked',
    { venues: ['A', 'B'], others: [silent] },
  ],
  [
    'Known at 0 of 1 venues; Library is being told now.',
    'lost',
    { venues: [], others: [{ ...silent, venue: 'Library', silentSince: null, beingTold: true }] },
  ],
  [
    'Known at 0 of 1 venues; Chapel Hall has never answered.',
    'blocked',
    { venues: [], others: [{ ...silent, silentSince: null }] },
  ],
  ['Known at all 2 venues.', 'blocked', { venues: ['A', 'B'], others: [] }],
  ['Known at Chapel Hall.', 'lost', { venues: ['Chapel Hall'], others: [] }],
  [undefined, 'active', { venues: ['A'], others: [] }],
  [undefined, 'blocked', { venues: [], others: [] }],
])('%s', (words, state, known) => {
  expect(knownWords(state, known, 'Europe/London', now)).toBe(words);
});

it('a silence of days is told with its date', () => {
  const away = { ...silent, silentSince: '2026-05-28T09:42:00.000Z' };
  expect(knownWords('blocked', { venues: [], others: [away] }, 'Europe/London', now)).toContain(
    'since Thu 28 May, 10:42',
  );
});
