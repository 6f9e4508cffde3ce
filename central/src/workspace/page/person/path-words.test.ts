import { activity, agreed, Journey } from '@tapwell/shared/path/journey.testing';
import { pathOf } from '@tapwell/shared/path/path';
import { scheme } from '@tapwell/shared/scheme/schemes.testing';
import { describe, expect, it } from 'vitest';
import { poundWords, stepWords, withDays } from './path-words.ts';

describe('where somebody is, in words', () => {
  it('follows the path from the list to its end', () => {
    const journey = new Journey(scheme('luton'));
    journey.add('referral', '2026-01-05');
    expect(stepWords(journey.at('2026-01-06'))).toBe('Referred on Mon 5 Jan');
    journey.add('waiting', '2026-01-05');
    expect(stepWords(journey.at('2026-01-06'))).toBe('On the waiting list since Mon 5 Jan');
    journey.add('first-contact', '2026-01-14');
    expect(stepWords(journey.at('2026-01-15'))).toBe('First contact on Wed 14 Jan');
    journey.add('conversation', '2026-01-20');
    expect(stepWords(journey.at('2026-01-21'))).toMatch(/nothing agreed yet$/);
    journey.add('prescription', '2026-01-20', { start: '2026-02-02', activities: [activity(journey.policy)] });
    expect(stepWords(journey.at('2026-01-21'))).toBe('Starts on Mon 2 Feb');
    expect(stepWords(journey.at('2026-03-05'))).toBe('Week 5 of 12');
    expect(stepWords(journey.at('2026-05-01'))).toBe('Over since Sun 26 Apr');
    journey.add('outcome', '2026-05-01', { outcome: 'stopped' });
    expect(stepWords(journey.at('2026-05-02'))).toBe('Stopped on Fri 1 May');
  });
  it('counts sessions where there is coaching, and weeks without an end where there is none', () => {
    const coaching = agreed(scheme('bromley-by-bow'));
    coaching.add('coaching', '2026-02-02');
    expect(stepWords(coaching.at('2026-02-10'))).toBe('1 of 6 coaching sessions');
    expect(stepWords(agreed(scheme('blackburn-with-darwen')).at('2026-03-05'))).toBe('Week 5, without an end date');
  });
  it('says until when it is paused', () => {
    const journey = agreed(scheme('luton'));
    journey.add('paused', '2026-02-10', { until: '2026-03-01' });
    expect(stepWords(journey.at('2026-02-11'))).toBe('Paused since Tue 10 Feb, until Sun 1 Mar');
  });
  it('can be said whatever of a path is on record', () => {
    const journey = agreed(scheme('east-riding'));
    journey.visits(['2026-02-03']);
    journey.add('paused', '2026-02-10', { until: '2026-03-01' });
    journey.add('outcome', '2026-02-20', { outcome: 'renewed' });
    journey.visits(['2026-03-03'], { prescribedActivityId: 'unknown' });
    const all = [...journey.events];
    for (let some = 0; some < 2 ** all.length; some++) {
      const path = pathOf(
        journey.policy,
        all.filter((_, i) => some & (1 << i)),
        '2026-03-05',
      );
      expect(stepWords(path)).toMatch(/^[A-Z]/);
      // As another version of central may tell it.
      const without = path.programmes.map((one) => ({
        ...one,
        prescription: null,
      })) as unknown as typeof path.programmes;
      expect(stepWords({ ...path, step: 'attending', programmes: without })).toMatch(/agreed$|sessions$/);
    }
  });
});

it('a day in a sentence of the rules is said as people say it', () => {
  expect(withDays('The path ended on 2026-05-01.')).toBe('The path ended on Fri 1 May.');
});

it('pounds are shown with pence only where there are some', () => {
  expect([poundWords(2400), poundWords(1250)]).toEqual(['£24', '£12.50']);
});
