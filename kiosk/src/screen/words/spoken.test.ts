import type { Outcome } from '@tapwell/shared/tap/outcome';
import { expect, it } from 'vitest';
import { languages } from './languages.ts';
import { spoken } from './spoken.ts';

const who = { name: 'Mary', language: null, largerText: false };
const where = { activity: 'Money advice', time: '10:30' };
const { en } = languages;

it('a patient hears their welcome and which visit it is, not what they came for', () => {
  const outcome: Outcome = {
    outcome: 'checked-in',
    ...who,
    ...where,
    sessionId: 'advice@2026-06-01T10:30',
    visit: 12,
    of: 12,
    chosen: false,
  };
  expect(spoken(outcome, en, true)).toEqual(['Welcome, Mary', 'Visit 12 of 12', 'Your last planned visit. Well done.']);
  expect(spoken(outcome, en, false)[0]).toBe('Welcome');
});
it('whoever comes without an end hears which visit it is, and never that it was the last', () => {
  const outcome: Outcome = {
    outcome: 'checked-in',
    ...who,
    ...where,
    sessionId: 'advice@2026-06-01T10:30',
    visit: 12,
    of: null,
    chosen: false,
  };
  expect(spoken(outcome, en, true)).toEqual(['Welcome, Mary', 'Visit 12']);
});
it('a companion hears no name of anybody, where names are not to be said', () => {
  const outcome: Outcome = {
    outcome: 'companion-recorded',
    ...who,
    ...where,
    sessionId: 'walk@2026-06-01T10:30',
    with: ['Ahmed'],
  };
  expect(spoken(outcome, en, true)).toEqual(['Welcome, Mary', 'You are here with Ahmed today.']);
  expect(spoken(outcome, en, false)).toEqual(['Welcome', 'You are here today.']);
});
it('a companion of several hears none of their names, and sees none', () => {
  const several: Outcome = {
    outcome: 'companion-recorded',
    ...who,
    ...where,
    sessionId: 'walk@2026-06-01T10:30',
    with: ['Ahmed', 'Zofia'],
  };
  expect(spoken(several, en, true)).toEqual(['Welcome, Mary', 'You are here today.']);
});
it('a choice is heard with all that can be chosen', () => {
  const choices = [{ sessionId: 'a', activity: 'Choir', room: null, startsAt: '2026-06-01T09:30:00Z', time: '10:30' }];
  expect(spoken({ outcome: 'choose-session', ...who, choices }, languages.cy, false)).toEqual([
    'Pa un heddiw?',
    'Choir, 10:30',
  ]);
});
it.each(['card-not-recognised', 'card-blocked', 'card-suspect'] as const)(
  'nobody hears that a card is %s',
  (outcome) => {
    expect(spoken({ outcome, code: 'S2' }, en, true)).toEqual(['Please see a member of staff']);
  },
);
