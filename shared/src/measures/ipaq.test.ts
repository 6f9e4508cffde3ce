import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IpaqAnswers, ipaqAnswers, scoreIpaq } from './ipaq.ts';

const none = { days: 0, hours: null, minutes: null };
const each = (days: number, minutes: number) => ({ days, hours: null, minutes });
const answers = (part: Partial<IpaqAnswers>): IpaqAnswers => ({
  age: 44,
  vigorous: none,
  moderate: none,
  walking: none,
  sitting: null,
  ...part,
});
const total = (part: Partial<IpaqAnswers>) => scoreIpaq(answers(part)).scores[0]?.value;
const category = (part: Partial<IpaqAnswers>) => scoreIpaq(answers(part)).category;
const whyNot = (part: Partial<IpaqAnswers>) => scoreIpaq(answers(part)).whyNot;

describe('MET-minutes a week', () => {
  it('are 3.3 × walking, 4 × moderate and 8 × vigorous minutes, as the protocol computes its examples', () => {
    expect(total({ walking: each(5, 30) })).toBe(495);
    expect(total({ moderate: each(5, 30) })).toBe(600);
    expect(total({ vigorous: each(5, 30) })).toBe(1200);
    expect(total({ walking: each(5, 30), moderate: each(5, 30), vigorous: each(5, 30) })).toBe(2295);
  });
  it('take hours and minutes together', () => {
    expect(total({ moderate: { days: 2, hours: 1, minutes: 15 } })).toBe(600);
  });
  it('are nought, and low, for someone who did nothing', () => {
    expect(scoreIpaq(answers({}))).toMatchObject({ category: 'low', whyNot: null, notes: [] });
    expect(total({})).toBe(0);
  });
  it('leave out bouts of less than ten minutes, and their days', () => {
    const part = { walking: each(7, 9), moderate: each(1, 30) };
    expect(total(part)).toBe(120);
    expect(scoreIpaq(answers(part)).notes).toEqual(['Walking of less than 10 minutes a day is not counted.']);
    expect(total({ walking: each(7, 10) })).toBe(231);
  });
  it('count no more than three hours a day of one kind', () => {
    const part = { walking: { days: 7, hours: 5, minutes: 0 } };
    expect(total(part)).toBe(4158);
    expect(scoreIpaq(answers(part)).notes).toEqual(['Walking of more than 3 hours a day is counted as 3 hours.']);
    expect(scoreIpaq(answers({ walking: each(7, 180) })).notes).toEqual([]);
  });
  it('do not depend on sitting', () => {
    expect(total({ walking: each(5, 30), sitting: 900 })).toBe(495);
  });
});

describe('the category', () => {
  it('is high with vigorous activity on three days and 1,500 MET-minutes', () => {
    expect(category({ vigorous: each(3, 62), moderate: none })).toBe('moderate');
    expect(category({ vigorous: each(3, 63) })).toBe('high');
    expect(category({ vigorous: each(3, 20), walking: each(7, 45) })).toBe('high');
    expect(category({ vigorous: each(2, 100) })).toBe('low');
  });
  it('is high with seven days of anything and 3,000 MET-minutes', () => {
    expect(category({ walking: each(7, 129) })).toBe('moderate');
    expect(category({ walking: each(7, 130) })).toBe('high');
    expect(category({ walking: each(4, 180), moderate: each(3, 60) })).toBe('high');
  });
  it('is moderate with twenty minutes of vigorous activity on three days', () => {
    expect(category({ vigorous: each(3, 19) })).toBe('low');
    expect(category({ vigorous: each(3, 20) })).toBe('moderate');
  });
  it('is moderate with half an hour of walking or moderate activity on five days', () => {
    expect(category({ walking: each(5, 29) })).toBe('low');
    expect(category({ walking: each(5, 30) })).toBe('moderate');
    expect(category({ walking: each(3, 30), moderate: each(2, 30) })).toBe('moderate');
    expect(category({ walking: each(3, 30), moderate: each(2, 29) })).toBe('low');
  });
  it('is moderate with five days of anything and 600 MET-minutes', () => {
    expect(category({ vigorous: each(2, 15), walking: each(3, 36) })).toBe('low');
    expect(category({ vigorous: each(2, 15), walking: each(3, 37) })).toBe('moderate');
  });
  it("is told after truncation: the protocol's own example would be high without it", () => {
    const part = { walking: each(6, 10), moderate: { days: 1, hours: 12, minutes: 0 } };
    expect(total(part)).toBe(918);
    expect(category(part)).toBe('moderate');
  });
});

describe('answers that cannot be scored are reported, never guessed', () => {
  it.each<[string, Partial<IpaqAnswers>, string]>([
    ['someone too young', { age: 14 }, 'IPAQ is for people from 15 to 69 years old.'],
    ['someone too old', { age: 70 }, 'IPAQ is for people from 15 to 69 years old.'],
    [
      'days not known',
      { walking: { days: null, hours: null, minutes: 30 } },
      'Walking: the number of days is not known.',
    ],
    ['time not known', { walking: { days: 3, hours: null, minutes: null } }, 'Walking: the time is not known.'],
    ['eight days a week', { vigorous: each(8, 30) }, 'Vigorous activity: 8 days a week cannot be.'],
    ['part of a day', { vigorous: each(2.5, 30) }, 'Vigorous activity: 2.5 days a week cannot be.'],
    ['time on no day', { moderate: each(0, 30) }, 'Moderate activity: on no day, and yet with a time.'],
    [
      'minutes in the hours box',
      { moderate: { days: 3, hours: 30, minutes: null } },
      'Moderate activity: 30 hours a day. Were 30 minutes meant?',
    ],
    ['more than a day a day', { walking: each(1, 1441) }, 'Walking: more than 24 hours a day cannot be.'],
    [
      'more than sixteen hours a day in all',
      { walking: each(1, 500), moderate: each(1, 461) },
      'The three kinds of activity come to more than 16 hours a day.',
    ],
  ])('%s', (_, part, reason) => {
    expect(whyNot(part)).toEqual([reason]);
    expect(scoreIpaq(answers(part))).toMatchObject({ scores: [], category: null });
  });
  it('all reasons at once', () => {
    expect(whyNot({ age: 80, walking: each(9, 30), vigorous: each(0, 5) })).toHaveLength(3);
  });
  it('but sixteen hours in all, and the ages 15 and 69, are scored', () => {
    expect(whyNot({ walking: each(1, 500), moderate: each(1, 460) })).toBeNull();
    expect(whyNot({ age: 15 })).toBeNull();
    expect(whyNot({ age: 69 })).toBeNull();
  });
  it('whatever was answered: no score is ever beyond what three hours a day of each would give', () => {
    const part = fc.record({
      days: fc.option(fc.nat(9)),
      hours: fc.option(fc.nat(25)),
      minutes: fc.option(fc.nat(100)),
    });
    fc.assert(
      fc.property(part, part, part, fc.nat(100), (vigorous, moderate, walking, age) => {
        const given = ipaqAnswers.parse({ age, vigorous, moderate, walking, sitting: null });
        const scored = scoreIpaq(given);
        expect(scored.whyNot === null).toBe(scored.category !== null);
        for (const { value } of scored.scores) {
          expect(value >= 0 && value <= 7 * 180 * (3.3 + 4 + 8)).toBe(true);
        }
      }),
    );
  });
});
