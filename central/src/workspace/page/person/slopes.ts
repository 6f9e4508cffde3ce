import { GOALS_LABEL } from '@tapwell/shared/measures/goals';
import { type IpaqCategory, scoreIpaq } from '@tapwell/shared/measures/ipaq';
import { ONS4_QUESTIONS } from '@tapwell/shared/measures/ons4';
import { type MeasureResult, measureId, scoreOf } from '@tapwell/shared/measures/results';
import type { Score } from '@tapwell/shared/measures/score';
import type { Path } from '@tapwell/shared/path/path';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { measureTitle } from './event-words.ts';

/** One score over time. */
export interface Slope {
  id: string;
  title: string;
  /** What was asked, in the question's own words; null for a score that came as a number. */
  question: string | null;
  better: Score['better'];
  from: number;
  /** The top of the scale; of one without an end, a round number above all that is shown. */
  to: number;
  points: SlopePoint[];
}
export interface SlopePoint {
  /** E.g. `Before`. */
  when: string;
  on: string;
  value: number;
}

export interface MeasureSlopes {
  id: string;
  title: string;
  /** Said beside every figure of it. */
  label: string | null;
  slopes: Slope[];
  /** What the rules changed on the way, or why there is no score; each with its time. */
  notes: string[];
}

/** When measures were taken: before it starts, and at each follow-up. */
interface Time {
  when: string;
  on: string;
  measures: MeasureResult[];
}

const LEVELS: Record<IpaqCategory, string> = { low: 'low', moderate: 'moderate', high: 'high' };

/** Every measure that was taken, before and after, in the order of the policy. Pure. */
export function slopesOf(policy: SchemePolicy, path: Path): MeasureSlopes[] {
  const times = timesOf(policy, path);
  const ids = new Set(times.flatMap(({ measures }) => measures.map(measureId)));
  const order = [...policy.measures.baseline, ...policy.measures.followUps.flatMap((f) => f.measures)];
  return [...new Set([...order, ...ids])]
    .filter((id) => ids.has(id))
    .map((id) => {
      const taken = times.flatMap(({ when, on, measures }) =>
        measures.filter((m) => measureId(m) === id).map((result) => ({ when, on, result })),
      );
      const scored = taken.map((one) => ({ ...one, scored: scoreOf(one.result, policy) }));
      const slopes = new Map<string, Slope>();
      for (const {
        when,
        on,
        scored: { scores },
      } of scored) {
        for (const { id: scoreId, title, value, from, to, better } of shown(id, scores)) {
          const question = questionOf(scoreId);
          const slope = slopes.get(scoreId) ?? { id: scoreId, title, question, better, from, to: to ?? 0, points: [] };
          slope.points.push({ when, on, value });
          if (to === null) slope.to = roundAbove(Math.max(slope.to, value));
          slopes.set(scoreId, slope);
        }
      }
      const notes = scored.flatMap(({ when, result, scored: { notes: said, whyNot } }) => [
        ...(whyNot ?? []).map((why) => `${when}: not scored. ${why}`),
        // Its label is said once for all.
        ...said.filter((note) => note !== GOALS_LABEL).map((note) => `${when}: ${note}`),
        ...levelOf(when, result),
      ]);
      const label = id === 'goals' ? GOALS_LABEL : null;
      return { id, title: measureTitle(id, policy), label, slopes: [...slopes.values()], notes };
    });
}

function timesOf(policy: SchemePolicy, { baseline, followUps }: Path): Time[] {
  const before: Time[] = baseline.on ? [{ when: 'Before', on: baseline.on, measures: baseline.measures }] : [];
  const many = policy.measures.followUps.length > 1;
  const after = followUps.map(({ followUp, on, measures }) => {
    const title = policy.measures.followUps.find(({ id }) => id === followUp)?.title;
    return { when: many && title ? title : 'After', on, measures };
  });
  return [...before, ...after];
}

/** Of activity only the whole: its three parts are in the answers. */
function shown(measure: string, scores: Score[]): Score[] {
  return measure === 'ipaq' ? scores.filter(({ id }) => id === 'ipaq-total') : scores;
}

function questionOf(scoreId: string): string | null {
  const question = scoreId.replace(/^ons4-/, '');
  return scoreId.startsWith('ons4-') ? ONS4_QUESTIONS[question as keyof typeof ONS4_QUESTIONS] : null;
}

function levelOf(when: string, result: MeasureResult): string[] {
  if (result.measure !== 'ipaq') return [];
  const { category } = scoreIpaq(result.answers);
  return category ? [`${when}: ${LEVELS[category]} activity.`] : [];
}

/** 1, 2 or 5 times a power of ten, so that a scale without an end still has round ends. */
export function roundAbove(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= value)!;
}

export const PLOT = { width: 240, height: 120, side: 36, top: 16, bottom: 16 };

/** Where each point stands in the plot; a single one in the middle. */
export function placesOf({ from, to, points }: Slope): { x: number; y: number }[] {
  const { width, height, side, top, bottom } = PLOT;
  const across = width - 2 * side;
  const up = height - top - bottom;
  return points.map(({ value }, i) => ({
    x: points.length === 1 ? width / 2 : side + (across * i) / (points.length - 1),
    y: top + up * (1 - (value - from) / (to - from)),
  }));
}

/** What changed between the first and the last time, in words. */
export function changeWords({ points, better }: Slope): string {
  const [first, last] = [points[0]!, points.at(-1)!];
  if (points.length === 1) return `${first.value}, ${first.when.toLowerCase()}`;
  const change = Math.round((last.value - first.value) * 10) / 10;
  if (change === 0) return `${first.value} before and ${last.value} after: no change`;
  const good = change > 0 === (better === 'higher');
  return `From ${first.value} to ${last.value}: ${Math.abs(change)} ${good ? 'better' : 'worse'}`;
}

/** The whole plot as a sentence, for those who do not see it. */
export function slopeWords(slope: Slope): string {
  const { title, from, to, points, better } = slope;
  const told = points.map(({ when, value }) => `${when.toLowerCase()} ${value}`).join(', ');
  const way = better === 'higher' ? 'More is better.' : 'Less is better.';
  return `${title}, on a scale from ${from} to ${to}: ${told}. ${way}`;
}
