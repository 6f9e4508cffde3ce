import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCHEME_IDS, scheme } from '../scheme/schemes.testing.ts';
import { EVENT_KINDS, type EventKind, OUTCOMES, type PathEvent } from './events.ts';
import { activity, Journey, weekly, wellbeing } from './journey.testing.ts';
import { mayAppend } from './may-append.ts';
import { pathOf } from './path.ts';

const luton = scheme('luton');

/** Someone with whom a prescription from 2 February was agreed. */
function agreed(policy = luton): Journey {
  const journey = new Journey(policy);
  journey.add('referral', '2026-01-05');
  if (policy === luton) journey.add('waiting', '2026-01-05');
  journey.add('first-contact', '2026-01-14');
  journey.add('conversation', '2026-01-20', { measures: policy === luton ? [wellbeing(4)] : [] });
  if (policy.beforeGroup.length > 0) journey.add('preparation', '2026-01-20', { form: policy.beforeGroup[0]! });
  const activities = [activity(policy, { sessions: 12 })];
  journey.add('prescription', '2026-01-20', { start: '2026-02-02', activities });
  return journey;
}

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
    const journey = agreed();
    const { next } = journey.at('2026-02-03');
    expect(Object.keys(next)).toEqual(EVENT_KINDS);
    expect(EVENT_KINDS.filter((kind) => next[kind] === null)).toEqual([
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
    const upTo = agreed();
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
    expect(agreed().whyNot('outcome', '2026-02-03', { outcome })).toBe(why);
  });
  it('that has ended stays so, but who moved or died later is not written to', () => {
    const journey = agreed();
    journey.visits(['2026-02-03']);
    journey.add('outcome', '2026-02-10', { outcome: 'stopped' });
    expect(journey.due('2026-02-11')).toEqual({ 'follow-up end': '2026-02-03' });
    expect(journey.whyNot('outcome', '2026-02-11', { outcome: 'completed' })).toBe('The path ended on 2026-02-10.');
    journey.add('outcome', '2026-02-12', { outcome: 'died' });
    expect(journey.at('2026-02-12')).toMatchObject({ outcome: { outcome: 'died' }, due: [] });
  });
  it('does not ask for measures that the scheme does not use, or one twice', () => {
    const journey = agreed();
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
    const journey = agreed();
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

describe('what is due', () => {
  it('before it starts: the measures that are missing', () => {
    expect(agreed().at('2026-01-20').baseline.missing).toEqual(['ipaq', 'self-care']);
    expect(agreed().due('2026-01-20')).toHaveProperty('baseline', '2026-01-14');
  });
  it('when nobody came: three weeks after the start, as the policy has it', () => {
    expect(agreed().due('2026-02-10')).toMatchObject({ 'never-started': '2026-02-23', review: '2026-03-16' });
    expect(
      agreed()
        .at('2026-02-24')
        .due.find((d) => d.kind === 'never-started'),
    ).toMatchObject({ overdue: true });
    expect(
      agreed()
        .at('2026-02-23')
        .due.find((d) => d.kind === 'never-started'),
    ).toMatchObject({ overdue: false });
  });
  it('when visits stop: three weeks after the last one on record', () => {
    const journey = agreed();
    journey.visits(['2026-02-03', '2026-02-10']);
    expect(journey.due('2026-02-11')).toHaveProperty('no-visit', '2026-03-03');
    expect(journey.due('2026-02-11')).not.toHaveProperty('never-started');
  });
  it('for review: so many weeks after the last one, or on the day that was agreed', () => {
    const journey = agreed();
    journey.visits(['2026-02-03']);
    journey.add('review', '2026-03-16');
    expect(journey.due('2026-03-16')).toHaveProperty('review', '2026-04-27');
    journey.add('review', '2026-04-01', { nextOn: '2026-04-08' });
    expect(journey.due('2026-04-01')).toHaveProperty('review', '2026-04-08');
  });
  it('while paused: only to ask whether they come again; then the weeks count from there', () => {
    const journey = agreed();
    journey.visits(['2026-02-03']);
    journey.add('paused', '2026-02-09', { until: '2026-03-01', why: 'In hospital' });
    expect(journey.at('2026-02-10').step).toBe('paused');
    const { baseline: _, ...due } = journey.due('2026-02-10');
    expect(due).toEqual({ resume: '2026-03-01', outcome: '2026-04-26' });
    expect(journey.whyNot('paused', '2026-02-10')).toBe('It is paused already.');
    journey.add('resumed', '2026-03-02');
    expect(journey.at('2026-03-02').step).toBe('attending');
    expect(journey.due('2026-03-02')).toHaveProperty('no-visit', '2026-03-23');
  });
  it('after the planned weeks: how it ended, and the follow-up from the actual last visit', () => {
    const journey = agreed();
    journey.visits(weekly('2026-02-03', 5));
    const { baseline: _, ...due } = journey.due('2026-04-27');
    expect(journey.at('2026-04-26').step).toBe('attending');
    expect(journey.at('2026-04-27').step).toBe('finishing');
    expect(due).toEqual({ outcome: '2026-04-26', 'follow-up end': '2026-03-03' });
    // A visit that arrives late moves it.
    journey.visits(['2026-03-24']);
    expect(journey.due('2026-04-27')).toHaveProperty('follow-up end', '2026-03-24');
  });
  it('goes by the review that happened last, not by the one recorded last', () => {
    const journey = agreed();
    journey.visits(['2026-02-03']);
    journey.add('review', '2026-03-16');
    journey.add('review', '2026-03-02');
    expect(journey.due('2026-03-16')).toHaveProperty('review', '2026-04-27');
  });
  it('is in order of its date', () => {
    const dates = agreed()
      .at('2026-02-10')
      .due.map((d) => d.on);
    expect(dates).toEqual([...dates].sort());
    expect(dates.length).toBeGreaterThan(2);
  });
});

describe('a mistake', () => {
  it('is corrected by a later event of the same kind, and both stay on record', () => {
    const journey = agreed();
    const wrong = journey.events[2]!;
    const right = journey.add('first-contact', '2026-01-13', { corrects: wrong.id, why: 'Wrong day', place: 'phone' });
    const path = journey.at('2026-02-01');
    expect(path.firstContact).toEqual(right);
    expect(path.corrected).toEqual([{ event: wrong, by: right }]);
    expect(journey.whyNot('first-contact', '2026-01-12', { corrects: wrong.id })).toBe('That was corrected already.');
    expect(journey.whyNot('first-contact', '2026-01-12', { corrects: right.id })).toBeNull();
  });
  it('that never was so is taken back, and the taking back may be taken back', () => {
    const journey = agreed();
    journey.visits(['2026-02-03']);
    const visit = journey.events.at(-1)!;
    const back = journey.add('taken-back', '2026-02-04', { corrects: visit.id, why: 'It was her sister' });
    expect(journey.at('2026-02-04').programmes[0].visits.count).toBe(0);
    const again = journey.event('taken-back', '2026-02-05', { corrects: back.id });
    expect(pathOf(luton, [...journey.events, again], '2026-02-05').programmes[0].visits.count).toBe(1);
  });
  it('is not corrected into something else, before it was made, or when nobody made it', () => {
    const journey = agreed();
    const contact = journey.events[2]!;
    expect(journey.whyNot('waiting', '2026-01-14', { corrects: contact.id })).toMatch(
      /^A correction is of the same kind/,
    );
    expect(
      journey.whyNot('first-contact', '2026-01-14', { corrects: contact.id, recordedAt: '2026-01-01T00:00:00.000Z' }),
    ).toBe('A correction comes after what it corrects.');
    expect(journey.whyNot('waiting', '2026-01-14', { corrects: '01890000-0000-7000-8000-00000000ffff' })).toBe(
      'There is nothing like that to correct.',
    );
    expect(journey.whyNot('taken-back', '2026-02-01', { corrects: journey.events[0]!.id })).toBe(
      'Everything else rests on the referral: correct it instead.',
    );
  });
  it('in a prescription can be corrected when all is over', () => {
    const journey = agreed();
    journey.visits(['2026-02-03']);
    journey.add('outcome', '2026-03-01', { outcome: 'stopped' });
    const start = { start: '2026-01-26', activities: [activity(luton)] };
    const corrects = journey.events[4]!.id;
    expect(journey.whyNot('prescription', '2026-03-02', { ...start, corrects, weeks: 11 })).toBe('It lasts 12 weeks.');
    journey.add('prescription', '2026-03-02', { ...start, corrects });
    expect(journey.at('2026-03-02').programmes[0].until).toBe('2026-04-19');
  });
  it('of two corrections made at once the later holds, and the other is on record', () => {
    const journey = agreed();
    const wrong = journey.events[2]!;
    const one = journey.event('first-contact', '2026-01-12', { corrects: wrong.id });
    const two = { ...one, id: '01890000-0000-7000-8000-00000000eeee', on: '2026-01-11' };
    const path = pathOf(luton, [two, ...journey.events, one], '2026-02-01');
    expect(path.firstContact!.on).toBe('2026-01-11');
    expect(path.corrected.map((c) => [c.event.on, c.by.on])).toEqual([
      ['2026-01-12', '2026-01-11'],
      ['2026-01-14', '2026-01-11'],
    ]);
  });
});

/** Events as no member of staff would record them: any kind on any day, correcting anything. */
const anyEvents = fc
  .array(
    fc.record({
      kind: fc.constantFrom<EventKind>(...EVENT_KINDS),
      day: fc.nat(200),
      recorded: fc.nat(40),
      corrects: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(29) }),
      outcome: fc.constantFrom(...OUTCOMES),
      programme: fc.constantFrom<1 | 2>(1, 2),
      n: fc.nat(3),
      minutes: fc.option(fc.nat(200)),
    }),
    { maxLength: 25, size: 'max' },
  )
  .chain((rough) => fc.record({ rough: fc.constant(rough), policy: fc.constantFrom(...SCHEME_IDS).map(scheme) }))
  .map(({ rough, policy }) => {
    const journey = new Journey(policy);
    const idOf = (n: number) => `01890000-0000-7000-8000-${(n + 1).toString(16).padStart(12, '0')}`;
    const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10);
    const events = rough.map(({ kind, corrects, minutes, n, ...one }, i): PathEvent => {
      const on = day(one.day);
      const oneOff = policy.oneOffs[n % 2]?.id ?? 'none';
      const own = {
        id: idOf(i),
        recordedAt: new Date(Date.UTC(2026, 5, 1) + one.recorded * 1000).toISOString(),
        corrects: corrects === null && kind !== 'taken-back' ? null : idOf(corrects ?? 0),
      };
      const special: Partial<Record<EventKind, object>> = {
        booked: { for: on, where: 'surgery', activityId: null },
        preparation: { form: 'small-group' },
        prescription: { start: on, programme: one.programme, activities: [activity(policy)], oneOffs: [oneOff] },
        visit: { sessionId: `s${n}`, prescribedActivityId: n ? 'rx-walking' : 'other', minutes },
        'one-off-done': { oneOff },
        milestone: { milestone: policy.milestones[0]?.id ?? 'none' },
        'follow-up': { followUp: policy.measures.followUps[0]?.id ?? 'none' },
        outcome: { outcome: one.outcome },
      };
      return journey.event(kind, on, { ...own, ...special[kind] } as never);
    });
    return { policy, events };
  });

describe('whatever arrives', () => {
  const shuffled = anyEvents.chain(({ policy, events }) =>
    fc.record({
      policy: fc.constant(policy),
      events: fc.constant(events),
      mixed: fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
    }),
  );

  it('late, out of order or twice, the path is the same', () => {
    fc.assert(
      fc.property(shuffled, ({ policy, events, mixed }) => {
        expect(pathOf(policy, mixed, '2026-08-01')).toEqual(pathOf(policy, events, '2026-08-01'));
      }),
      { numRuns: 200 },
    );
  });
  it('should one id ever carry two contents, all settle on the same one', () => {
    const [one, ...rest] = agreed().events;
    const two = { ...one!, why: 'another' };
    const [a, b] = [
      [one!, two, ...rest],
      [two, ...rest, one!],
    ].map((events) => pathOf(luton, events, '2026-02-01'));
    expect(a).toEqual(b);
  });
  it('each event is on record once: it holds, it was corrected, or it took something back', () => {
    fc.assert(
      fc.property(anyEvents, ({ policy, events }) => {
        const path = pathOf(policy, events, '2026-08-01');
        const places = [...path.events, ...path.corrected.map((c) => c.event)].map((e) => e.id);
        expect(new Set(places).size).toBe(places.length);
        const nowhere = events.filter((e) => !places.includes(e.id));
        expect(nowhere.every((e) => e.kind === 'taken-back')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
  it('what may be added holds once it is, and may then be added again to no effect', () => {
    let added = 0;
    fc.assert(
      fc.property(anyEvents, ({ policy, events }) => {
        // On a path that has come as far as a prescription; some of them correct its steps.
        const kept = agreed(policy).events.map((e, i) => ({ ...e, id: e.id.replace(/..$/, (26 + i).toString(16)) }));
        for (const event of events) {
          const path = pathOf(policy, kept, '2026-08-01');
          if (mayAppend(policy, path, event) !== null) continue;
          kept.push(event);
          const after = pathOf(policy, kept, '2026-08-01');
          added++;
          expect(after.events.some((e) => e.id === event.id) || event.kind === 'taken-back').toBe(true);
          expect(mayAppend(policy, after, event)).toBeNull();
          expect(pathOf(policy, [...kept, event], '2026-08-01')).toEqual(after);
        }
      }),
      { numRuns: 150 },
    );
    expect(added).toBeGreaterThan(150);
  });
});
