import { describe, expect, it } from 'vitest';
import { ago, healthLines, worst } from './health-in-words.ts';
import type { Health } from './screen-state.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const before = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const well: Health = {
  reader: null,
  hub: 'reachable',
  refused: null,
  saving: null,
  central: { lastSavedAt: before(2), waiting: 0, rosterAt: before(5) },
};
const level = (part: Partial<Health>) => worst(healthLines({ health: { ...well, ...part }, waiting: 0 }, NOW));
const words = (part: Partial<Health>) =>
  healthLines({ health: { ...well, ...part }, waiting: 0 }, NOW).map((l) => l.words);

describe('the staff dot', () => {
  it('is well when reader, hub, internet and roster are', () => {
    expect(level({})).toBe('well');
    expect(level({ central: null })).toBe('well');
  });
  it.each<[string, Partial<Health>]>([
    ['the hub is away', { hub: 'away' }],
    ['the hub refuses what is sent', { refused: 'The hub has a fault of its own.' }],
    ['nothing reached the council for an hour', { central: { ...well.central!, lastSavedAt: before(61) } }],
    ['nothing ever reached the council', { central: { ...well.central!, lastSavedAt: null } }],
    ['it was last reached by a clock that was wrong', { central: { ...well.central!, lastSavedAt: before(-9000) } }],
    ['the council refuses this venue', { central: { ...well.central!, refused: true } }],
    ['the roster is older than a day', { central: { ...well.central!, rosterAt: before(25 * 60) } }],
  ])('is degraded when %s', (_when, part) => expect(level(part)).toBe('degraded'));
  it.each<[string, Partial<Health>]>([
    ['no card can be read', { reader: 'The card reader is not connected.', hub: 'away' }],
    ['no tap can be saved', { saving: 'This kiosk cannot save.' }],
  ])('is down when %s', (_when, part) => expect(level(part)).toBe('down'));
});
it('staff read how many taps the hub has not had', () => {
  const kept = (waiting: number) => healthLines({ health: well, waiting }, NOW).at(-1)!.words;
  expect([kept(0), kept(1), kept(12)]).toEqual(['None.', '1 waits for the hub.', '12 wait for the hub.']);
});
it('staff read how old everything is, in words', () => {
  expect(words({})).toContain('Last saved to the council 2 minutes ago.');
  expect(words({})).toContain('Up to date 5 minutes ago.');
  expect(words({ central: { ...well.central!, waiting: 1 } })).toContain(
    'Last saved to the council 2 minutes ago. One record is waiting.',
  );
});
it.each([
  [0, 'just now'],
  [-3, 'just now'],
  [-90, 'at a time nobody knows: a clock was wrong'],
  [1, '1 minute ago'],
  [59, '59 minutes ago'],
  [60, '1 hour ago'],
  [47 * 60, '47 hours ago'],
  [72 * 60, '3 days ago'],
])('%i minutes are said as "%s"', (minutes, said) => expect(ago(before(minutes), NOW)).toBe(said));
