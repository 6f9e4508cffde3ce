import type { EventOf, PathEvent } from '@tapwell/shared/path/events';
import { describe, expect, it } from 'vitest';
import { absencesIn } from './appointments.ts';
import { planStatus } from './prescriptions.ts';

describe('who was absent in a week', () => {
  const week = (expected: number, attended: number, ...states: string[]) =>
    absencesIn({
      expected,
      attended,
      sessions: states.map((state, i) => ({ sessionId: String(i), state })) as never,
    }).map(({ sessionId }) => sessionId);
  it('is nobody who came as often as was agreed', () => {
    expect(week(1, 1, 'missed', 'attended')).toEqual([]);
    expect(week(2, 1, 'missed', 'attended', 'missed')).toEqual(['2']);
  });
  it('missed once what was once a week, whichever of two sessions it might have been', () => {
    expect(week(1, 0, 'missed', 'missed')).toEqual(['1']);
  });
  it('is not known where a session may have been the one', () => {
    expect(week(1, 0, 'missed', 'no-data')).toEqual([]);
    expect(week(1, 0, 'missed', 'to-come')).toEqual([]);
    expect(week(2, 0, 'missed', 'missed', 'no-data')).toEqual(['1']);
  });
  it('was excused where staff said so, and missed nothing then', () => {
    expect(week(1, 0, 'excused', 'missed')).toEqual(['0']);
    expect(week(1, 0, 'cancelled', 'paused')).toEqual([]);
  });
});

describe('how a prescription stands', () => {
  const outcome = (word: EventOf<'outcome'>['outcome']) => [{ kind: 'outcome', outcome: word }] as PathEvent[];
  const turn = (...kinds: ('paused' | 'resumed')[]) => kinds.map((kind) => ({ kind })) as PathEvent[];
  it.each([
    ['draft', 1, [], 'draft'],
    ['active', 1, [], 'active'],
    ['active', 1, turn('paused'), 'on-hold'],
    ['active', 1, turn('paused', 'resumed'), 'active'],
    ['active', 1, outcome('completed'), 'completed'],
    ['active', 1, outcome('stopped'), 'revoked'],
    ['active', 1, outcome('renewed'), 'completed'],
    ['active', 2, outcome('renewed'), 'active'],
    ['ended', 1, [], 'completed'],
    ['ended', 1, outcome('declined'), 'revoked'],
    ['active', 1, [...outcome('renewed'), ...outcome('stopped')], 'completed'],
    ['active', 2, [...outcome('renewed'), ...outcome('stopped')], 'revoked'],
  ] as const)('%s, programme %i, after %j: %s', (status, programme, events, expected) => {
    expect(planStatus(status, programme, [...events])).toBe(expected);
  });
});
