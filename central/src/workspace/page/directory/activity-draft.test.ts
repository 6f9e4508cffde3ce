import { describe, expect, it } from 'vitest';
import type { ActivityView, DirectoryView } from '../../../directory/wire.ts';
import { activityFields, draftFaults, draftOf, entryOf } from './activity-draft.ts';

const walk: ActivityView = {
  ...{ id: 'walk', seen: null, mayChange: true, when: '', withdrawnOn: null, open: true },
  ...{ name: 'Walk', providerId: 'club', venueId: 'hall', area: 'Physical activity', room: null, description: null },
  ...{ url: null, email: null, phone: '01632 960001', cost: 'Free', eligibility: null, minAge: 18, maxAge: null },
  ...{ languages: ['en', 'pl'], accessibility: null, earlyMinutes: 10, lateAfterMinutes: 5, timed: true, capacity: 12 },
  inGroup: false,
  schedule: {
    zone: 'Europe/London',
    weekly: [{ weekday: 5, start: '23:00', minutes: 120, every: 2 }],
    extra: [{ date: '2026-06-07', start: '10:00', minutes: 90 }],
    ...{ from: '2026-01-01', until: '2026-12-31' },
    cancelled: [{ date: '2026-12-25' }, { date: '2026-12-26', start: '10:00' }],
  },
};
const { id: _, seen: __, mayChange: ___, when: ____, withdrawnOn: _____, open: ______, ...entry } = walk;
const view: DirectoryView = {
  ...{ today: '2026-06-01', zone: 'Europe/London', areas: ['Volunteering'], mayChangeAll: true },
  ...{ providers: [], venues: [], activities: [walk] },
};

describe('the form of an activity', () => {
  it('that is opened and saved changes nothing, past midnight and of every other week too', () => {
    expect(entryOf(draftOf(walk, view.today), walk, 'Europe/London')).toEqual(entry);
  });
  it('still has the area that its scheme has dropped', () => {
    const area = activityFields(view, walk).find((field) => field.name === 'area');
    expect(area).toMatchObject({ options: [{ value: 'Volunteering' }, { value: 'Physical activity' }] });
  });
  it('names what is missing or the wrong way round, times too', () => {
    const draft = draftOf(undefined, view.today);
    const values = { ...draft.values, minAge: '60', maxAge: '18', until: '2026-01-01' };
    const says = draftFaults(activityFields(view, undefined), {
      ...{ ...draft, values, single: [{ date: '', start: '10:00', end: '10:00' }], cancelled: [{ date: '' }] },
    });
    expect(says.map((fault) => fault.name)).toEqual([
      ...[
        'name',
        'area',
        'providerId',
        'venueId',
        'maxAge',
        'until',
        'weekly-0',
        'single-0',
        'single-0',
        'cancelled-0',
      ],
    ]);
  });
});
