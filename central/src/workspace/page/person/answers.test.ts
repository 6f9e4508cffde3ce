import { measureResult } from '@tapwell/shared/measures/results';
import { scheme } from '@tapwell/shared/scheme/schemes.testing';
import { describe, expect, it } from 'vitest';
import { type Answers, type Asking, ageMissing, ageOn, blankAnswers, faultsOn, pagesOf, resultsOf } from './answers.ts';

const luton: Asking = {
  ...{ policy: scheme('luton'), measures: ['ons4', 'ipaq', 'self-care'], goals: [], born: '1950-06-02' },
  on: '2026-06-01',
};
const goals: Asking = {
  ...{ policy: scheme('bromley-by-bow'), measures: ['goals'], born: null, on: '2026-06-01' },
  goals: [
    { id: 'g1', goal: 'Walk to the shop' },
    { id: 'g2', goal: 'Sleep better' },
  ],
};
const walked = (days: string, hours: string, minutes: string): Answers => ({
  ...blankAnswers(luton),
  walking: { days, hours, minutes },
});

describe('a questionnaire', () => {
  it('asks what the policy measures, one thing a page, and the age only where it is not known', () => {
    expect(pagesOf(luton, blankAnswers(luton)).map(({ is }) => is)).toEqual([
      ...['ons4', 'ons4', 'ons4', 'ons4', 'ipaq', 'ipaq', 'ipaq', 'sitting', 'imported'],
    ]);
    const unknown = { ...luton, born: null, measures: ['ipaq'] };
    expect(pagesOf(unknown, blankAnswers(unknown))[0]).toEqual({ is: 'age' });
    expect(pagesOf(goals, blankAnswers(goals))).toEqual([
      { is: 'goal', goalId: 'g1' },
      { is: 'goal', goalId: 'g2' },
    ]);
  });
  it('without an answer has nothing to send, and every page may be left empty', () => {
    const blank = blankAnswers(luton);
    expect(resultsOf(blank, luton)).toEqual([]);
    expect(pagesOf(luton, blank).flatMap((page) => faultsOn(page, blank, luton))).toEqual([]);
  });
  it('sends what was answered, and null for a question left out', () => {
    const answers = {
      ...walked('5', '0', '30'),
      ons4: { satisfied: 6, worthwhile: null, happy: 0, anxious: 2 },
      imported: { 'self-care': '62.5' },
    };
    const results = resultsOf(answers, luton);
    expect(results).toEqual([
      { measure: 'ons4', answers: { satisfied: 6, worthwhile: null, happy: 0, anxious: 2 } },
      {
        measure: 'ipaq',
        answers: {
          ...{ age: 75, sitting: null, walking: { days: 5, hours: 0, minutes: 30 } },
          vigorous: { days: null, hours: null, minutes: null },
          moderate: { days: null, hours: null, minutes: null },
        },
      },
      { measure: 'imported', id: 'self-care', score: 62.5 },
    ]);
    for (const result of results) measureResult.parse(result);
  });
  it('keeps "don’t know" apart from a page left out, and needs no time for no day', () => {
    const [result] = resultsOf({ ...walked('?', '', ''), vigorous: { days: '0', hours: '', minutes: '' } }, luton);
    expect(result).toMatchObject({
      answers: { walking: { days: null }, vigorous: { days: 0, hours: null, minutes: null } },
    });
  });
  it('asks about times that cannot be, while the person is there', () => {
    const says = (answers: Answers) =>
      faultsOn({ is: 'ipaq', kind: 'walking' }, answers, luton).map(({ says }) => says);
    expect(says(walked('3', '30', ''))).toEqual(['30 hours a day. Were 30 minutes meant?']);
    expect(says(walked('3', '25', ''))).toEqual(['More than 24 hours a day cannot be.']);
    expect(says(walked('3', 'two', ''))).toEqual(['Hours: a whole number.']);
    expect(says(walked('3', '2', '15'))).toEqual([]);
    expect(says(walked('3', '', ''))).toEqual([]);
  });
  it('takes a licensed score within its range only', () => {
    const answers = { ...blankAnswers(luton), imported: { 'self-care': '101' } };
    expect(faultsOn({ is: 'imported' }, answers, luton)).toEqual([
      { name: 'self-care', says: 'Self-care score goes from 0 to 100.' },
    ]);
  });
  it('of activity keeps nothing without an age, and says so', () => {
    const answers = { ...walked('5', '0', '30'), age: '' };
    expect(ageMissing(answers, luton)).toBe(true);
    expect(resultsOf(answers, luton)).toEqual([]);
  });
  it('opened to correct holds what was answered', () => {
    const answers = { ...walked('?', '', ''), sitting: { hours: '1', minutes: '5' } };
    const results = resultsOf({ ...answers, ons4: { satisfied: 1, worthwhile: 2, happy: 3, anxious: 4 } }, luton);
    expect(resultsOf(blankAnswers(luton, results), luton)).toEqual(results);
    const goal = resultsOf({ ...blankAnswers(goals), goals: [{ id: 'old', goal: 'Then', progress: 3 }] }, goals);
    expect(blankAnswers(goals, goal).goals.map(({ id, progress }) => [id, progress])).toEqual([
      ...[
        ['old', 3],
        ['g1', null],
        ['g2', null],
      ],
    ]);
  });
});

it('someone is a year older from their birthday on', () => {
  expect([ageOn('1950-06-02', '2026-06-01'), ageOn('1950-06-02', '2026-06-02')]).toEqual([75, 76]);
  expect([ageOn('2000-02-29', '2026-02-28'), ageOn('2000-02-29', '2026-03-01')]).toEqual([25, 26]);
});
