import { pathEvent } from '@tapwell/shared/path/events';
import { activity, agreed, Journey } from '@tapwell/shared/path/journey.testing';
import { mayAppend } from '@tapwell/shared/path/may-append';
import { scheme } from '@tapwell/shared/scheme/schemes.testing';
import { describe, expect, it } from 'vitest';
import type { OfferView } from '../../../directory/wire.ts';
import { choosable, faultsOf, foundIn, ownOf, type PrescriptionDraft, startOf, weeksOf } from './prescription-draft.ts';

const ID = '01890000-0000-7000-8000-00000000ff01';
const offer = (journey: Journey, part: Partial<OfferView> = {}): OfferView => ({
  ...{
    id: 'walking',
    name: 'Walking for Health',
    area: journey.policy.areas[0]!,
    providerId: 'p',
    provider: 'Strides',
  },
  ...{ providerKind: journey.policy.activities.from[0]!, venueId: 'v', venue: 'Mill Lane Hall', inGroup: true },
  ...{ timed: false, capacity: null, when: 'Mondays', accreditedUntil: null, accreditationEnded: false, open: true },
  ...part,
});
const about = (journey: Journey, offers = [offer(journey)], today = '2026-02-10') => ({
  ...{ policy: journey.policy, path: journey.at(today), offers },
});
/** Why the rules would not take it; null when they would. */
function refused(journey: Journey, draft: PrescriptionDraft, today = '2026-02-10') {
  const recorded = { id: ID, on: today, recordedAt: `${today}T12:00:00.000Z`, by: { id: 'rosa', name: 'Rosa' } };
  const event = pathEvent.parse({ kind: 'prescription', ...recorded, ...ownOf(draft, about(journey)) });
  return mayAppend(journey.policy, journey.at(today), event);
}
function ready(name: string) {
  const journey = new Journey(scheme(name));
  journey.add('referral', '2026-01-05');
  journey.add('first-contact', '2026-01-14');
  journey.add('conversation', '2026-01-20');
  return journey;
}
const chosen = { id: 'new', activityId: 'walking', perWeek: '2', sessions: '', agreed: null };

describe('a prescription being agreed', () => {
  it('opens with what the scheme usually has, and is taken once an activity is chosen', () => {
    const luton = ready('luton');
    const draft = startOf(about(luton), null, '2026-02-10');
    expect(draft).toMatchObject({ programme: 1, start: '2026-02-10', weeks: '12', activities: [] });
    expect(faultsOf(draft, about(luton))).toEqual([{ name: 'add', says: 'Choose at least one activity.' }]);
    const full = { ...draft, activities: [chosen], goals: [{ id: 'g', goal: ' ' }] };
    expect(faultsOf(full, about(luton))).toEqual([]);
    expect(ownOf(full, about(luton))).toMatchObject({
      weeks: 12,
      goals: [],
      activities: [{ perWeek: 2, sessions: null, offeredBy: 'accredited-provider', group: true }],
    });
    expect(refused(luton, full)).toBeNull();
  });
  it('has no weeks where the scheme has none, and keeps within those it has', () => {
    const open = ready('blackburn-with-darwen');
    const draft = { ...startOf(about(open), null, '2026-02-10'), activities: [chosen] };
    expect([draft.weeks, refused(open, draft)]).toEqual(['', null]);
    const range = ready('rotherham');
    expect(weeksOf(range.policy, 1)).toEqual({ from: 8, to: 16 });
    const short = { ...startOf(about(range), null, '2026-02-10'), activities: [chosen], weeks: '7' };
    expect(faultsOf(short, about(range))).toEqual([{ name: 'weeks', says: 'Weeks: a whole number from 8 to 16.' }]);
    expect(weeksOf(scheme('east-riding'), 2)).toEqual({ from: 1, to: 52 });
  });
  it('changed or corrected keeps what was agreed, and with it the visits', () => {
    const luton = agreed(scheme('luton'));
    const draft = startOf(about(luton), null, '2026-02-10');
    expect(draft).toMatchObject({
      start: '2026-02-02',
      activities: [{ id: 'rx-walking', perWeek: '1', sessions: '12' }],
    });
    // Even when the directory no longer has it.
    expect(ownOf(draft, about(luton, [])).activities).toEqual([activity(luton.policy, { sessions: 12 })]);
  });
  it('says which number is wrong, and where', () => {
    const luton = ready('luton');
    const activities = [{ ...chosen, perWeek: '0', sessions: 'many' }];
    const draft = { ...startOf(about(luton), null, '2026-02-10'), activities, start: '' };
    expect(faultsOf(draft, about(luton)).map(({ name }) => name)).toEqual(['start', 'per-week-new', 'sessions-new']);
  });
  it('of a second programme goes on with the goals of the first', () => {
    const journey = ready('east-riding');
    const goals = [{ id: 'g', goal: 'Swim again' }];
    const activities = [activity(journey.policy)];
    journey.add('prescription', '2026-01-20', { start: '2026-02-02', weeks: 10, goals, activities });
    journey.visits(['2026-02-03']);
    journey.add('outcome', '2026-04-20', { outcome: 'renewed' });
    const draft = startOf(about(journey, [], '2026-04-21'), null, '2026-04-21');
    expect(draft).toMatchObject({ programme: 2, goals, activities: [], weeks: '52', start: '2026-04-21' });
  });
});

describe('what can be chosen', () => {
  it('is open, of the scheme’s areas and kinds of provider', () => {
    const luton = ready('luton');
    const offers = [
      offer(luton),
      offer(luton, { id: 'gone', open: false }),
      offer(luton, { id: 'elsewhere', area: 'Gardening on the moon' }),
      offer(luton, { id: 'other', providerKind: 'residents-group' }),
    ];
    expect(choosable(about(luton, offers)).map(({ id }) => id)).toEqual(['walking']);
  });
  it('is no group before the small group or one-to-one that comes first', () => {
    const halton = ready('halton-st-helens-knowsley');
    const offers = [offer(halton), offer(halton, { id: 'advice', inGroup: false })];
    expect(choosable(about(halton, offers)).map(({ id }) => id)).toEqual(['advice']);
    halton.add('preparation', '2026-01-21', { form: 'one-to-one' });
    expect(choosable(about(halton, offers)).map(({ id }) => id)).toEqual(['walking', 'advice']);
  });
  it('is found by words of its name, provider, venue or area, in any order', () => {
    const offers = [offer(ready('luton')), offer(ready('luton'), { id: 'b', name: 'Choir', venue: 'Church' })];
    expect(foundIn(offers, 'mill WALK').map(({ id }) => id)).toEqual(['walking']);
    expect(foundIn(offers, '')).toHaveLength(2);
  });
});
