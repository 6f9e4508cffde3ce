import { describe, expect, it } from 'vitest';
import { scheme } from '../scheme/schemes.testing.ts';
import { GOALS_LABEL, scoreGoals } from './goals.ts';
import { ONS4_QUESTIONS, ons4Answers, scoreOns4 } from './ons4.ts';
import { measureResult, scoreOf } from './results.ts';
import { changeBetween } from './score.ts';

const luton = scheme('luton');

describe('ONS4', () => {
  const answers = { satisfied: 4, worthwhile: 5, happy: 6, anxious: 7 };

  it('asks the four questions as they were published', () => {
    expect(Object.values(ONS4_QUESTIONS)).toEqual([
      'Overall, how satisfied are you with your life nowadays?',
      'Overall, to what extent do you feel that the things you do in your life are worthwhile?',
      'Overall, how happy did you feel yesterday?',
      "On a scale where nought is 'not at all anxious' and 10 is 'completely anxious', overall, how anxious did you feel yesterday?",
    ]);
  });
  it('has four scores and no sum', () => {
    expect(scoreOns4(answers).scores.map(({ value }) => value)).toEqual([4, 5, 6, 7]);
  });
  it('is better with less anxiety, and with more of the others', () => {
    const after = { satisfied: 6, worthwhile: 5, happy: 5, anxious: 3 };
    const changes = changeBetween(scoreOns4(answers).scores, scoreOns4(after).scores);
    expect(changes.map(({ change, better }) => [change, better])).toEqual([
      [2, true],
      [0, null],
      [-1, false],
      [-4, true],
    ]);
  });
  it('leaves out what was not answered, then and in the change', () => {
    const before = scoreOns4({ ...answers, happy: null }).scores;
    expect(before).toHaveLength(3);
    expect(changeBetween(before, scoreOns4(answers).scores)).toHaveLength(3);
    expect(scoreOns4({ satisfied: null, worthwhile: null, happy: null, anxious: null }).whyNot).toEqual([
      'No question was answered.',
    ]);
  });
  it.each([-1, 11, 4.5, '4', undefined])('takes no answer like %s', (satisfied) => {
    expect(ons4Answers.safeParse({ ...answers, satisfied }).success).toBe(false);
  });
});

describe('progress towards own goals', () => {
  const goal = (goalId: string, progress: number | null) => ({ goalId, goal: `Goal ${goalId}`, progress });

  it('has a score for each goal, said to be our own scale and not validated', () => {
    const { scores, notes } = scoreGoals({ goals: [goal('a', 3), goal('b', null)] });
    expect(scores.map(({ id, value }) => [id, value])).toEqual([['goal-a', 3]]);
    expect(notes).toEqual([GOALS_LABEL]);
    expect(GOALS_LABEL).toContain('not validated');
  });
  it('is compared only for goals of both times', () => {
    const [before, after] = [
      [goal('a', 3), goal('b', 5)],
      [goal('a', 8), goal('c', 1)],
    ].map((goals) => scoreGoals({ goals }));
    expect(changeBetween(before!.scores, after!.scores)).toMatchObject([{ id: 'goal-a', change: 5, better: true }]);
  });
  it('asks each goal once, and no scale but 0 to 10', () => {
    const result = (goals: unknown[]) => measureResult.safeParse({ measure: 'goals', answers: { goals } }).success;
    expect(result([goal('a', 10)])).toBe(true);
    expect(result([goal('a', 11)])).toBe(false);
    expect(result([goal('a', 1), goal('a', 2)])).toBe(false);
    expect(scoreGoals({ goals: [goal('a', null)] }).whyNot).toEqual(['No goal has an answer.']);
  });
});

describe('a score under licence', () => {
  const imported = (id: string, score: number) => scoreOf({ measure: 'imported', id, score }, luton);

  it('comes with its name, its range and its number, from the policy and the import', () => {
    expect(imported('self-care', 62).scores).toEqual([
      { id: 'self-care', title: 'Self-care score', value: 62, from: 0, to: 100, better: 'higher' },
    ]);
  });
  it('is not taken outside its range, or when the scheme has none of that name', () => {
    expect(imported('self-care', 101).whyNot).toEqual(['Self-care score goes from 0 to 100; 101 cannot be.']);
    expect(imported('other', 5).whyNot).toEqual(['This scheme has no score called "other".']);
  });
  it('carries no questions and no answers', () => {
    const withAnswers = { measure: 'imported', id: 'self-care', score: 5, answers: [1, 2, 3] };
    expect(measureResult.safeParse(withAnswers).success).toBe(false);
  });
});
