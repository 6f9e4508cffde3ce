import { expect, it } from 'vitest';
import type { FollowUpLine } from '../../../paths/follow-up-list.ts';
import { cohortWords, inOrder } from './order.ts';

const line = (part: Partial<FollowUpLine>): FollowUpLine => ({
  ...{ pathId: 'p', name: 'Mary', kind: 'review', title: 'Review', on: '2026-06-01', overdue: false, cohort: null },
  ...{ lastSeen: null, contactBy: null, phone: null, email: null, words: null, linkWorker: null },
  ...part,
});

it('sorts by name, by last visit, and by how people like to be reached', () => {
  const lines = [
    line({ name: 'Zoe', lastSeen: '2026-05-01', contactBy: 'letter' }),
    line({ name: 'Ann', lastSeen: '2026-06-01' }),
    line({ name: 'Ben', lastSeen: '2026-04-01', contactBy: 'phone' }),
  ];
  const names = (order: Parameters<typeof inOrder>[1]) => inOrder(lines, order).map(({ name }) => name);
  expect(names('due')).toEqual(['Zoe', 'Ann', 'Ben']);
  expect(names('name')).toEqual(['Ann', 'Ben', 'Zoe']);
  expect(names('last-seen')).toEqual(['Ben', 'Zoe', 'Ann']);
  expect(names('contact')).toEqual(['Ben', 'Zoe', 'Ann']);
});

it('says of a cohort who belongs to it', () => {
  expect(cohortWords('2026-06')).toBe('Everybody whose last visit was in June 2026 is asked together.');
});
