import { describe, expect, it } from 'vitest';
import { scheme } from '../scheme/schemes.testing.ts';
import { agreed } from './journey.testing.ts';

const paused = (id = 'east-riding') => {
  const journey = agreed(scheme(id));
  journey.add('paused', '2026-03-02', { until: null });
  return journey;
};

describe('a pause', () => {
  it('does not end before it begins', () => {
    const journey = agreed(scheme('luton'));
    const whyNot = (until: string) => journey.whyNot('paused', '2026-03-02', { until });
    expect(whyNot('2026-03-01')).toBe('A pause ends after it begins: choose a later day.');
    expect(whyNot('2026-03-03')).toBeNull();
  });
  it('is over on a day on which it had begun', () => {
    for (const id of ['east-riding', 'luton', 'bromley-by-bow']) {
      const journey = paused(id);
      expect(journey.whyNot('resumed', '2026-03-01')).toBe('They were paused on 2026-03-02: they came again later.');
      journey.add('resumed', '2026-03-02');
      expect(journey.at('2026-03-03').paused).toBeNull();
    }
  });
  it('is not corrected to one that ends before it begins, or that begins after they came again', () => {
    const journey = paused();
    const { id: corrects } = journey.events.at(-1)!;
    const resumed = journey.add('resumed', '2026-03-16');
    const pause = (on: string, until: string | null = null) => journey.whyNot('paused', on, { corrects, until });
    expect(pause('2026-03-09', '2026-03-08')).toMatch(/^A pause ends after it begins/);
    expect(pause('2026-03-17')).toBe('They came again on 2026-03-16: it began before.');
    expect(pause('2026-03-09')).toBeNull();
    const resume = (on: string) => journey.whyNot('resumed', on, { corrects: resumed.id });
    expect(resume('2026-03-01')).toBe('They were paused on 2026-03-02: they came again later.');
    expect(resume('2026-03-20')).toBeNull();
  });
  it('does not lie across another', () => {
    const journey = paused();
    journey.add('resumed', '2026-03-16');
    expect(journey.whyNot('paused', '2026-02-23')).toBe('They came again on 2026-03-16: it begins after that.');
    expect(journey.whyNot('paused', '2026-03-16')).toBeNull();
    journey.add('paused', '2026-03-30');
    const second = journey.events.at(-1)!;
    const resumed = journey.events.find((e) => e.kind === 'resumed')!;
    const moved = journey.whyNot('resumed', '2026-04-06', { corrects: resumed.id });
    expect(moved).toBe('They were paused again on 2026-03-30: they came again before.');
    expect(journey.whyNot('paused', '2026-03-10', { corrects: second.id })).toMatch(/^They came again on 2026-03-16/);
  });
});
