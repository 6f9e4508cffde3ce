import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { definitions } from '../definitions.ts';
import type { Topic } from './topic.ts';

/** Hours of volunteering and what they are worth, where the scheme times visits. */
export function hours(policy: SchemePolicy): Topic {
  return {
    count(row, tally) {
      if (!policy.hours) return;
      const timed = row.visits.filter((visit) => visit.minutes !== null);
      tally.add(
        'minutes',
        timed.reduce((sum, visit) => sum + visit.minutes!, 0),
      );
      tally.add('visits/timed', timed.length);
      tally.add('visits/without-length', row.visits.length - timed.length);
      if (timed.length > 0) tally.add('timed');
      else if (row.visits.length > 0) tally.add('never-timed');
    },

    sums: () =>
      policy.hours
        ? [
            { whole: 'visited', parts: ['timed', 'never-timed'] },
            { whole: 'visits/all', parts: ['visits/timed', 'visits/without-length'], disjoint: false },
          ]
        : [],

    section(shown) {
      if (!policy.hours) return null;
      const people = shown.count('timed');
      const minutes = people === 'hidden' ? 'hidden' : shown.count('minutes');
      const worth = minutes === 'hidden' ? 'hidden' : (minutes * policy.hours.penceAnHour) / 6000;
      return {
        id: 'hours',
        title: 'Hours, and what they are worth',
        definitions: definitions('hours', 'worth'),
        tables: [
          {
            id: 'hours',
            title: 'Hours of visits whose length is known',
            rowTitle: 'Visits',
            columns: [
              { title: 'People', unit: 'people' },
              { title: 'Visits with a known length', unit: 'visits' },
              { title: 'Visits without', unit: 'visits' },
              { title: 'Hours', unit: 'hours' },
              { title: 'Worth', unit: 'pounds' },
            ],
            rows: [
              {
                title: 'All',
                cells: [
                  people,
                  shown.count('visits/timed'),
                  shown.count('visits/without-length'),
                  minutes === 'hidden' ? 'hidden' : minutes / 60,
                  worth,
                ],
              },
            ],
            plot: null,
            notes: [`An hour is counted as £${(policy.hours.penceAnHour / 100).toFixed(2)}, as the scheme has it.`],
          },
        ],
      };
    },
  };
}
