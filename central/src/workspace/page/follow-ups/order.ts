import type { FollowUpLine } from '../../../paths/follow-up-list.ts';

/** How the list can be sorted; `due` is as central gives it: overdue first, cohorts together. */
export const ORDERS = {
  due: 'Overdue first, then by day',
  name: 'Name',
  'last-seen': 'Last visit, longest ago first',
  contact: 'How they like to be reached',
} as const;
export type Order = keyof typeof ORDERS;

/** Who says nothing of how to be reached comes last. */
const WAYS = ['phone', 'text', 'email', 'letter', null];

/** The lines in an order, all else staying as it was. Pure. */
export function inOrder(lines: FollowUpLine[], order: Order): FollowUpLine[] {
  if (order === 'due') return lines;
  return [...lines].sort(BY[order]);
}

const BY: Record<Exclude<Order, 'due'>, (a: FollowUpLine, b: FollowUpLine) => number> = {
  name: (a, b) => a.name.localeCompare(b.name),
  'last-seen': (a, b) => (a.lastSeen ?? '').localeCompare(b.lastSeen ?? ''),
  contact: (a, b) => WAYS.indexOf(a.contactBy) - WAYS.indexOf(b.contactBy),
};

const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** E.g. `Everybody whose last visit was in June 2026 is asked together.` */
export function cohortWords(cohort: string): string {
  return `Everybody whose last visit was in ${month.format(new Date(`${cohort}-15T00:00:00Z`))} is asked together.`;
}
