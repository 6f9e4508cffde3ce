import { describe, expect, it } from 'vitest';
import { scheme } from '../scheme/schemes.testing.ts';
import { activity, agreed, type Journey } from './journey.testing.ts';

/** What was agreed from 2 February is put on record on 16 March. */
function late(id: string) {
  const journey = agreed(scheme(id));
  const { activities } = journey.events.pop() as Extract<Journey['events'][0], { kind: 'prescription' }>;
  const prescription = journey.add('prescription', '2026-01-20', {
    ...{ start: '2026-02-02', activities, recordedAt: '2026-03-16T08:46:00.000Z' },
  });
  return { journey, prescription };
}

describe('what was put on record late', () => {
  it.each(['luton', 'blackburn-with-darwen', 'east-riding'])('is asked after from that day on: %s', (id) => {
    const { journey } = late(id);
    const { neverStartedDays } = journey.policy.review;
    const on = new Date(Date.parse('2026-03-16') + neverStartedDays * 86_400_000).toISOString().slice(0, 10);
    expect(journey.due('2026-03-16')).toMatchObject({ 'never-started': on });
    expect(journey.at('2026-03-16').programmes[0].onRecord).toBe('2026-03-16');
  });
  it('is so from when it was first on record, whatever was corrected since', () => {
    const { journey, prescription } = late('luton');
    const again = { start: '2026-02-09', activities: [activity(journey.policy)] };
    const later = { ...again, recordedAt: '2026-03-30T08:00:00.000Z' };
    journey.add('prescription', '2026-01-20', { ...later, corrects: prescription.id });
    expect(journey.at('2026-03-30').programmes[0].onRecord).toBe('2026-03-16');
    journey.add('prescription', '2026-03-30', { ...later, recordedAt: '2026-03-30T09:00:00.000Z' });
    expect(journey.at('2026-03-30').programmes[0].onRecord).toBe('2026-03-16');
  });
  it('and a visit entered for a day before does not make them away since', () => {
    const { journey } = late('luton');
    journey.visits(['2026-02-03']);
    const { weeksWithoutVisit } = journey.policy.review;
    const on = new Date(Date.parse('2026-03-16') + weeksWithoutVisit * 7 * 86_400_000).toISOString().slice(0, 10);
    expect(journey.due('2026-03-17')).toMatchObject({ 'no-visit': on });
  });
});
