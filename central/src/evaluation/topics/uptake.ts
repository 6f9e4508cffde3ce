import { definitions } from '../definitions.ts';
import { type Ended, STEPS } from '../path-row.ts';
import type { Column } from '../wire.ts';
import type { Topic } from './topic.ts';

export const PEOPLE_AND_SHARE: Column[] = [
  { title: 'People', unit: 'people' },
  { title: 'Of all referred', unit: 'percent' },
];

const ENDED: Record<Ended, string> = {
  completed: 'Completed',
  stopped: 'Stopped early',
  declined: 'Declined',
  'no-longer-eligible': 'No longer eligible',
  moved: 'Moved away',
  died: 'Died',
  open: 'Goes on, or no outcome recorded yet',
};
const KINDS = Object.keys(ENDED) as Ended[];

const DECLINED_AFTER = {
  referred: 'Before the first contact',
  contact: 'After the first contact, before a prescription',
  prescribed: 'After a prescription, before the first visit',
  started: 'After the first visit',
};
const BEFORE_END = Object.keys(DECLINED_AFTER) as (keyof typeof DECLINED_AFTER)[];

/** From referral to completion, how it ended, and when people declined. */
export const uptake: Topic = {
  count(row, tally) {
    tally.add('referred');
    const reached = STEPS.indexOf(row.reached);
    if (row.reached !== 'completed') tally.add(`furthest/${row.reached}`);
    for (const step of STEPS.slice(1, 4)) if (STEPS.indexOf(step) <= reached) tally.add(`reached/${step}`);
    tally.add(`ended/${row.ended}`);
    if (row.ended === 'declined') tally.add(`declined/${row.reached}`);
  },

  sums: () => [
    { whole: 'referred', parts: ['furthest/referred', 'reached/contact'] },
    { whole: 'reached/contact', parts: ['furthest/contact', 'reached/prescribed'] },
    { whole: 'reached/prescribed', parts: ['furthest/prescribed', 'reached/started'] },
    { whole: 'reached/started', parts: ['furthest/started', 'ended/completed'] },
    { whole: 'referred', parts: KINDS.map((kind) => `ended/${kind}`) },
    { whole: 'ended/declined', parts: BEFORE_END.map((step) => `declined/${step}`) },
  ],

  rank: (name) => (name === 'ended/completed' ? 4 : name.startsWith('reached/') ? 3 : undefined),

  section: (shown) => ({
    id: 'uptake',
    title: 'From referral to completion',
    definitions: definitions('referred', 'uptake', 'completed', 'outcome', 'declined'),
    tables: [
      {
        id: 'uptake',
        title: 'How far people came',
        rowTitle: 'Step',
        columns: PEOPLE_AND_SHARE,
        rows: [
          { title: 'Referred', cells: [shown.count('referred'), null] },
          shown.share('First contact', 'reached/contact', 'referred'),
          shown.share('Prescribed', 'reached/prescribed', 'referred'),
          shown.share('Started', 'reached/started', 'referred'),
          shown.share('Completed', 'ended/completed', 'referred'),
        ],
        plot: { kind: 'bars', column: 0 },
        notes: [],
      },
      {
        id: 'outcomes',
        title: 'How it ended',
        rowTitle: 'Outcome',
        columns: PEOPLE_AND_SHARE,
        rows: KINDS.map((kind) => shown.share(ENDED[kind], `ended/${kind}`, 'referred')),
        plot: { kind: 'bars', column: 0 },
        notes: [],
      },
      {
        id: 'declined',
        title: 'When people declined',
        rowTitle: 'Declined',
        columns: [PEOPLE_AND_SHARE[0]!, { title: 'Of all who declined', unit: 'percent' }],
        rows: BEFORE_END.map((step) => shown.share(DECLINED_AFTER[step], `declined/${step}`, 'ended/declined')),
        plot: null,
        notes: [],
      },
    ],
  }),
};
