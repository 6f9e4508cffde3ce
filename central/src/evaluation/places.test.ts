import { describe, expect, it } from 'vitest';
import { type CellState, type SessionCell, type WeekCell, weekCell } from '../prescriptions/strip.ts';
import { countPlaces } from './places.ts';

/** A week of one activity with sessions in these states. */
function week(perWeek: number, ...states: CellState[]): WeekCell<unknown> {
  const cells = states.map((state, i) => ({
    ...{ sessionId: `walk@2026-06-0${i + 1}T10:00`, startsAt: '', state, why: null, unknown: null, takenBack: null },
    ...{ companions: [], extra: false, visit: state === 'attended' || state === 'late' ? { late: false } : null },
  })) as unknown as SessionCell<unknown>[];
  return weekCell({ week: 1, from: '2026-06-01', to: '2026-06-07' }, perWeek, cells);
}
const none = { expected: 0, attended: 0, missed: 0, excused: 0, noData: 0 };

describe('visits that were expected', () => {
  it('are each one of attended, missed, excused or without data', () => {
    const weeks = (['attended', 'late', 'missed', 'excused', 'no-data'] as const).map((state) => week(1, state));
    expect(countPlaces(weeks)).toEqual({ expected: 5, attended: 2, missed: 1, excused: 1, noData: 1 });
  });
  it('are none where all was cancelled or paused, or is still to come', () => {
    for (const state of ['cancelled', 'paused', 'to-come'] as const)
      expect(countPlaces([week(1, state)])).toEqual(none);
    expect(countPlaces([week(1)])).toEqual(none);
  });
  it('are no more than planned: a visit too many does not make up for another week', () => {
    expect(countPlaces([week(1, 'attended', 'attended'), week(1, 'missed', 'missed')])).toEqual({
      ...none,
      ...{ expected: 2, attended: 1, missed: 1 },
    });
  });
  it('are missed only as far as all else is ruled out', () => {
    expect(countPlaces([week(2, 'attended', 'missed', 'no-data')])).toEqual({
      ...none,
      ...{ expected: 2, attended: 1, noData: 1 },
    });
    // Any session still to come may yet be the week's visit.
    expect(countPlaces([week(1, 'missed', 'to-come')])).toEqual(none);
  });
});
