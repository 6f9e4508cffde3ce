import { describe, expect, it } from 'vitest';
import { scheme } from '../scheme/schemes.testing.ts';
import { agreed, weekly } from './journey.testing.ts';

const luton = scheme('luton');

describe('what is due', () => {
  it('before it starts: the measures that are missing', () => {
    expect(agreed(luton).at('2026-01-20').baseline.missing).toEqual(['ipaq', 'self-care']);
    expect(agreed(luton).due('2026-01-20')).toHaveProperty('baseline', '2026-01-14');
  });
  it('when nobody came: three weeks after the start, as the policy has it', () => {
    expect(agreed(luton).due('2026-02-10')).toMatchObject({ 'never-started': '2026-02-23', review: '2026-03-16' });
    expect(
      agreed(luton)
        .at('2026-02-24')
        .due.find((d) => d.kind === 'never-started'),
    ).toMatchObject({ overdue: true });
    expect(
      agreed(luton)
        .at('2026-02-23')
        .due.find((d) => d.kind === 'never-started'),
    ).toMatchObject({ overdue: false });
  });
  it('when visits stop: three weeks after the last one on record', () => {
    const journey = agreed(luton);
    journey.visits(['2026-02-03', '2026-02-10']);
    expect(journey.due('2026-02-11')).toHaveProperty('no-visit', '2026-03-03');
    expect(journey.due('2026-02-11')).not.toHaveProperty('never-started');
  });
  it('for review: so many weeks after the last one, or on the day that was agreed', () => {
    const journey = agreed(luton);
    journey.visits(['2026-02-03']);
    journey.add('review', '2026-03-16');
    expect(journey.due('2026-03-16')).toHaveProperty('review', '2026-04-27');
    journey.add('review', '2026-04-01', { nextOn: '2026-04-08' });
    expect(journey.due('2026-04-01')).toHaveProperty('review', '2026-04-08');
  });
  it('while paused: only to ask whether they come again; then the weeks count from there', () => {
    const journey = agreed(luton);
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
    const journey = agreed(luton);
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
    const journey = agreed(luton);
    journey.visits(['2026-02-03']);
    journey.add('review', '2026-03-16');
    journey.add('review', '2026-03-02');
    expect(journey.due('2026-03-16')).toHaveProperty('review', '2026-04-27');
  });
  it('is in order of its date', () => {
    const dates = agreed(luton)
      .at('2026-02-10')
      .due.map((d) => d.on);
    expect(dates).toEqual([...dates].sort());
    expect(dates.length).toBeGreaterThan(2);
  });
});
