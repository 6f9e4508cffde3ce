import { isSmall } from '@tapwell/shared/evaluation/suppress';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { definitions } from '../definitions.ts';
import type { Topic } from './topic.ts';

const OTHERS = 'Other months, each with only a few people';

/** Those whose last visit was in the same month, where a scheme follows them up together. */
export function cohorts(policy: SchemePolicy): Topic {
  const followUps = policy.measures.followUps.filter((rule) => rule.cohort);
  return {
    count(row, tally) {
      if (followUps.length === 0) return;
      tally.add(row.cohort === null ? 'cohort-none' : `cohort/${row.cohort}`);
      if (row.cohort === null) return;
      for (const { id } of followUps) {
        tally.add(`${row.followUps.has(id) ? 'followed' : 'not-followed'}/${id}/${row.cohort}`);
      }
    },

    group(year, quarters, below) {
      const small = year.names('cohort/').filter((name) => isSmall(year.count(name), below));
      if (small.length < 2) return;
      const months = small.map((name) => name.slice('cohort/'.length));
      for (const tally of [year, ...quarters]) {
        tally.merge(small, `cohort/${OTHERS}`);
        for (const { id } of followUps) {
          for (const what of ['followed', 'not-followed']) {
            tally.merge(
              months.map((month) => `${what}/${id}/${month}`),
              `${what}/${id}/${OTHERS}`,
            );
          }
        }
      }
    },

    sums: (year) =>
      followUps.length === 0
        ? []
        : [
            { whole: 'referred', parts: ['cohort-none', ...year.names('cohort/')] },
            ...year.names('cohort/').flatMap((name) => {
              const month = name.slice('cohort/'.length);
              return followUps.map(({ id }) => ({
                whole: name,
                parts: [`followed/${id}/${month}`, `not-followed/${id}/${month}`],
              }));
            }),
          ],

    section(shown) {
      if (followUps.length === 0) return null;
      const months = shown
        .names('cohort/')
        .map((name) => name.slice('cohort/'.length))
        .sort();
      return {
        id: 'cohorts',
        title: 'Cohorts',
        definitions: definitions('cohort'),
        tables: followUps.map(({ id, title }) => ({
          id: `cohorts-${id}`,
          title: `${title}, by the month of the last visit`,
          rowTitle: 'Month',
          columns: [
            { title: 'People', unit: 'people' },
            { title: 'Followed up', unit: 'people' },
            { title: 'Of the cohort', unit: 'percent' },
          ],
          rows: months.map((month) => ({
            title: month === OTHERS ? OTHERS : monthWords(month),
            cells: [
              shown.count(`cohort/${month}`),
              shown.count(`followed/${id}/${month}`),
              shown.percent(`followed/${id}/${month}`, `cohort/${month}`),
            ],
          })),
          plot: { kind: 'bars', column: 1 },
          notes: [],
        })),
      };
    },
  };
}

const words = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const monthWords = (month: string) => words.format(new Date(`${month}-01T12:00:00Z`));
