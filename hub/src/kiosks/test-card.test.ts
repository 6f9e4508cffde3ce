import { describe, expect, it } from 'vitest';
import { RosterView } from '../roster/roster-view.ts';
import { LIBRARY_UID, MARY_KEY, MARY_UID, roster, sunEvidence } from '../testing/venue.ts';
import { testCard } from './test-card.ts';

const view = new RosterView(roster);
const test = (evidence: Parameters<typeof testCard>[0], provider = 'provider', fresh = true) =>
  testCard(evidence, view, provider, () => fresh);

describe('a card tested by staff', () => {
  it('is said to be genuine, known by its number only, or not genuine', () => {
    expect(test(sunEvidence(7))).toEqual({ verdict: 'genuine', state: 'active', name: 'Mary' });
    expect(test({ kind: 'uid', uid: LIBRARY_UID })).toEqual({ verdict: 'number-only', state: 'active', name: 'Ahmed' });
    expect(test(sunEvidence(7, MARY_UID, MARY_KEY.replace('0', 'F'))).verdict).toBe('not-genuine');
    expect(test(sunEvidence(7), 'provider', false).verdict).toBe('used-before');
    expect(test({ kind: 'uid', uid: '04010203040506' })).toEqual({ verdict: 'unknown', state: null, name: null });
  });
  it("names nobody who is not expected at the signed-in provider's", () => {
    expect(test(sunEvidence(7), 'another')).toEqual({ verdict: 'genuine', state: 'active', name: null });
  });
});
