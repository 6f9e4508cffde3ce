import type { FollowUpRule, SchemePolicy } from '@tapwell/shared/scheme/policy';
import { definitions } from '../definitions.ts';
import { type ScoreRule, scoreRules } from '../scores.ts';
import type { Shown } from '../shown.ts';
import type { Column, Row, Table } from '../wire.ts';
import type { Topic } from './topic.ts';

const PAIRED: Column[] = [
  { title: 'People with both answers', unit: 'people' },
  { title: 'People with a first answer only', unit: 'people' },
];
const MEANS: Column[] = [
  ...PAIRED,
  { title: 'Mean before', unit: 'points' },
  { title: 'Mean after', unit: 'points' },
  { title: 'Mean change', unit: 'points' },
  { title: '95 % interval from', unit: 'points' },
  { title: 'to', unit: 'points' },
  { title: 'Median change', unit: 'points' },
];
const MEDIANS: Column[] = [
  ...PAIRED,
  { title: 'Median before', unit: 'met-minutes' },
  { title: 'Median after', unit: 'met-minutes' },
  { title: 'Median change', unit: 'met-minutes' },
  { title: 'A quarter changed by no more than', unit: 'met-minutes' },
  { title: 'A quarter changed by at least', unit: 'met-minutes' },
];

/** What changed between the guided conversation and each follow-up. */
export function measures(policy: SchemePolicy): Topic {
  const followUps = policy.measures.followUps.map((rule) => ({ rule, scores: scoreRules(policy, rule) }));
  const all = new Map(followUps.flatMap(({ scores }) => scores.map((score) => [score.id, score] as const)));
  return {
    count(row, tally) {
      for (const id of all.keys()) {
        tally.add(row.before.has(id) ? `before/${id}` : `not-before/${id}`);
        if (!row.before.has(id)) continue;
        for (const { rule, scores } of followUps) {
          if (!scores.some((score) => score.id === id)) continue;
          const name = `${rule.id}/${id}`;
          const pair = row.followUps.get(rule.id)?.pairs.get(id);
          tally.add(`${pair ? 'pair' : 'unpaired'}/${name}`);
          if (!pair) continue;
          for (const [what, value] of Object.entries({ ...pair, change: pair.after - pair.before })) {
            tally.sum(`${what}/${name}`, value);
            tally.list(`${what}/${name}`, value);
          }
        }
      }
    },

    sums: () => [
      ...[...all.keys()].map((id) => ({ whole: 'referred', parts: [`before/${id}`, `not-before/${id}`] })),
      ...followUps.flatMap(({ rule, scores }) =>
        scores.map(({ id }) => ({
          whole: `before/${id}`,
          parts: [`pair/${rule.id}/${id}`, `unpaired/${rule.id}/${id}`],
        })),
      ),
    ],

    /** Means are shown only beside the number of people they are of. */
    rank: (name) => (name.startsWith('pair/') ? 2 : undefined),

    section(shown) {
      if (all.size === 0) return null;
      return {
        id: 'measures',
        title: 'What changed',
        definitions: definitions('change', 'interval', 'median-change'),
        tables: followUps.flatMap(({ rule, scores }) => tablesOf(rule, scores, shown)),
      };
    },
  };
}

/** One table for each scale, as what stands on one axis must have one unit. */
function tablesOf(rule: FollowUpRule, scores: ScoreRule[], shown: Shown): Table[] {
  const byScale = new Map<string, ScoreRule[]>();
  for (const score of scores) {
    const scale = score.by === 'median' || /^(ons4-|goals$)/.test(score.id) ? score.by : score.id;
    byScale.set(scale, [...(byScale.get(scale) ?? []), score]);
  }
  return [...byScale].map(([scale, own]) => {
    const medians = own[0]!.by === 'median';
    return {
      id: `change-${rule.id}-${scale}`,
      title: `${rule.title}: change since the start${own.length === 1 ? `, ${own[0]!.title}` : ''}`,
      rowTitle: 'Measure',
      columns: medians ? MEDIANS : MEANS,
      rows: own.map((score) => (medians ? medianRow : meanRow)(score, `${rule.id}/${score.id}`, shown)),
      plot: {
        kind: 'ranges',
        zero: true,
        ...(medians ? { low: 5, middle: 4, high: 6 } : { low: 5, middle: 4, high: 6 }),
      },
      notes: own.flatMap((score) => score.note ?? []),
    };
  });
}

function meanRow({ title }: ScoreRule, name: string, shown: Shown): Row {
  const people = `pair/${name}`;
  const { mean, from, to } = shown.mean(`change/${name}`, people);
  const [before, after] = [shown.mean(`before/${name}`, people).mean, shown.mean(`after/${name}`, people).mean];
  const { median } = shown.quartiles(`change/${name}`);
  return {
    title,
    cells: [shown.count(people), shown.count(`unpaired/${name}`), before, after, mean, from, to, median],
  };
}

function medianRow({ title }: ScoreRule, name: string, shown: Shown): Row {
  const [before, after] = [shown.quartiles(`before/${name}`).median, shown.quartiles(`after/${name}`).median];
  const { lower, median, upper } = shown.quartiles(`change/${name}`);
  const people = [shown.count(`pair/${name}`), shown.count(`unpaired/${name}`)];
  return { title, cells: [...people, before, after, median, lower, upper] };
}
