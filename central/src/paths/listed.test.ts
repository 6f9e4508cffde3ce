import type { EventKind, PathEvent } from '@tapwell/shared/path/events';
import { describe, expect, it } from 'vitest';
import { listedOf } from './listed.ts';

let n = 0;
const event = (kind: EventKind, recordedAt: string, own: object = {}): PathEvent =>
  ({
    ...{
      kind,
      id: `01890000-0000-7000-8000-${String(n++).padStart(12, '0')}`,
      on: recordedAt.slice(0, 10),
      recordedAt,
    },
    ...{ by: { id: 'rosa', name: 'Rosa' }, corrects: null, why: null, programme: 1, ...own },
  }) as unknown as PathEvent;
const agreed = (recordedAt: string, own: object = {}) =>
  event('prescription', recordedAt, {
    ...{ on: '2026-01-20', start: '2026-02-02', weeks: 12 },
    ...{ activities: [{ id: 'walk', activityId: 'walk', perWeek: 1, sessions: null }], ...own },
  });
const whole = { from: '2026-02-02', until: '2026-04-26', sessions: null };
const [t1, t2, t3] = ['2026-03-16T08:46:00.000Z', '2026-03-18T10:00:00.000Z', '2026-03-25T10:00:00.000Z'];

describe('what was on record, from when to when', () => {
  it('is not said where everything was there before its first day', () => {
    expect(listedOf([agreed('2026-01-20T09:00:00.000Z')]).get('walk')).toBeNull();
    const contact = event('contact', t1, { how: 'phone', reached: true });
    expect(listedOf([agreed('2026-01-20T09:00:00.000Z'), contact]).get('walk')).toBeNull();
  });
  it('nor of what nobody knows when it was recorded: it comes from before, or from a file', () => {
    const record = { by: { id: 'central', name: 'The record' } };
    expect(listedOf([agreed('2026-02-02T00:00:00.000Z', record)]).get('walk')).toBeNull();
  });
  it('begins with the instant at which it was put there', () => {
    expect(listedOf([agreed(t1)]).get('walk')).toEqual([{ ...whole, since: t1, before: null }]);
  });
  it('is said also where its days were past by then', () => {
    const [start, late] = [{ on: '2026-02-02', weeks: 1 }, '2026-03-16T08:46:00.000Z'];
    expect(listedOf([agreed(late, start)]).get('walk')).toEqual([
      { ...whole, until: '2026-02-08', since: late, before: null },
    ]);
  });
  it('goes back to what was corrected, and has a gap where it was taken back', () => {
    const first = agreed(t1);
    expect(listedOf([first, agreed(t2, { corrects: first.id })]).get('walk')).toEqual([
      { ...whole, since: t1, before: null },
    ]);
    const back = event('taken-back', t2, { corrects: first.id });
    expect(listedOf([first, back, agreed(t3)]).get('walk')).toEqual([
      { ...whole, since: t1, before: t2 },
      { ...whole, since: t3, before: null },
    ]);
  });
  it('ends with the path, and begins again where that is taken back', () => {
    const outcome = event('outcome', t2, { outcome: 'stopped' });
    const back = event('taken-back', t3, { corrects: outcome.id });
    expect(listedOf([agreed('2026-01-20T09:00:00.000Z'), outcome, back]).get('walk')).toEqual([
      { ...whole, since: '2026-01-20T09:00:00.000Z', before: t2 },
      { ...whole, until: '2026-03-18', since: t2, before: t3 },
      { ...whole, since: t3, before: null },
    ]);
  });
});
