import { z } from 'zod';
import { notScored, type Scored } from './score.ts';

/** Said beside every figure of this measure, because nobody has tested what it measures. */
export const GOALS_LABEL = 'Progress towards own goals (our own scale, not validated)';
export const GOALS_QUESTION = 'How far have you come with this goal, from 0 (not started) to 10 (I have got there)?';

export const goalAnswers = z
  .strictObject({
    goals: z
      .array(
        z.strictObject({
          /** Of the prescription's goals. */
          goalId: z.string().min(1).max(100),
          /** In the person's own words. */
          goal: z.string().min(1).max(300),
          /** Null when not asked or not answered. */
          progress: z.number().int().min(0).max(10).nullable(),
        }),
      )
      .min(1)
      .max(20),
  })
  .refine(({ goals }) => new Set(goals.map((g) => g.goalId)).size === goals.length, 'asks for one goal twice');
export type GoalAnswers = z.infer<typeof goalAnswers>;

/** Each goal stands for itself: people have different ones, so there is no sum. Pure. */
export function scoreGoals({ goals }: GoalAnswers): Scored {
  const scores = goals.flatMap(({ goalId, goal, progress }) =>
    progress === null
      ? []
      : [{ id: `goal-${goalId}`, title: goal, value: progress, from: 0, to: 10, better: 'higher' as const }],
  );
  return scores.length > 0 ? { scores, notes: [GOALS_LABEL], whyNot: null } : notScored(['No goal has an answer.']);
}
