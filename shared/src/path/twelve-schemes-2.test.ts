import { describe, expect, it } from 'vitest';
import { scheme } from '../scheme/schemes.testing.ts';
import { activity, Journey, weekly, wellbeing } from './journey.testing.ts';

/** A whole path through each scheme, as its description puts it; what is asserted is what is its own. */
describe('a patient’s path through each scheme', () => {
  it('Doncaster: a pharmacist refers, an assessment at home, and prescriptions that are done once', () => {
    const policy = scheme('doncaster');
    const una = new Journey(policy);
    expect(una.whyNot('referral', '2026-01-05', { referrer: { kind: 'pharmacist', worksAt: null } })).toBe(
      'Say from which pharmacy a pharmacist refers.',
    );
    una.add('referral', '2026-01-05', {
      referrer: { kind: 'pharmacist', worksAt: 'Cross Pharmacy' },
      reason: 'Managing at home',
    });
    una.add('waiting', '2026-01-05');
    una.add('first-contact', '2026-01-09', { place: 'home' });
    una.add('conversation', '2026-01-09', { measures: [wellbeing(4)] });
    const oneOffs = ['benefits-check', 'adaptations'];
    una.add('prescription', '2026-01-09', { start: '2026-01-09', weeks: null, oneOffs });
    expect(una.due('2026-01-10')).toMatchObject({
      'one-off benefits-check': '2026-02-06',
      'one-off adaptations': '2026-03-06',
    });
    expect(una.due('2026-01-10')).not.toHaveProperty('never-started');
    una.add('one-off-done', '2026-01-30', { oneOff: 'benefits-check' });
    expect(una.at('2026-01-30').step).toBe('attending');
    expect(una.whyNot('one-off-done', '2026-01-31', { oneOff: 'benefits-check' })).toBe(
      'Benefits check was done on 2026-01-30.',
    );
    una.add('one-off-done', '2026-02-20', { oneOff: 'adaptations' });
    expect(una.at('2026-02-20').step).toBe('finishing');
    expect(una.due('2026-02-20')).toEqual({ outcome: '2026-02-20', 'follow-up end': '2026-03-20' });
    una.add('outcome', '2026-02-23', { outcome: 'completed' });
    una.add('follow-up', '2026-03-20', { followUp: 'end', measures: [wellbeing(6)] });
    expect(una.at('2026-03-20').due).toEqual([]);
  });

  it('Bromley by Bow: several practices, several coaching sessions, statutory services as activities', () => {
    const policy = scheme('bromley-by-bow');
    const [ken, lil] = ['Elm Tree Surgery', 'Canal Practice'].map((worksAt) => {
      const journey = new Journey(policy);
      journey.add('referral', '2026-01-05', { referrer: { kind: 'gp', worksAt } });
      journey.add('waiting', '2026-01-05');
      journey.add('first-contact', '2026-01-12');
      return journey;
    }) as [Journey, Journey];
    expect(lil.at('2026-01-12').referral!.referrer!.worksAt).toBe('Canal Practice');
    ken.add('coaching', '2026-01-12');
    ken.add('conversation', '2026-01-19', { measures: [wellbeing(4)] });
    const statutory = activity(policy, { area: 'Housing', offeredBy: 'statutory-service', group: false });
    ken.add('prescription', '2026-01-19', { start: '2026-01-19', activities: [statutory] });
    for (const on of weekly('2026-01-19', 4)) ken.add('coaching', on);
    expect(ken.at('2026-02-10')).toMatchObject({ step: 'attending', coaching: { had: 5, of: 6 } });
    ken.add('coaching', '2026-02-16');
    expect(ken.at('2026-02-16')).toMatchObject({ step: 'finishing', lastSeen: '2026-02-16' });
    ken.add('follow-up', '2026-02-16', {
      followUp: 'end',
      measures: [
        wellbeing(6),
        { measure: 'goals', answers: { goals: [{ goalId: 'home', goal: 'A dry flat', progress: 7 }] } },
      ],
    });
    ken.add('outcome', '2026-02-16', { outcome: 'completed' });
    expect(ken.at('2026-02-16').step).toBe('ended');
    lil.add('outcome', '2026-01-12', { outcome: 'declined', why: 'Not now' });
    expect(lil.at('2026-01-12')).toMatchObject({ step: 'ended', due: [] });
  });

  it('Forest of Dean: a form from anyone at the practice, carers in their own right, a coordinator and two officers', () => {
    const policy = scheme('forest-of-dean');
    const bea = new Journey(policy);
    expect(policy.roles).toEqual([
      { title: 'Hub coordinator', role: 'team-lead', posts: 1 },
      { title: 'Added officer', role: 'link-worker', posts: 2 },
    ]);
    bea.add('referral', '2026-01-05', {
      referrer: { kind: 'practice-staff', worksAt: 'Elm Tree Surgery' },
      throughForm: true,
      as: 'carer',
      reason: 'Caring for someone',
    });
    expect(bea.at('2026-01-05').referral).toMatchObject({ as: 'carer', throughForm: true });
    bea.add('waiting', '2026-01-06', { by: { id: 'hub', name: 'Hub coordinator' } });
    bea.add('first-contact', '2026-01-12');
    bea.add('conversation', '2026-01-12', { measures: [wellbeing(3)] });
    bea.add('prescription', '2026-01-12', { start: '2026-01-19', weeks: 6, activities: [activity(policy)] });
    bea.visits(weekly('2026-01-20', 6));
    expect(bea.due('2026-03-02')).toEqual({ outcome: '2026-03-01', 'follow-up end': '2026-02-24' });
    bea.add('follow-up', '2026-03-02', { followUp: 'end', measures: [wellbeing(5)] });
    bea.add('outcome', '2026-03-02', { outcome: 'completed' });
    const elsewhere = new Journey(scheme('luton'));
    expect(elsewhere.whyNot('referral', '2026-01-05', { as: 'carer' })).toBe(
      'This scheme does not take carers in their own right.',
    );
    expect(elsewhere.whyNot('referral', '2026-01-05', { throughForm: true })).toBe(
      'This scheme has no electronic form.',
    );
  });

  it('North Baddesley: a link worker in the surgery, and volunteers who help people get started', () => {
    const policy = scheme('north-baddesley');
    const moe = new Journey(policy);
    moe.add('referral', '2026-01-05');
    moe.add('booked', '2026-01-05', { for: '2026-01-08', where: 'surgery', activityId: null });
    moe.add('first-contact', '2026-01-08', { place: 'surgery' });
    const goal = { goalId: 'out', goal: 'Get out once a week' };
    const goals = (progress: number) => [{ measure: 'goals' as const, answers: { goals: [{ ...goal, progress }] } }];
    moe.add('conversation', '2026-01-08', { measures: goals(1) });
    expect(
      moe.whyNot('prescription', '2026-01-08', {
        start: '2026-01-12',
        activities: [activity(policy)],
        companions: ['Peer supporter'],
      }),
    ).toBe('Nobody comes along as "Peer supporter" in this scheme.');
    moe.add('prescription', '2026-01-08', {
      start: '2026-01-12',
      weeks: 8,
      activities: [activity(policy)],
      companions: ['Volunteer'],
    });
    moe.visits(weekly('2026-01-13', 2), { companions: ['Pat'] });
    expect(moe.due('2026-01-21')).not.toHaveProperty('companion Volunteer');
    moe.visits(['2026-01-27'], { companions: ['Pat'] });
    expect(moe.due('2026-01-28')).toHaveProperty('companion Volunteer', '2026-01-27');
    moe.visits(weekly('2026-02-03', 5));
    moe.add('follow-up', '2026-03-10', { followUp: 'end', measures: goals(8) });
    moe.add('outcome', '2026-03-10', { outcome: 'completed' });
    expect(moe.at('2026-03-10').step).toBe('ended');
  });

  it('Whitehill and Bordon: someone refers themselves, has company until confident, and transport', () => {
    const policy = scheme('whitehill-and-bordon');
    const flo = new Journey(policy);
    flo.add('referral', '2026-01-05', { referrer: { kind: 'self', worksAt: null } });
    flo.add('waiting', '2026-01-05');
    flo.add('first-contact', '2026-01-12');
    flo.add('conversation', '2026-01-12', { measures: [wellbeing(2)] });
    const agreed = { start: '2026-01-19', activities: [activity(policy)], transport: true, companions: ['Companion'] };
    flo.add('prescription', '2026-01-12', agreed);
    flo.visits(weekly('2026-01-20', 5), { companions: ['Jo'] });
    expect(flo.due('2026-02-18')).not.toHaveProperty('milestone first-visit-alone');
    flo.visits(['2026-02-24']);
    // Nobody alongside on record may also be a card left at home: staff say whether it was so.
    expect(flo.at('2026-02-25').milestones).toEqual([]);
    expect(flo.due('2026-02-25')).toHaveProperty('milestone first-visit-alone', '2026-02-24');
    flo.add('milestone', '2026-02-24', { milestone: 'first-visit-alone' });
    expect(flo.at('2026-02-25').milestones).toMatchObject([{ title: 'First visit alone', on: '2026-02-24' }]);
    expect(flo.due('2026-02-25')).not.toHaveProperty('milestone first-visit-alone');
    flo.add('prescription', '2026-02-25', { ...agreed, companions: [] });
    flo.visits(weekly('2026-03-03', 6));
    flo.add('outcome', '2026-04-15', { outcome: 'completed' });
    flo.add('follow-up', '2026-04-16', { followUp: 'end', measures: [wellbeing(7)] });
    expect(flo.at('2026-04-16').due).toEqual([]);
    const elsewhere = new Journey(scheme('luton'));
    elsewhere.add('referral', '2026-01-05');
    elsewhere.add('first-contact', '2026-01-12');
    elsewhere.add('conversation', '2026-01-12');
    const there = { start: '2026-01-19', activities: [activity(elsewhere.policy)], transport: true };
    expect(elsewhere.whyNot('prescription', '2026-01-12', there)).toBe('This scheme does not arrange transport.');
  });

  it('Community-led (Big Local): nobody need refer, residents’ groups add and run the activities', () => {
    const policy = scheme('big-local');
    const ray = new Journey(policy);
    expect(policy.activities).toEqual({ from: ['residents-group'], residentsMayAdd: true });
    expect(new Journey(scheme('luton')).whyNot('referral', '2026-01-05', { referrer: null })).toBe(
      'Say who referred them.',
    );
    ray.add('referral', '2026-01-05', { referrer: null, reason: 'Helping others' });
    ray.add('first-contact', '2026-01-06');
    ray.add('conversation', '2026-01-06');
    const agreed = { start: '2026-01-06', activities: [activity(policy, { offeredBy: 'provider' })] };
    expect(ray.whyNot('prescription', '2026-01-06', agreed)).toBe('This scheme has no activities of a provider.');
    ray.add('prescription', '2026-01-06', {
      ...agreed,
      activities: [activity(policy, { offeredBy: 'residents-group' })],
    });
    ray.add('card', '2026-01-06', { profile: 'uid', cardId: 'library-card' });
    ray.visits(weekly('2026-01-07', 30));
    expect(ray.at('2026-08-01')).toMatchObject({ step: 'attending', hours: null, coaching: null });
    expect(ray.at('2026-08-01').next['follow-up']).toBe('This scheme has no follow-up.');
    ray.add('outcome', '2026-08-01', { outcome: 'moved' });
    expect(ray.at('2026-08-01')).toMatchObject({ step: 'ended', due: [] });
  });
});
