import { describe, expect, it } from 'vitest';
import { returnPerPound, useBeforeAfter } from '../evaluation/service-use.ts';
import { scoreOf } from '../measures/results.ts';
import { changeBetween } from '../measures/score.ts';
import { scheme } from '../scheme/schemes.testing.ts';
import { activity, Journey, walks, weekly, wellbeing } from './journey.testing.ts';

/** A whole path through each scheme, as its description puts it; what is asserted is what is its own. */
describe('a patient’s path through each scheme', () => {
  it('Luton: a GP refers, twelve weeks and twelve visits with a smart card, and three measures again at the end', () => {
    const policy = scheme('luton');
    const mary = new Journey(policy);
    expect(policy.linkWorkerTitle).toBe('Community navigator');
    expect(policy.areas).toHaveLength(5);
    expect(mary.whyNot('referral', '2026-01-05', { referrer: { kind: 'pharmacist', worksAt: 'Cross Pharmacy' } })).toBe(
      'In this scheme a GP may refer.',
    );
    mary.add('referral', '2026-01-05');
    expect(mary.due('2026-01-05')).toEqual({ 'first-contact': '2026-01-19' });
    mary.add('waiting', '2026-01-05');
    mary.add('first-contact', '2026-01-14');
    expect(mary.due('2026-01-14')).toEqual({ baseline: '2026-01-14' });
    const before = [wellbeing(4), walks(2), { measure: 'imported' as const, id: 'self-care', score: 48 }];
    mary.add('conversation', '2026-01-20', { measures: before });
    const accredited = activity(policy, { offeredBy: 'accredited-provider', area: 'Physical activity', sessions: 12 });
    expect(
      mary.whyNot('prescription', '2026-01-20', { start: '2026-02-02', weeks: 10, activities: [accredited] }),
    ).toBe('It lasts 12 weeks.');
    mary.add('prescription', '2026-01-20', { start: '2026-02-02', activities: [accredited] });
    expect(mary.whyNot('card', '2026-01-20', { profile: 'uid' })).toBe('This scheme uses no cards of that kind.');
    mary.add('card', '2026-01-20', { profile: 'ntag424' });
    expect(mary.at('2026-02-10').step).toBe('prescribed');
    mary.visits(weekly('2026-02-03', 11));
    expect(mary.at('2026-04-15').step).toBe('attending');
    mary.visits(['2026-04-21']);
    const done = mary.at('2026-04-22');
    expect(done.step).toBe('finishing');
    expect(done.programmes[0].visits.count).toBe(12);
    expect(mary.due('2026-04-22')).toEqual({ outcome: '2026-04-21', 'follow-up end': '2026-04-21' });
    const after = [wellbeing(7), walks(5), { measure: 'imported' as const, id: 'self-care', score: 61 }];
    mary.add('follow-up', '2026-04-28', { followUp: 'end', measures: after });
    mary.add('outcome', '2026-04-28', { outcome: 'completed' });
    expect(mary.at('2026-05-01')).toMatchObject({ step: 'ended', due: [], outcome: { outcome: 'completed' } });
    const changes = before.flatMap((was, i) =>
      changeBetween(scoreOf(was, policy).scores, scoreOf(after[i]!, policy).scores),
    );
    expect(changes.find((c) => c.id === 'ons4-anxious')).toMatchObject({ change: -3, better: true });
    expect(changes.find((c) => c.id === 'ipaq-total')).toMatchObject({ before: 198, after: 495, better: true });
    expect(changes.find((c) => c.id === 'self-care')).toMatchObject({ change: 13, better: true });
  });

  it('East Riding: the GP books directly, a second programme of up to a year, completion and later membership', () => {
    const policy = scheme('east-riding');
    const tom = new Journey(policy);
    tom.add('referral', '2026-01-05');
    expect(tom.whyNot('waiting', '2026-01-05')).toBe(
      'Here the first appointment is booked with the provider; nobody waits.',
    );
    expect(tom.whyNot('booked', '2026-01-05', { for: '2026-01-09', where: 'surgery', activityId: null })).toBe(
      'Say which activity it is booked with.',
    );
    tom.add('booked', '2026-01-05', { for: '2026-01-09', where: 'activity', activityId: 'gym' });
    expect(tom.due('2026-01-06')).toEqual({ 'first-contact': '2026-01-09' });
    tom.add('first-contact', '2026-01-09', { place: 'activity' });
    tom.add('conversation', '2026-01-09', { measures: [walks(1)] });
    tom.add('prescription', '2026-01-09', { start: '2026-01-12', weeks: 12, activities: [activity(policy)] });
    tom.visits(weekly('2026-01-13', 12));
    const year = { programme: 2 as const, start: '2026-04-13', weeks: 52 };
    const second = { ...year, activities: [activity(policy, { id: 'rx-second' })] };
    expect(tom.whyNot('prescription', '2026-04-06', second)).toBe('There is no second programme yet: renew first.');
    tom.add('outcome', '2026-04-06', { outcome: 'renewed' });
    expect(tom.at('2026-04-06')).toMatchObject({ step: 'ready', outcome: null });
    expect(tom.whyNot('prescription', '2026-04-06', { ...second, weeks: 53 })).toBe('It lasts 1 to 52 weeks.');
    tom.add('prescription', '2026-04-06', second);
    tom.visits(weekly('2026-04-14', 50), { prescribedActivityId: 'rx-second' });
    const path = tom.at('2027-04-20');
    expect(path.programmes.map((p) => [p.number, p.visits.count, p.until])).toEqual([
      [1, 12, '2026-04-05'],
      [2, 50, '2027-04-11'],
    ]);
    expect(path.step).toBe('finishing');
    expect(tom.whyNot('outcome', '2027-04-20', { outcome: 'renewed' })).toBe('This is the second programme already.');
    tom.add('outcome', '2027-04-20', { outcome: 'completed' });
    tom.add('milestone', '2027-06-01', { milestone: 'membership' });
    expect(tom.at('2027-06-01').milestones).toEqual([
      { id: 'membership', title: 'Became a member of the leisure centre', on: '2027-06-01' },
    ]);
  });

  it('Blackburn with Darwen: no end, companions as long as needed, hours and what they are worth', () => {
    const policy = scheme('blackburn-with-darwen');
    const ann = new Journey(policy);
    ann.add('referral', '2026-01-05', { referrer: { kind: 'social-worker', worksAt: 'Adult care team' } });
    ann.add('waiting', '2026-01-05');
    ann.add('first-contact', '2026-01-12');
    const goal = { goalId: 'help', goal: 'Be of use again', progress: 0 };
    ann.add('conversation', '2026-01-12', { measures: [{ measure: 'goals', answers: { goals: [goal] } }] });
    const companions = ['Community navigator', 'Peer supporter'];
    const agreed = { start: '2026-01-19', activities: [activity(policy, { area: 'Volunteering' })], companions };
    expect(ann.whyNot('prescription', '2026-01-12', { ...agreed, weeks: 12 })).toBe(
      'Prescriptions of this scheme have no length in weeks.',
    );
    ann.add('prescription', '2026-01-12', agreed);
    ann.visits(weekly('2026-01-20', 80), { minutes: 90, companions: ['Sal', 'Joe'] });
    ann.visits(['2027-08-03'], { minutes: null });
    const path = ann.at('2027-08-04');
    expect(path).toMatchObject({ step: 'attending', programmes: [{ until: null, over: false }] });
    // 80 visits of an hour and a half at £12; one more without a leaving time is worth no guess.
    expect(path.hours).toEqual({ minutes: 7200, worthPence: 144_000, withoutLength: 1 });
    // As long as needed: nobody is asked to step back, and there is no end to ask about.
    expect(Object.keys(ann.due('2027-08-04'))).toEqual(['review', 'no-visit']);
    ann.add('outcome', '2027-09-01', { outcome: 'stopped', why: 'Has found paid work' });
    expect(ann.at('2027-09-01').outcome).toEqual({ outcome: 'stopped', on: '2027-09-01', why: 'Has found paid work' });
  });

  it('Halton, St Helens and Knowsley: a small group before the group, 4 to 12 weeks, cohorts after three months', () => {
    const policy = scheme('halton-st-helens-knowsley');
    const walk = (start: string, weeks: number, visits: string[], form: 'small-group' | 'one-to-one') => {
      const journey = new Journey(policy);
      journey.add('referral', '2026-01-05', { referrer: { kind: 'practice-nurse', worksAt: 'Elm Tree Surgery' } });
      journey.add('waiting', '2026-01-05');
      journey.add('first-contact', '2026-01-08');
      journey.add('conversation', '2026-01-08', { measures: [wellbeing(5)] });
      expect(journey.due('2026-01-08')).toHaveProperty('preparation');
      const agreed = { start, weeks, activities: [activity(policy, { area: 'Take notice' })] };
      expect(journey.whyNot('prescription', '2026-01-08', agreed)).toBe(
        'A small group or one-to-one comes first, before joining a group.',
      );
      journey.add('preparation', '2026-01-15', { form });
      expect(journey.whyNot('prescription', '2026-01-15', { ...agreed, weeks: 13 })).toBe('It lasts 4 to 12 weeks.');
      journey.add('prescription', '2026-01-15', agreed);
      journey.visits(visits);
      return journey;
    };
    const early = walk('2026-02-02', 4, weekly('2026-02-03', 4), 'small-group');
    const late = walk('2026-01-19', 6, weekly('2026-01-20', 4), 'one-to-one');
    const cohorts = [early, late].map((j) => {
      j.add('outcome', '2026-03-10', { outcome: 'completed' });
      return j.at('2026-03-10').due.find((d) => d.of === 'three-months')!;
    });
    // Their last visits were on 24 and 10 February: all of February are asked together.
    expect(cohorts.map(({ cohort, on }) => [cohort, on])).toEqual([
      ['2026-02', '2026-05-30'],
      ['2026-02', '2026-05-30'],
    ]);
    early.add('follow-up', '2026-06-01', { followUp: 'three-months', measures: [wellbeing(8)] });
    expect(early.due('2026-06-01')).not.toHaveProperty('follow-up three-months');
  });

  it('Rotherham: case management refers, a visit at home, 8 to 16 weeks, and what a pound returns', () => {
    const policy = scheme('rotherham');
    const ivy = new Journey(policy);
    expect(ivy.whyNot('referral', '2026-01-05', { referrer: { kind: 'case-management-team', worksAt: null } })).toBe(
      'Say from which team a case-management team refers.',
    );
    ivy.add('referral', '2026-01-05', { referrer: { kind: 'case-management-team', worksAt: 'North team' } });
    expect(ivy.at('2026-01-05').due).toMatchObject([{ kind: 'first-contact', title: 'First visit at home' }]);
    ivy.add('waiting', '2026-01-05');
    ivy.add('first-contact', '2026-01-12', { place: 'home' });
    ivy.add('conversation', '2026-01-12', { measures: [wellbeing(3)] });
    const agreed = { start: '2026-01-19', activities: [activity(policy)] };
    expect(ivy.whyNot('prescription', '2026-01-12', { ...agreed, weeks: 7 })).toBe('It lasts 8 to 16 weeks.');
    ivy.add('prescription', '2026-01-12', { ...agreed, weeks: 16 });
    ivy.visits(weekly('2026-01-20', 14));
    ivy.add('outcome', '2026-05-12', { outcome: 'completed' });
    const referredOn = ivy.at('2026-05-12').referral!.on;
    const used = ['2025-03-01', '2025-09-01', '2026-03-01'].map((on) => ({ service: 'admissions' as const, on }));
    const use = useBeforeAfter(policy.serviceUse!, referredOn, used, '2027-01-31')!;
    expect(use).toEqual({ admissions: { before: 2, after: 1 }, 'a-and-e': { before: 0, after: 0 } });
    expect(returnPerPound(policy.serviceUse!, [use])).toMatchObject({ people: 1, perPound: 3 });
  });

  it('Cotswold: half a day a week in the surgery, the first visit accompanied, GP appointments before and after', () => {
    const policy = scheme('cotswold');
    const sid = new Journey(policy);
    expect(policy.firstAppointment).toEqual({ by: 'surgery', withinDays: 21, halfDaysAWeek: 1 });
    sid.add('referral', '2026-01-05');
    expect(sid.whyNot('waiting', '2026-01-05')).toBe(
      'Here the first appointment is booked in the surgery; nobody waits.',
    );
    sid.add('booked', '2026-01-05', { for: '2026-01-15', where: 'surgery', activityId: null });
    expect(sid.at('2026-01-06').due).toMatchObject([{ title: 'First appointment in the surgery', on: '2026-01-15' }]);
    sid.add('first-contact', '2026-01-15', { place: 'surgery' });
    sid.add('conversation', '2026-01-15', { measures: [wellbeing(4)] });
    const companions = ['Coordinator'];
    sid.add('prescription', '2026-01-15', {
      start: '2026-01-19',
      weeks: 8,
      activities: [activity(policy)],
      companions,
    });
    sid.visits(['2026-01-20'], { companions: ['Rosa Lind'] });
    expect(sid.due('2026-01-21')).toHaveProperty('companion Coordinator', '2026-01-20');
    sid.visits(weekly('2026-01-27', 5));
    sid.add('outcome', '2026-03-20', { outcome: 'completed' });
    // Six weeks from the actual last visit of 24 February, not from the planned end in March.
    expect(sid.due('2026-03-20')).toEqual({ 'follow-up later': '2026-04-07' });
    sid.add('follow-up', '2026-04-08', { followUp: 'later', measures: [wellbeing(6)] });
    const used = ['2025-08-01', '2025-10-01', '2025-12-01', '2026-02-01'].map((on) => ({
      service: 'gp-appointments' as const,
      on,
    }));
    expect(useBeforeAfter(policy.serviceUse!, '2026-01-05', used, '2026-12-31')).toEqual({
      'gp-appointments': { before: 3, after: 1 },
    });
  });
});
