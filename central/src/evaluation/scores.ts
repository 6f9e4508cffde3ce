import type { MeasureResult } from '@tapwell/shared/measures/results';
import { measureId, scoreOf } from '@tapwell/shared/measures/results';
import { changeBetween, rounded, type Score } from '@tapwell/shared/measures/score';
import type { FollowUpRule, SchemePolicy } from '@tapwell/shared/scheme/policy';

/** One number that is compared before and after. */
export interface ScoreRule {
  id: string;
  title: string;
  better: 'higher' | 'lower';
  /** MET-minutes have a few very high numbers, so their guidelines ask for medians. */
  by: 'mean' | 'median';
  /** Said beside it, e.g. that nobody has tested what it measures. */
  note: string | null;
}

const GOALS: ScoreRule = {
  id: 'goals',
  title: 'Own goals, 0 to 10 (not validated)',
  better: 'higher',
  by: 'mean',
  note: 'Progress with own goals is our own scale, and nobody has tested what it measures. Of each person it is the average change of those goals that were answered both times.',
};

const ONS4: ScoreRule[] = (
  [
    ['satisfied', 'Satisfied with life, 0 to 10', 'higher'],
    ['worthwhile', 'Things are worthwhile, 0 to 10', 'higher'],
    ['happy', 'Happy yesterday, 0 to 10', 'higher'],
    ['anxious', 'Anxious yesterday, 0 to 10 (less is better)', 'lower'],
  ] as const
).map(([id, title, better]) => ({ id: `ons4-${id}`, title, better, by: 'mean', note: null }));

const IPAQ: ScoreRule = {
  id: 'ipaq-total',
  title: 'Physical activity, MET-minutes a week',
  better: 'higher',
  by: 'median',
  note: 'IPAQ is for people from 15 to 69 years old; answers that its guidelines do not score are left out.',
};

/** All numbers of a follow-up that can have one before it. */
export function scoreRules(policy: SchemePolicy, followUp: FollowUpRule): ScoreRule[] {
  return followUp.measures.filter((id) => policy.measures.baseline.includes(id)).flatMap((id) => rulesOf(policy, id));
}

function rulesOf(policy: SchemePolicy, measure: string): ScoreRule[] {
  if (measure === 'ons4') return ONS4;
  if (measure === 'ipaq') return [IPAQ];
  if (measure === 'goals') return [GOALS];
  return policy.measures.imported
    .filter((score) => score.id === measure)
    .map(({ id, title, from, to, better }) => ({
      id,
      title: `${title}, ${from} to ${to}${better === 'lower' ? ' (less is better)' : ''}`,
      better,
      by: 'mean',
      note: null,
    }));
}

/** All scores of what someone answered at one time; of two answers to one measure the later holds. */
export function scoresOf(results: MeasureResult[], policy: SchemePolicy): Score[] {
  const latest = new Map(results.map((result) => [measureId(result), result]));
  return [...latest.values()].flatMap((result) => scoreOf(result, policy).scores);
}

/** Someone's number before and after. */
export interface Pair {
  before: number;
  after: number;
}

/** Those that someone has both times. Own goals have no sum: they are one number only as an average of changes. */
export function pairsOf(before: Score[], after: Score[]): Map<string, Pair> {
  const changes = changeBetween(before, after);
  const goals = changes.filter(({ id }) => isGoal(id));
  const pairs = new Map<string, Pair>(
    changes.filter(({ id }) => !isGoal(id)).map(({ id, before, after }) => [id, { before, after }]),
  );
  if (goals.length > 0) {
    const mean = (of: 'before' | 'after') => rounded(goals.reduce((sum, goal) => sum + goal[of], 0) / goals.length);
    pairs.set(GOALS.id, { before: mean('before'), after: mean('after') });
  }
  return pairs;
}

/** The ids of the rules that someone has a number for. */
export function answered(scores: Score[]): Set<string> {
  return new Set(scores.map(({ id }) => (isGoal(id) ? GOALS.id : id)));
}

export function isGoal(scoreId: string): boolean {
  return scoreId.startsWith('goal-');
}
