import { describe, expect, it } from 'vitest';
import type { CaseloadRow, CaseloadStrip } from '../../../prescriptions/caseload.ts';
import { choices, EVERYBODY, narrowed, type Order } from './narrow.ts';

const strip = (activity: string, area = 'Physical activity'): CaseloadStrip => ({
  ...{ id: activity, activity, area, zone: 'Europe/London', attended: 0, sessions: null },
  ...{ firstWeek: 1, from: '2026-06-01', weeks: [], why: {}, of: null },
});
const person = (name: string, part: Partial<CaseloadRow> = {}): CaseloadRow => ({
  ...{ id: name, name, displayName: name.split(' ')[0]!, step: 'attending', linkWorker: null, cover: null },
  ...{ referredOn: '2026-05-01', startsOn: null, endsOn: null, lastVisit: null, nextReview: null, needs: 0 },
  activities: [],
  ...part,
});
const PEOPLE = [
  person('Éva Oyster', { lastVisit: '2026-06-02T09:00:00.000Z', nextReview: '2026-06-09', startsOn: '2026-05-04' }),
  person('Ben Heron', { activities: [strip('Choir', 'Social activity')], step: 'paused', startsOn: '2026-06-01' }),
  person('Ada Lind', { activities: [strip('Walk'), strip('Choir')], lastVisit: '2026-06-01T09:00:00.000Z', needs: 2 }),
];
const names = (wanted: Partial<typeof EVERYBODY>) => narrowed(PEOPLE, { ...EVERYBODY, ...wanted }).map((p) => p.name);

describe('the caseload', () => {
  it('shows everybody by name, as people sort names', () => {
    expect(names({})).toEqual(['Ada Lind', 'Ben Heron', 'Éva Oyster']);
  });
  it('finds by parts of a name and an activity, in any order and size', () => {
    expect(names({ search: 'CHOIR ada' })).toEqual(['Ada Lind']);
    expect(names({ search: 'lin' })).toEqual(['Ada Lind']);
    expect(names({ search: 'choir nobody' })).toEqual([]);
  });
  it('keeps to a step, an activity, an area, and to who needs something', () => {
    expect(names({ step: 'paused' })).toEqual(['Ben Heron']);
    expect(names({ activity: 'Choir' })).toEqual(['Ada Lind', 'Ben Heron']);
    expect(names({ area: 'Social activity' })).toEqual(['Ben Heron']);
    expect(names({ needing: true })).toEqual(['Ada Lind']);
    expect(names({ activity: 'Choir', step: 'attending' })).toEqual(['Ada Lind']);
  });
  it.each<[Order, string[]]>([
    ['last-visit', ['Ben Heron', 'Ada Lind', 'Éva Oyster']],
    ['next-review', ['Éva Oyster', 'Ada Lind', 'Ben Heron']],
    ['start', ['Ben Heron', 'Éva Oyster', 'Ada Lind']],
  ])('sorts by %s, and by name where that is the same', (order, sorted) => {
    expect(names({ order })).toEqual(sorted);
  });
  it('offers for choice what is there', () => {
    expect(choices(PEOPLE)).toEqual({
      steps: ['attending', 'paused'],
      activities: ['Choir', 'Walk'],
      areas: ['Physical activity', 'Social activity'],
    });
  });
});
