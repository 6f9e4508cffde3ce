import { z } from 'zod';
import type { SchemePolicy } from '../scheme/policy.ts';
import { goalAnswers, scoreGoals } from './goals.ts';
import { ipaqAnswers, scoreIpaq } from './ipaq.ts';
import { ons4Answers, scoreOns4 } from './ons4.ts';
import { notScored, type Scored } from './score.ts';

/**
 * What a person answered at one time. The answers are kept as given; scores
 * are worked out from them each time, so a mended rule mends every score.
 */
export const measureResult = z.discriminatedUnion('measure', [
  z.strictObject({ measure: z.literal('ons4'), answers: ons4Answers }),
  z.strictObject({ measure: z.literal('ipaq'), answers: ipaqAnswers }),
  z.strictObject({ measure: z.literal('goals'), answers: goalAnswers }),
  /** A score under licence, worked out elsewhere: which one, and the number. Its range is in the policy. */
  z.strictObject({ measure: z.literal('imported'), id: z.string().min(1).max(40), score: z.number() }),
]);
export type MeasureResult = z.infer<typeof measureResult>;

/** The name a policy knows it by. */
export function measureId(result: MeasureResult): string {
  return result.measure === 'imported' ? result.id : result.measure;
}

export function scoreOf(result: MeasureResult, policy: SchemePolicy): Scored {
  switch (result.measure) {
    case 'ons4':
      return scoreOns4(result.answers);
    case 'ipaq':
      return scoreIpaq(result.answers);
    case 'goals':
      return scoreGoals(result.answers);
    case 'imported':
      return scoreImported(result, policy);
  }
}

function scoreImported({ id, score }: { id: string; score: number }, policy: SchemePolicy): Scored {
  const known = policy.measures.imported.find((one) => one.id === id);
  if (!known) return notScored([`This scheme has no score called "${id}".`]);
  const { title, from, to, better } = known;
  if (score < from || score > to) return notScored([`${title} goes from ${from} to ${to}; ${score} cannot be.`]);
  return { scores: [{ id, title, value: score, from, to, better }], notes: [], whyNot: null };
}
