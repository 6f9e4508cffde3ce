import { describe, expect, it } from 'vitest';
import { scheme } from '../scheme/schemes.testing.ts';
import type { PathEvent } from './events.ts';
import { activity, agreed, type Journey, weekly } from './journey.testing.ts';

const takeBack = (journey: Journey, on: string, { id }: Pick<PathEvent, 'id'>) =>
  journey.whyNot('taken-back', on, { corrects: id });
const prescriptionOf = (journey: Journey) => journey.events.findLast((e) => e.kind === 'prescription')!;

describe('taking back what was agreed', () => {
  it('is refused while visits count under it, and says how often they were there', () => {
    for (const id of ['luton', 'blackburn-with-darwen', 'bromley-by-bow']) {
      const journey = agreed(scheme(id));
      const target = prescriptionOf(journey);
      expect(takeBack(journey, '2026-02-03', target)).toBeNull();
      journey.visits(['2026-02-03']);
      expect(takeBack(journey, '2026-02-04', target)).toBe(
        'They have been to it once: correct it, or record how it ended.',
      );
      journey.visits(weekly('2026-02-10', 11));
      expect(takeBack(journey, '2026-05-01', target)).toBe(
        'They have been to it 12 times: correct it, or record how it ended.',
      );
    }
  });
  it('is accepted where the visits count under what was agreed before or after, and not where they were only under this', () => {
    const journey = agreed(scheme('luton'));
    const { policy } = journey;
    journey.visits(weekly('2026-02-03', 3));
    const art = activity(policy, { id: 'rx-art', activityId: 'art' });
    journey.add('prescription', '2026-02-20', { start: '2026-02-02', activities: [activity(policy), art] });
    const [first, second] = journey.events.filter((e) => e.kind === 'prescription');
    expect(takeBack(journey, '2026-02-21', second!)).toBeNull();
    expect(takeBack(journey, '2026-02-21', first!)).toBeNull();
    journey.visits(['2026-02-23'], { prescribedActivityId: 'rx-art', sessionId: 'art@2026-02-23' });
    expect(takeBack(journey, '2026-02-24', second!)).toMatch(/^They have been to it once/);
  });
  it('is refused where visits would lie before the first day of what is left', () => {
    const journey = agreed(scheme('luton'));
    journey.visits(weekly('2026-02-03', 3));
    journey.add('prescription', '2026-03-02', { start: '2026-03-02', activities: [activity(journey.policy)] });
    const [first] = journey.events.filter((e) => e.kind === 'prescription');
    expect(takeBack(journey, '2026-03-03', first!)).toMatch(/^They have been to it 3 times/);
  });
  it('is refused while a second programme rests on it, and so is the renewal itself', () => {
    const journey = agreed(scheme('east-riding'));
    const first = prescriptionOf(journey);
    const renewed = journey.add('outcome', '2026-04-27', { outcome: 'renewed' });
    expect(takeBack(journey, '2026-04-28', first)).toBe('It was renewed: take that back first, or correct this.');
    expect(takeBack(journey, '2026-04-28', renewed)).toBeNull();
    const instead = (outcome: 'renewed' | 'stopped' | 'completed', on = '2026-04-26') =>
      journey.whyNot('outcome', on, { outcome, corrects: renewed.id });
    expect([instead('renewed'), instead('stopped'), instead('completed')]).toEqual([
      null,
      null,
      'Nobody completes what they never started.',
    ]);
    const start = '2026-05-04';
    journey.add('prescription', '2026-04-28', { programme: 2, start, activities: [activity(journey.policy)] });
    const why = 'A second programme was agreed: take that back first.';
    expect(takeBack(journey, '2026-05-05', renewed)).toBe(why);
    expect([instead('stopped'), instead('renewed')]).toEqual([why, null]);
    expect(takeBack(journey, '2026-05-05', first)).toMatch(/^It was renewed/);
    journey.add('taken-back', '2026-05-05', { corrects: prescriptionOf(journey).id });
    expect(takeBack(journey, '2026-05-05', renewed)).toBeNull();
  });
  it('a correction stays in its programme', () => {
    const journey = agreed(scheme('east-riding'));
    const { start, activities, id: corrects } = prescriptionOf(journey) as PathEvent & { kind: 'prescription' };
    const own = { start, activities, weeks: 12, corrects };
    expect(journey.whyNot('prescription', '2026-02-03', { ...own, programme: 2 })).toBe(
      'A correction is of the same programme.',
    );
  });
  it('leaves them where they were before anything was agreed, also with a visit that nobody expected', () => {
    const journey = agreed(scheme('luton'));
    journey.visits(['2026-02-03']);
    const { id } = prescriptionOf(journey);
    const path = () => journey.at('2026-02-10');
    // As two may do at once: one takes it back, the other's visit is on its way.
    journey.events.push(journey.event('taken-back', '2026-02-03', { corrects: id }));
    expect(path()).toMatchObject({ step: 'ready', programmes: [{ prescription: null, visits: { count: 1 } }] });
    expect(path().next.prescription).toBeNull();
  });
});
