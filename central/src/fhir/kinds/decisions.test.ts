import type { EventOf, PathEvent } from '@tapwell/shared/path/events';
import { describe, expect, it } from 'vitest';
import { absencesIn } from './appointments.ts';
import { planStatus, requestStands } from './prescriptions.ts';

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

describe('how a prescribed activity stands', () => {
  const agreed = (programme: 1 | 2, ...ids: string[]) =>
    ({ kind: 'prescription', programme, activities: ids.map((id) => ({ id })) }) as PathEvent;
  const over = { kind: 'outcome', outcome: 'completed', on: '2026-03-20' } as PathEvent;
  const row = {
    ...{ id: 'walk', status: 'active', programme: 1, planStartsOn: '2026-02-02' },
    weeks: 12 as number | null,
  };
  const stands = (ends_on: string | null, events: PathEvent[], today: string, own: Partial<typeof row> = {}) =>
    requestStands({ ...row, ...own, ends_on }, events, today);
  it('is as its programme does, to its last day', () => {
    expect(stands(null, [agreed(1, 'walk')], '2026-03-01')).toEqual({
      ...{ status: 'active', endsOn: '2026-04-26', stoppedOn: null },
    });
    // Its last day is past, and nobody has said yet how it ended.
    expect(stands('2026-04-20', [agreed(1, 'walk')], '2026-05-01')).toMatchObject({ status: 'active' });
    expect(stands(null, [agreed(1, 'walk')], '2026-05-01', { weeks: null })).toMatchObject({ endsOn: null });
  });
  it('is revoked from the day on which something else took its place', () => {
    const events = [agreed(1, 'walk'), agreed(1, 'art')];
    expect(stands('2026-03-10', events, '2026-03-10')).toMatchObject({ status: 'active', endsOn: '2026-03-10' });
    const revoked = { status: 'revoked', endsOn: '2026-03-10', stoppedOn: '2026-03-11' };
    expect(stands('2026-03-10', events, '2026-03-11')).toEqual(revoked);
    expect(stands('2026-03-10', [...events, over], '2026-04-01')).toEqual(revoked);
    // Taken up again it goes on.
    expect(stands(null, [...events, agreed(1, 'walk')], '2026-04-01')).toMatchObject({ status: 'active' });
    // The second programme is another matter.
    expect(stands(null, [agreed(1, 'walk'), agreed(2, 'art')], '2026-04-01')).toMatchObject({ status: 'active' });
  });
  it('ends with its path, whatever was agreed to come after', () => {
    const ended = { status: 'completed', endsOn: '2026-03-20', stoppedOn: null };
    expect(stands('2026-04-20', [agreed(1, 'walk'), over], '2026-04-01')).toEqual(ended);
    expect(stands(null, [agreed(1, 'walk'), over], '2026-04-01', { weeks: null })).toEqual(ended);
  });
});
