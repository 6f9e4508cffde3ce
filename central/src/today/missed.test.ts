import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellState, SessionCell, Unknown, WeekCell } from '../prescriptions/strip.ts';
import { blindSince, missedRunning } from './missed.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 5 + n)).toISOString().slice(0, 10);
/** One session a week, on its first day. */
function weeks(...states: (CellState | Unknown)[]): WeekCell<unknown>[] {
  return states.map((told, i) => {
    const unknown = UNKNOWN.includes(told as Unknown) ? (told as Unknown) : null;
    const state = unknown ? 'no-data' : (told as CellState);
    const session: SessionCell<unknown> = {
      ...{ sessionId: `walk@${day(i * 7)}T10:00`, startsAt: `${day(i * 7)}T10:00:00.000Z`, state, why: null },
      ...{ unknown, visit: null, takenBack: null, companions: [], extra: false },
    };
    return {
      ...{ week: i + 1, from: day(i * 7), to: day(i * 7 + 6), state, why: null, expected: 1, attended: 0 },
      sessions: state === 'no-session' ? [] : [session],
    };
  });
}
const UNKNOWN: Unknown[] = ['unplaced-tap', 'not-arrived', 'cards-unread', 'may-not-have-run'];
const SAYS_NOTHING = [...UNKNOWN, 'cancelled', 'excused', 'paused', 'no-session', 'to-come'] as const;
const length = (...states: (CellState | Unknown)[]) => missedRunning(weeks(...states))?.weeks.length ?? 0;

describe('weeks missed running', () => {
  it('are those known to be missed since the last visit', () => {
    expect(length('missed', 'attended', 'missed', 'missed', 'to-come')).toBe(2);
    expect(length('missed', 'missed', 'late')).toBe(0);
    expect(length('attended')).toBe(0);
    expect(length()).toBe(0);
  });
  it('are counted past what nobody could miss or nobody knows, which counts for nothing itself', () => {
    for (const nothing of SAYS_NOTHING) {
      expect(length('missed', nothing, 'missed')).toBe(2);
      expect(length('attended', 'missed', nothing)).toBe(1);
      expect(length('missed', 'attended', nothing)).toBe(0);
      expect(length(nothing, nothing, nothing)).toBe(0);
    }
  });
  it('say how many weeks between are not known, and which session was the last', () => {
    expect(missedRunning(weeks('no-data', 'missed', 'not-arrived', 'excused', 'missed', 'not-arrived'))).toMatchObject({
      unknown: 1,
      lastSession: 'walk@2026-02-02T10:00',
    });
  });
  it('never grow by a week of which nothing is known, whatever the weeks are', () => {
    const any = fc.array(fc.constantFrom('attended', 'late', 'missed', ...SAYS_NOTHING), { maxLength: 14 });
    fc.assert(
      fc.property(any, fc.nat(14), fc.constantFrom(...UNKNOWN), (states, at, unknown) => {
        const blinded = states.map((state, i) => (i === at ? unknown : state));
        const without = states.filter((_, i) => i !== at);
        expect(length(...blinded)).toBe(length(...without));
        expect(length(...states)).toBeLessThanOrEqual(states.filter((state) => state === 'missed').length);
      }),
    );
  });
});

describe('what could not be seen', () => {
  const since = (date: string, ...states: (CellState | Unknown)[]) =>
    blindSince([{ weeks: weeks(...states) }], date).map((session) => session.unknown);
  it('is what has not arrived, was not read or not placed; not a session to which nobody came', () => {
    expect(since('2026-01-05', ...UNKNOWN)).toEqual(['unplaced-tap', 'not-arrived', 'cards-unread']);
    expect(since('2026-01-05', 'missed', 'attended', 'to-come')).toEqual([]);
  });
  it('before that day does not matter', () => {
    expect(since('2026-01-06', 'not-arrived', 'missed')).toEqual([]);
    expect(since('2026-01-12', 'not-arrived', 'not-arrived')).toEqual(['not-arrived']);
  });
});
