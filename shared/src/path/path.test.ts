import { describe, expect, it } from 'vitest';
import { scheme } from '../scheme/schemes.testing.ts';
import { EVENT_KINDS, type OUTCOMES } from './events.ts';
import { activity, agreed, Journey, weekly, wellbeing } from './journey.testing.ts';
import { mayAppend } from './may-append.ts';

const luton = scheme('luton');

describe('all that was planned', () => {
  it('is over when all visits to each activity were made, however often somebody came to one of them', () => {
    const journey = agreed(luton);
    const six = (id: string, activityId: string) => activity(luton, { id, activityId, sessions: 6 });
    journey.add('prescription', '2026-01-21', {
      start: '2026-02-02',
      activities: [six('rx-walking', 'walking'), six('rx-art', 'art')],
    });
    journey.visits(weekly('2026-02-03', 10));
    journey.visits(['2026-02-04', '2026-02-11'], { prescribedActivityId: 'rx-art' });
    expect(journey.at('2026-04-10')).toMatchObject({ step: 'attending', programmes: [{ over: false }] });
    journey.visits(['2026-02-05', '2026-02-06', '2026-02-12', '2026-02-13'], {
      prescribedActivityId: 'rx-art',
    });
    expect(journey.at('2026-04-10')).toMatchObject({ step: 'finishing', programmes: [{ over: true }] });
  });
});

describe('a path', () => {
  it('goes step by step, and says why not where one is left out', () => {
    const journey = new Journey(luton);
    const step = () => journey.at('2026-03-01').step;
    expect(step()).toBe('none');
    expect(journey.whyNot('first-contact', '2026-01-05')).toBe('There is no referral on record yet.');
    journey.add('referral', '2026-01-05');
    expect(step()).toBe('referred');
    expect(journey.whyNot('referral', '2026-01-06')).toBe('There is a referral on record already.');
    expect(journey.whyNot('conversation', '2026-01-06')).toBe('Record the first contact first.');
    journey.add('waiting', '2026-01-06');
    expect(step()).toBe('waiting');
    expect(journey.whyNot('waiting', '2026-01-07')).toBe('They are on the waiting list already.');
    journey.add('first-contact', '2026-01-14');
    expect(step()).toBe('in-touch');
    expect(journey.whyNot('prescription', '2026-01-14', { start: '2026-02-02' })).toBe(
      'Record the guided conversation first.',
    );
    expect(journey.whyNot('card', '2026-01-14')).toBe('Nothing has been agreed yet.');
    journey.add('conversation', '2026-01-20');
    expect(step()).toBe('ready');
  });
  it('tells for each kind of event whether it may come next, in the words of the refusal', () => {
    const journey = agreed(luton);
    const { next } = journey.at('2026-02-03');
    expect(Object.keys(next)).toEqual(EVENT_KINDS);
    expect(EVENT_KINDS.filter((kind) => next[kind] === null)).toEqual([
      'contact',
      'conversation',
      'prescription',
      'card',
      'visit',
      'review',
      'paused',
      'outcome',
      'taken-back',
    ]);
    expect(next.coaching).toBe('This scheme has no coaching sessions.');
  });
  it('names every kind of reason from the short list only, and needs to know from where it comes', () => {
    const journey = new Journey(luton);
    expect(journey.whyNot('referral', '2026-01-05', { reason: 'Something else' })).toMatch(/^Choose a reason/);
    const nowhere = { referrer: { kind: 'gp' as const, worksAt: null } };
    expect(journey.whyNot('referral', '2026-01-05', nowhere)).toBe('Say from which practice a GP refers.');
  });
  it('takes nothing from the future, and nothing from before the referral but a visit', () => {
    const journey = new Journey(luton);
    journey.add('referral', '2026-01-05');
    expect(mayAppend(luton, journey.at('2026-01-10'), journey.event('first-contact', '2026-01-11'))).toBe(
      'That day is still to come.',
    );
    expect(journey.whyNot('waiting', '2026-01-04')).toBe('That is before the referral of 2026-01-05.');
    expect(journey.whyNot('visit', '2026-01-04', { sessionId: 's', prescribedActivityId: 'p' })).toBeNull();
  });
  it('may be declined at any point, and then nobody is asked anything', () => {
    const upTo = agreed(luton);
    upTo.visits(['2026-02-03']);
    for (let n = 1; n <= upTo.events.length; n++) {
      const journey = new Journey(luton);
      journey.events.push(...upTo.events.slice(0, n));
      journey.add('outcome', '2026-02-04', { outcome: 'declined' });
      expect(journey.at('2026-06-01')).toMatchObject({ step: 'ended', due: [] });
      expect(journey.whyNot('first-contact', '2026-02-05')).toBe('The path ended on 2026-02-04.');
    }
  });
  it.each<[(typeof OUTCOMES)[number], string | null]>([
    ['completed', 'Nobody completes what they never started.'],
    ['stopped', null],
    ['renewed', 'This scheme has no second programme.'],
    ['declined', null],
    ['no-longer-eligible', null],
    ['moved', null],
    ['died', null],
  ])('before the first visit may end as %s: %s', (outcome, why) => {
    expect(agreed(luton).whyNot('outcome', '2026-02-03', { outcome })).toBe(why);
  });
  it('that has ended stays so, but who moved or died later is not written to', () => {
    const journey = agreed(luton);
    journey.visits(['2026-02-03']);
    journey.add('outcome', '2026-02-10', { outcome: 'stopped' });
    expect(journey.due('2026-02-11')).toEqual({ 'follow-up end': '2026-02-03' });
    expect(journey.whyNot('outcome', '2026-02-11', { outcome: 'completed' })).toBe('The path ended on 2026-02-10.');
    journey.add('outcome', '2026-02-12', { outcome: 'died' });
    expect(journey.at('2026-02-12')).toMatchObject({ outcome: { outcome: 'died' }, due: [] });
  });
  it('does not ask for measures that the scheme does not use, or one twice', () => {
    const journey = agreed(luton);
    const goals = { goals: [{ goalId: 'a', goal: 'Walk', progress: 3 }] };
    expect(journey.whyNot('conversation', '2026-01-21', { measures: [{ measure: 'goals', answers: goals }] })).toBe(
      'This scheme does not measure "goals".',
    );
    expect(journey.whyNot('conversation', '2026-01-21', { measures: [wellbeing(1), wellbeing(2)] })).toBe(
      'A measure is there twice.',
    );
    const tooHigh = { measure: 'imported' as const, id: 'self-care', score: 101 };
    expect(journey.whyNot('conversation', '2026-01-21', { measures: [tooHigh] })).toBe(
      'Self-care score goes from 0 to 100; 101 cannot be.',
    );
  });
});

describe('visits', () => {
  const at = (journey: Journey, on: string, own: object) =>
    journey.add('visit', on, { sessionId: `walking@${on}`, prescribedActivityId: 'rx-walking', ...own });

  it('that arrive late take their place by the day they happened', () => {
    const journey = agreed(luton);
    journey.visits(['2026-02-17', '2026-02-03', '2026-02-10']);
    const path = journey.at('2026-02-18');
    expect(path.programmes[0].visits).toMatchObject({ count: 3, first: '2026-02-03', last: '2026-02-17' });
    expect(path.events.slice(-3).map((e) => e.on)).toEqual(['2026-02-03', '2026-02-10', '2026-02-17']);
  });
  it('of one session count once, with the length that one of two hubs knows', () => {
    for (const lengths of [
      [null, 90],
      [90, null],
    ]) {
      const journey = agreed(scheme('blackburn-with-darwen'));
      for (const minutes of lengths) at(journey, '2026-02-03', { minutes });
      expect(journey.at('2026-02-04').hours).toEqual({ minutes: 90, worthPence: 1800, withoutLength: 0 });
    }
  });
  it('whose prescription has not arrived belong to the programme of their day', () => {
    const journey = agreed(scheme('east-riding'));
    journey.visits(['2026-02-03']);
    journey.add('outcome', '2026-03-01', { outcome: 'renewed' });
    at(journey, '2026-03-01', { prescribedActivityId: 'unknown' });
    at(journey, '2026-03-02', { prescribedActivityId: 'unknown' });
    expect(journey.at('2026-03-03').programmes.map((p) => p.visits.count)).toEqual([2, 1]);
  });
});
