import { definitions } from '../definitions.ts';
import type { Topic } from './topic.ts';

/** How long people waited. */
export const times: Topic = {
  count(row, tally) {
    if (row.contactDays !== null) {
      tally.add('contacted');
      tally.list('days/contact', row.contactDays);
    } else if (row.reached !== 'referred') tally.add('contact/undated');
    if (row.visitDays !== null) {
      tally.add('visited');
      tally.list('days/visit', row.visitDays);
    } else if (row.reached === 'started' || row.reached === 'completed') tally.add('started/otherwise');
  },

  sums: () => [
    { whole: 'reached/contact', parts: ['contacted', 'contact/undated'] },
    { whole: 'reached/started', parts: ['visited', 'started/otherwise'] },
  ],

  section(shown) {
    const row = (title: string, people: string, days: string) => {
      const { lower, median, upper } = shown.quartiles(days);
      return { title, cells: [shown.count(people), lower, median, upper] };
    };
    return {
      id: 'times',
      title: 'How long people waited',
      definitions: definitions('days-to-contact', 'days-to-visit'),
      tables: [
        {
          id: 'times',
          title: 'Days from the referral',
          rowTitle: 'Until',
          columns: [
            { title: 'People', unit: 'people' },
            { title: 'A quarter waited up to', unit: 'days' },
            { title: 'Half waited up to (median)', unit: 'days' },
            { title: 'Three quarters waited up to', unit: 'days' },
          ],
          rows: [row('First contact', 'contacted', 'days/contact'), row('First visit', 'visited', 'days/visit')],
          plot: { kind: 'ranges', low: 1, middle: 2, high: 3, zero: true },
          notes: [],
        },
      ],
    };
  },
};
