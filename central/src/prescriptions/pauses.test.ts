import { newId } from '@tapwell/shared/ids';
import { type PathEvent, pathEvent } from '@tapwell/shared/path/events';
import { describe, expect, it } from 'vitest';
import { pausedOn, pausesOf } from './pauses.ts';

let recorded = 0;
function event(kind: PathEvent['kind'], on: string, own: object = {}): PathEvent {
  const recordedAt = new Date(Date.UTC(2026, 0, 1) + recorded++ * 1000).toISOString();
  const by = { id: 'priya', name: 'Priya' };
  return pathEvent.parse({ kind, id: newId(), on, recordedAt, by, ...own });
}
const paused = (on: string, own: object = {}) => event('paused', on, { until: null, why: 'In hospital', ...own });

describe('a pause', () => {
  it('goes from its first day up to the day on which they come again', () => {
    const pauses = pausesOf([paused('2026-02-02'), event('resumed', '2026-02-16')], '2026-06-01');
    expect(pauses).toEqual([{ from: '2026-02-02', until: '2026-02-16', by: 'Priya', reason: 'In hospital' }]);
    const days = ['2026-02-01', '2026-02-02', '2026-02-15', '2026-02-16'];
    expect(days.map((day) => pausedOn(pauses, day) !== undefined)).toEqual([false, true, true, false]);
  });
  it('goes on past the day it was meant to end, until somebody says so; days still to come are as planned', () => {
    const pause = [paused('2026-02-02', { until: '2026-03-02' })];
    expect(pausesOf(pause, '2026-02-10')[0]!.until).toBe('2026-03-02');
    expect(pausesOf(pause, '2026-03-09')[0]!.until).toBeNull();
  });
  it('that was taken back or corrected is as if it was never so', () => {
    const wrong = paused('2026-02-02');
    const back = event('taken-back', '2026-02-03', { corrects: wrong.id });
    expect(pausesOf([wrong, back], '2026-06-01')).toEqual([]);
    const right = paused('2026-02-09', { corrects: wrong.id });
    expect(pausesOf([right, wrong], '2026-06-01').map((p) => p.from)).toEqual(['2026-02-09']);
  });
  it('may come again', () => {
    const twice = [
      paused('2026-02-02'),
      event('resumed', '2026-02-09'),
      paused('2026-03-02'),
      event('resumed', '2026-03-09'),
    ];
    expect(pausesOf(twice.reverse(), '2026-06-01').map((p) => [p.from, p.until])).toEqual([
      ['2026-02-02', '2026-02-09'],
      ['2026-03-02', '2026-03-09'],
    ]);
  });
});
