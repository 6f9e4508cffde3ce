import type { Step } from '@tapwell/shared/path/path';
import type { CaseloadRow } from '../../../prescriptions/caseload.ts';

export type Order = 'name' | 'last-visit' | 'next-review' | 'start';

/** What is looked for, and in which order; empty text is for all. */
export interface Wanted {
  search: string;
  step: Step | '';
  activity: string;
  area: string;
  /** Only those who need something today. */
  needing: boolean;
  order: Order;
}

export const EVERYBODY: Wanted = { search: '', step: '', activity: '', area: '', needing: false, order: 'name' };

/** Where somebody is on their path, as a list says it. */
export const STEP_WORDS: Record<Step, string> = {
  none: 'Not begun',
  referred: 'Referred',
  waiting: 'Waiting',
  'in-touch': 'In touch',
  ready: 'To agree activities',
  prescribed: 'About to start',
  attending: 'Coming',
  paused: 'Paused',
  finishing: 'All done, outcome to say',
  ended: 'Ended',
};

/** The people who are wanted, in the order that is wanted. Pure. */
export function narrowed(people: CaseloadRow[], wanted: Wanted): CaseloadRow[] {
  const words = wanted.search.toLowerCase().split(/\s+/);
  return people
    .filter(
      (person) =>
        (wanted.step === '' || person.step === wanted.step) &&
        (!wanted.needing || person.needs > 0) &&
        (wanted.activity === '' || person.activities.some((a) => a.activity === wanted.activity)) &&
        (wanted.area === '' || person.activities.some((a) => a.area === wanted.area)) &&
        matches(person, words),
    )
    .sort((a, b) => BY[wanted.order](a, b) || byName(a, b));
}

function matches({ name, displayName, activities }: CaseloadRow, words: string[]): boolean {
  const text = [name, displayName, ...activities.map((a) => a.activity)].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}

const collator = new Intl.Collator('en-GB');
const byName = (a: CaseloadRow, b: CaseloadRow) => collator.compare(a.name, b.name);
/** Nothing on record comes first where it is the longest ago, last where it is the furthest away. */
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const BY: Record<Order, (a: CaseloadRow, b: CaseloadRow) => number> = {
  name: byName,
  'last-visit': (a, b) => compare(a.lastVisit ?? '', b.lastVisit ?? ''),
  'next-review': (a, b) => compare(a.nextReview ?? '9999', b.nextReview ?? '9999'),
  start: (a, b) => compare(b.startsOn ?? '', a.startsOn ?? ''),
};

/** What may be chosen among these people, in order. Pure. */
export function choices(people: CaseloadRow[]): { steps: Step[]; activities: string[]; areas: string[] } {
  const sorted = (values: string[]) => [...new Set(values)].sort(collator.compare);
  const activities = people.flatMap((person) => person.activities);
  const present = new Set(people.map((person) => person.step));
  return {
    steps: (Object.keys(STEP_WORDS) as Step[]).filter((step) => present.has(step)),
    activities: sorted(activities.map((a) => a.activity)),
    areas: sorted(activities.map((a) => a.area)),
  };
}
