import type { Sum } from '@tapwell/shared/evaluation/protect';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { definitions } from '../definitions.ts';
import type { Table } from '../wire.ts';
import type { Topic } from './topic.ts';
import { PEOPLE_AND_SHARE } from './uptake.ts';

const COMPANY: Sum[] = [
  { whole: 'visits/all', parts: ['visits/accompanied', 'visits/alone'], disjoint: false },
  { whole: 'visited', parts: ['alone/first', 'alone/later', 'alone/never'] },
];
const SECOND: Sum[] = [
  { whole: 'reached/prescribed', parts: ['renewed', 'never-renewed'] },
  { whole: 'ended/completed', parts: ['completed/second', 'completed/once'] },
  { whole: 'renewed', parts: ['completed/second', 'renewed/else'] },
];

/** Who had company, who came alone, milestones, and second programmes. */
export function alongside(policy: SchemePolicy): Topic {
  const ids = policy.milestones.map(({ id }) => id);
  const company = policy.companions.length > 0;
  return {
    count(row, tally) {
      if (company) {
        const accompanied = row.visits.filter((visit) => visit.accompanied).length;
        tally.add('visits/accompanied', accompanied);
        tally.add('visits/alone', row.visits.length - accompanied);
        if (row.visits.length > 0) {
          const alone = accompanied === row.visits.length ? 'never' : row.visits[0]!.accompanied ? 'later' : 'first';
          tally.add(`alone/${alone}`);
        }
      }
      for (const id of ids) tally.add(row.milestones.includes(id) ? `milestone/${id}` : `not-milestone/${id}`);
      const prescribed = row.reached !== 'referred' && row.reached !== 'contact';
      if (!policy.secondProgramme || !prescribed) return;
      tally.add(row.renewed ? 'renewed' : 'never-renewed');
      if (row.ended === 'completed') tally.add(row.renewed ? 'completed/second' : 'completed/once');
      else if (row.renewed) tally.add('renewed/else');
    },

    sums: (): Sum[] => [
      ...(company ? COMPANY : []),
      ...ids.map((id) => ({ whole: 'referred', parts: [`milestone/${id}`, `not-milestone/${id}`] })),
      ...(policy.secondProgramme ? SECOND : []),
    ],

    section(shown) {
      const tables: Table[] = [];
      const people = (id: string, title: string, rowTitle: string, rows: Table['rows']) =>
        tables.push({
          id,
          title,
          rowTitle,
          columns: PEOPLE_AND_SHARE,
          rows,
          plot: { kind: 'bars', column: 0 },
          notes: [],
        });
      if (company) {
        tables.push({
          id: 'visits-alongside',
          title: 'Visits with somebody alongside',
          rowTitle: 'Visits',
          columns: [
            { title: 'Visits', unit: 'visits' },
            { title: 'Of all visits', unit: 'percent' },
          ],
          rows: [
            shown.share('With somebody alongside on record', 'visits/accompanied', 'visits/all'),
            shown.share('With nobody alongside on record', 'visits/alone', 'visits/all'),
          ],
          plot: null,
          notes: ['Nobody on record may also mean that a companion’s card was left at home.'],
        });
        people('alone', 'When people first came alone', 'First visit with nobody alongside on record', [
          shown.share('Their first visit', 'alone/first', 'referred'),
          shown.share('A later one', 'alone/later', 'referred'),
          shown.share('None yet', 'alone/never', 'referred'),
        ]);
      }
      if (ids.length > 0) {
        people(
          'milestones',
          'Milestones',
          'Milestone',
          policy.milestones.map(({ id, title }) => shown.share(title, `milestone/${id}`, 'referred')),
        );
      }
      if (policy.secondProgramme) {
        people('second-programme', 'Second programmes', 'People', [
          shown.share('Began a second programme', 'renewed', 'referred'),
          shown.share('Completed it', 'completed/second', 'referred'),
        ]);
      }
      if (tables.length === 0) return null;
      return {
        id: 'alongside',
        title: 'Company, milestones and second programmes',
        definitions: definitions('alongside', 'alone', 'milestone', 'second-programme'),
        tables,
      };
    },
  };
}
