import { z } from 'zod';
import { notScored, type Score, type Scored } from './score.ts';

/**
 * The four questions on personal well-being of the Office for National
 * Statistics, each 0 to 10. They make no sum: each stands for itself, and for
 * anxiety less is better.
 */
export const ONS4_QUESTIONS = {
  satisfied: 'Overall, how satisfied are you with your life nowadays?',
  worthwhile: 'Overall, to what extent do you feel that the things you do in your life are worthwhile?',
  happy: 'Overall, how happy did you feel yesterday?',
  anxious:
    "On a scale where nought is 'not at all anxious' and 10 is 'completely anxious', overall, how anxious did you feel yesterday?",
} as const;
type Question = keyof typeof ONS4_QUESTIONS;

const TITLES: Record<Question, string> = {
  satisfied: 'Satisfied with life',
  worthwhile: 'Things are worthwhile',
  happy: 'Happy yesterday',
  anxious: 'Anxious yesterday',
};

const zeroToTen = z.number('an answer is a number').int('an answer is a whole number').min(0).max(10);
/** Null for a question that was not answered. */
const answer = zeroToTen.nullable();

export const ons4Answers = z.strictObject({
  satisfied: answer,
  worthwhile: answer,
  happy: answer,
  anxious: answer,
});
export type Ons4Answers = z.infer<typeof ons4Answers>;

/** A question left out is left out of the scores; the others stand. Pure. */
export function scoreOns4(answers: Ons4Answers): Scored {
  const scores = (Object.keys(ONS4_QUESTIONS) as Question[]).flatMap((question): Score[] => {
    const value = answers[question];
    if (value === null) return [];
    const better = question === 'anxious' ? 'lower' : 'higher';
    return [{ id: `ons4-${question}`, title: TITLES[question], value, from: 0, to: 10, better }];
  });
  return scores.length > 0 ? { scores, notes: [], whyNot: null } : notScored(['No question was answered.']);
}
