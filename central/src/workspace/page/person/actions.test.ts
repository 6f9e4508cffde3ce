import { agreed, Journey } from '@tapwell/shared/path/journey.testing';
import { scheme } from '@tapwell/shared/scheme/schemes.testing';
import { describe, expect, it } from 'vitest';
import { actionsOf, nextDue, stepForward } from './actions.ts';

const offered = (journey: Journey, today: string) =>
  actionsOf(journey.policy, journey.at(today))
    .filter(({ whyNot }) => whyNot === null)
    .map(({ does }) => does);

describe('what may be recorded', () => {
  it('is what the path allows now; the rest says why not', () => {
    const journey = new Journey(scheme('luton'));
    journey.add('referral', '2026-01-05');
    expect(offered(journey, '2026-01-06')).toEqual([
      ...['Put on the waiting list', 'Record a contact', 'Record first contact', 'Record the outcome'],
    ]);
    const all = actionsOf(journey.policy, journey.at('2026-01-06'));
    expect(all.find(({ kind }) => kind === 'prescription')).toEqual({
      ...{ kind: 'prescription', does: 'Agree a prescription', whyNot: 'Record the guided conversation first.' },
    });
  });
  it('mentions nothing that the scheme never has', () => {
    const kinds = (name: string) => {
      const journey = agreed(scheme(name));
      return actionsOf(journey.policy, journey.at('2026-02-10')).map(({ kind }) => kind);
    };
    expect(kinds('luton')).not.toContain('coaching');
    expect(kinds('luton')).not.toContain('preparation');
    expect(kinds('bromley-by-bow')).toContain('coaching');
    expect(kinds('halton-st-helens-knowsley')).toContain('preparation');
    expect(kinds('doncaster')).toContain('one-off-done');
    expect(kinds('whitehill-and-bordon')).toContain('milestone');
    expect(kinds('blackburn-with-darwen')).not.toContain('follow-up');
  });
  it('has a day in its reason as people say it', () => {
    const journey = agreed(scheme('luton'));
    journey.add('outcome', '2026-02-10', { outcome: 'stopped' });
    const review = actionsOf(journey.policy, journey.at('2026-02-11')).find(({ kind }) => kind === 'review');
    expect(review?.whyNot).toBe('The path ended on Tue 10 Feb.');
  });
});

describe('the one thing to do next', () => {
  it('is about what is due first, and of measures before the start only before it', () => {
    const journey = agreed(scheme('luton'));
    expect(nextDue(journey.policy, journey.at('2026-02-01'))).toMatchObject({
      due: { kind: 'baseline' },
      action: { kind: 'conversation', does: 'Record another conversation' },
    });
    expect(stepForward(journey.policy, journey.at('2026-02-01'))).toBeNull();
    journey.visits(['2026-02-03']);
    expect(nextDue(journey.policy, journey.at('2026-02-04'))?.due.kind).toBe('review');
  });
  it('is about nobody coming only once nobody came', () => {
    const journey = agreed(scheme('blackburn-with-darwen'));
    journey.visits(['2026-02-03']);
    expect(nextDue(journey.policy, journey.at('2026-02-20'))?.due.kind).toBe('review');
    expect(nextDue(journey.policy, journey.at('2026-02-24'))).toMatchObject({
      due: { kind: 'no-visit' },
      action: { kind: 'contact' },
    });
  });
  it('is the next step of the path where nothing has a date', () => {
    const journey = new Journey(scheme('halton-st-helens-knowsley'));
    journey.add('referral', '2026-01-05');
    journey.add('first-contact', '2026-01-07');
    expect(stepForward(journey.policy, journey.at('2026-01-08'))?.kind).toBe('conversation');
    journey.add('conversation', '2026-01-09');
    expect(stepForward(journey.policy, journey.at('2026-01-10'))?.kind).toBe('preparation');
    journey.add('preparation', '2026-01-10', { form: 'one-to-one' });
    expect(stepForward(journey.policy, journey.at('2026-01-11'))?.kind).toBe('prescription');
  });
});
