import { expect, it } from 'vitest';
import type { CompanionView } from '../../../companions/wire.ts';
import { foundWords, kindWords, stillWanted, whenWords } from './companion-words.ts';

it('a companion is named as the policy words it, with how long they come along', () => {
  const kinds = [
    { title: 'Coordinator', until: { visits: 1 } },
    { title: 'Volunteer', until: { visits: 3 } },
    { title: 'Companion', until: 'confident' as const },
    { title: 'Peer supporter', until: 'as-long-as-needed' as const },
  ];
  expect(kinds.map(({ title }) => kindWords(kinds, title))).toEqual([
    'Coordinator, for the first visit',
    'Volunteer, for the first 3 visits',
    'Companion, until they are confident',
    'Peer supporter, as long as they are needed',
  ]);
  // A policy may change; what was so is said as it was said then.
  expect(kindWords(kinds, 'Buddy')).toBe('Buddy');
  expect(kindWords(kinds, null)).toBe('');
});

it('the days are said with their year, as far as they are known', () => {
  expect(whenWords({ since: '2025-05-25', endedOn: null })).toBe('Since 25 May 2025');
  expect(whenWords({ since: '2025-05-25', endedOn: '2026-01-02' })).toBe('25 May 2025 to 2 January 2026');
  expect(whenWords({ since: null, endedOn: null })).toBe('');
  expect(whenWords({ since: null, endedOn: '2026-01-02' })).toBe('Until 2 January 2026');
});

it('two of one name are told apart by what they do and whether they have a card', () => {
  const pat = { companionId: 'pat', name: 'Pat' };
  expect(foundWords({ ...pat, titles: ['Peer supporter', 'Volunteer'], card: 'works' })).toBe(
    'Peer supporter, Volunteer. Has a card',
  );
  expect(foundWords({ ...pat, titles: [], card: 'none' })).toBe('No card');
});

it('what was agreed and nobody is on record for is said, unless somebody comes along as nobody knows what', () => {
  const one = (title: string | null, endedOn: string | null): CompanionView => ({
    ...{
      id: 'a',
      companionId: 'pat',
      name: 'Pat',
      title,
      since: null,
      by: null,
      endedOn,
      endedBy: null,
      card: 'none',
      erased: false,
    },
  });
  expect(stillWanted(['Volunteer', 'Navigator'], [one('Volunteer', null)])).toEqual(['Navigator']);
  expect(stillWanted(['Volunteer'], [one('Volunteer', '2026-01-02')])).toEqual(['Volunteer']);
  expect(stillWanted(['Volunteer'], [one(null, null)])).toEqual([]);
});
