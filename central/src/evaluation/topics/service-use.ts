import { returnPerPound } from '@tapwell/shared/evaluation/service-use';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import type { ServiceUse } from '@tapwell/shared/scheme/words';
import { definitions } from '../definitions.ts';
import type { Shown } from '../shown.ts';
import type { Table } from '../wire.ts';
import type { Topic } from './topic.ts';

const SERVICES: Record<ServiceUse, string> = {
  admissions: 'Admissions to hospital',
  'a-and-e': 'Visits to A&E',
  'gp-appointments': 'GP appointments',
};

/** Service use before and after, where it was imported, and what a pound returns. */
export function serviceUse(policy: SchemePolicy): Topic {
  const rule = policy.serviceUse;
  const imports = rule?.imports ?? [];
  return {
    count(row, tally) {
      if (!rule) return;
      tally.add(row.use ? 'use/counted' : 'use/not');
      for (const service of imports) {
        const { before, after } = row.use?.[service] ?? { before: 0, after: 0 };
        tally.add(`use/${service}/before`, before);
        tally.add(`use/${service}/after`, after);
      }
    },

    sums: () => (rule ? [{ whole: 'referred', parts: ['use/counted', 'use/not'] }] : []),

    section(shown) {
      if (!rule) return null;
      const people = shown.count('use/counted');
      const weeks = `${rule.weeksBefore} weeks before the referral and ${rule.weeksAfter} weeks from it on`;
      return {
        id: 'service-use',
        title: 'Use of other services, before and after',
        definitions: definitions('service-use', ...(rule.returnPerPound ? (['return-per-pound'] as const) : [])),
        tables: [
          {
            id: 'service-use',
            title: `In the ${weeks}`,
            rowTitle: 'Service',
            columns: [
              { title: 'People', unit: 'people' },
              { title: 'Before', unit: 'events' },
              { title: 'After', unit: 'events' },
            ],
            rows: imports.map((service) => ({
              title: SERVICES[service],
              cells: [people, shown.count(`use/${service}/before`), shown.count(`use/${service}/after`)],
            })),
            plot: null,
            notes:
              people === 0
                ? ['Nothing can be said yet: figures were not imported, or for nobody is the time after over.']
                : [
                    'What would have changed anyway is not taken off. People with much use before often have less later.',
                  ],
          },
          ...returnTable(policy, shown),
        ],
      };
    },
  };
}

/** Shown only where all it is made of is shown: else it could be turned round. */
function returnTable(policy: SchemePolicy, shown: Shown): Table[] {
  const rule = policy.serviceUse;
  const figures = rule?.returnPerPound;
  if (!rule || !figures) return [];
  const parts = rule.imports.map((service) => ({
    service,
    before: shown.count(`use/${service}/before`),
    after: shown.count(`use/${service}/after`),
  }));
  const people = shown.count('use/counted');
  const hidden = people === 'hidden' || parts.some(({ before, after }) => before === 'hidden' || after === 'hidden');
  const all = Object.fromEntries(
    parts.map(({ service, before, after }) => [service, { before: Number(before), after: Number(after) }]),
  );
  // All use belongs to some person; whose it is makes no difference to the sum.
  const result = hidden || people === 0 ? null : returnPerPound(rule, [all, ...Array(people - 1).fill({})]);
  const cell = (value: number | undefined) => (hidden ? 'hidden' : (value ?? null));
  const pounds = (pence: number) => `£${(pence / 100).toLocaleString('en-GB')}`;
  return [
    {
      id: 'return',
      title: 'Return per pound',
      rowTitle: 'People',
      columns: [
        { title: 'People', unit: 'people' },
        { title: 'Cost', unit: 'pounds' },
        { title: 'Saved by less use', unit: 'pounds' },
        { title: 'Saved for each pound', unit: 'pounds' },
      ],
      rows: [
        {
          title: 'All whose time after is over',
          cells: [
            people,
            cell(result ? result.costPence / 100 : undefined),
            cell(result ? result.savedPence / 100 : undefined),
            cell(result?.perPound),
          ],
        },
      ],
      plot: null,
      notes: [
        `Assumed by the scheme: each person costs ${pounds(figures.costPencePerPerson)}; ${rule.imports
          .filter((service) => figures.savedPence[service] !== undefined)
          .map(
            (service) => `one of ${SERVICES[service].toLowerCase()} less saves ${pounds(figures.savedPence[service]!)}`,
          )
          .join('; ')}.`,
      ],
    },
  ];
}
