import type { EventOf, PathEvent } from '@tapwell/shared/path/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsOf } from './rows-of.ts';

let made = 0;
const event = <K extends PathEvent['kind']>(kind: K, on: string, own: Partial<EventOf<K>>) =>
  ({
    kind,
    id: `01890000-0000-7000-8000-${String(++made).padStart(12, '0')}`,
    on,
    recordedAt: new Date(Date.UTC(2025, 11, 1) + made * 1000).toISOString(),
    by: { id: 'priya', name: 'Priya' },
    corrects: null,
    why: null,
    ...own,
  }) as unknown as EventOf<K>;

const one = (id: string) => ({
  id,
  activityId: id,
  area: 'A',
  offeredBy: 'provider' as const,
  perWeek: 1,
  sessions: 12,
  group: true,
});
const agreed = (on: string, start: string, weeks: number | null, ids: string[], own: object = {}) =>
  event('prescription', on, { programme: 1, start, weeks, activities: ids.map(one), ...own });
const days = (events: PathEvent[]) =>
  rowsOf('p', events).prescriptions.flatMap((p) => p.activities.map((a) => [a.id, a.startsOn, a.endsOn]));

describe('the rows of a path', () => {
  it('hold what was agreed, from its first day for so many weeks', () => {
    expect(rowsOf('p', [agreed('2026-01-20', '2026-02-02', 12, ['walk'])])).toEqual({
      openedOn: null,
      endedOn: null,
      prescriptions: [
        {
          id: 'p',
          programme: 1,
          startsOn: '2026-02-02',
          weeks: 12,
          status: 'active',
          activities: [
            {
              id: 'walk',
              activityId: 'walk',
              perWeek: 1,
              sessions: 12,
              startsOn: null,
              endsOn: null,
              agreed: null,
              listed: null,
            },
          ],
        },
      ],
    });
  });
  it('have no end where none was agreed', () => {
    expect(rowsOf('p', [agreed('2026-01-20', '2026-02-02', null, ['walk'])]).prescriptions[0]).toMatchObject({
      weeks: null,
      activities: [{ endsOn: null }],
    });
  });
  it('add and end activities from the day something else was agreed', () => {
    const first = agreed('2026-01-20', '2026-02-02', 12, ['choir', 'walk']);
    const then = agreed('2026-03-02', '2026-02-02', 12, ['garden', 'walk']);
    expect(days([first, then])).toEqual([
      ['choir', null, '2026-03-01'],
      ['garden', '2026-03-02', null],
      ['walk', null, null],
    ]);
  });
  it('keep what was agreed before for the days before it was agreed anew', () => {
    const first = agreed('2026-01-20', '2026-02-02', 12, ['choir', 'walk']);
    const more = agreed('2026-03-10', '2026-02-02', 12, [], { activities: [{ ...one('walk'), perWeek: 3 }] });
    expect(rowsOf('p', [first, more]).prescriptions[0]!.activities).toMatchObject([
      { id: 'choir', perWeek: 1, startsOn: null, endsOn: '2026-03-09', agreed: null },
      {
        id: 'walk',
        perWeek: 3,
        startsOn: null,
        endsOn: null,
        agreed: [
          { from: '2026-02-02', until: '2026-03-09', perWeek: 1, sessions: 12 },
          { from: '2026-03-10', until: '2026-04-26', perWeek: 3, sessions: 12 },
        ],
      },
    ]);
    // A number that was agreed by mistake was never so.
    expect(rowsOf('p', [first, { ...more, corrects: first.id }]).prescriptions[0]!.activities).toMatchObject([
      { id: 'walk', perWeek: 3, startsOn: null, endsOn: null, agreed: null, listed: null },
    ]);
  });
  it('leave out the time in which an activity was not agreed, up to where another programme takes over', () => {
    const first = agreed('2026-01-20', '2026-02-02', 12, ['choir', 'walk']);
    const without = agreed('2026-02-16', '2026-02-02', 12, ['walk']);
    const again = agreed('2026-03-02', '2026-02-02', 12, ['choir', 'walk']);
    const renewed = event('outcome', '2026-04-01', { outcome: 'renewed' });
    const second = agreed('2026-04-01', '2026-04-06', 52, ['swim'], { programme: 2 });
    expect(rowsOf('p', [first, without, again, renewed, second]).prescriptions[0]!.activities).toMatchObject([
      {
        id: 'choir',
        startsOn: null,
        endsOn: '2026-04-05',
        agreed: [
          { from: '2026-02-02', until: '2026-02-15' },
          { from: '2026-03-02', until: '2026-04-05' },
        ],
      },
      { id: 'walk', agreed: null },
    ]);
  });
  it('last until the day agreed last, the last week begun', () => {
    const first = agreed('2026-01-20', '2026-02-02', 12, ['walk']);
    // A Wednesday; two weeks from then end in the fifth week of the first.
    const then = agreed('2026-02-18', '2026-02-18', 2, ['walk']);
    const { prescriptions } = rowsOf('p', [first, then]);
    expect(prescriptions[0]).toMatchObject({ startsOn: '2026-02-02', weeks: 5 });
    expect(days([first, then])).toEqual([['walk', null, '2026-03-03']]);
  });
  it('end with the outcome; taken back, they go on', () => {
    const first = agreed('2026-01-20', '2026-02-02', 12, ['walk']);
    const stopped = event('outcome', '2026-03-10', { outcome: 'stopped' });
    const back = event('taken-back', '2026-03-11', { corrects: stopped.id });
    expect(rowsOf('p', [first, stopped])).toMatchObject({
      endedOn: '2026-03-10',
      prescriptions: [{ status: 'ended' }],
    });
    expect(rowsOf('p', [first, stopped, back])).toEqual(rowsOf('p', [first]));
  });
  it('have a second programme of their own after a renewal, and the first ends the day before it', () => {
    const first = agreed('2026-01-20', '2026-02-02', 12, ['walk']);
    const renewed = event('outcome', '2026-04-01', { outcome: 'renewed' });
    const second = agreed('2026-04-01', '2026-04-06', 52, ['swim'], { programme: 2 });
    expect(rowsOf('p', [first, renewed]).prescriptions).toMatchObject([{ id: 'p', status: 'active' }]);
    expect(rowsOf('p', [first, renewed, second])).toMatchObject({
      endedOn: null,
      prescriptions: [
        { id: 'p', status: 'ended', activities: [{ endsOn: '2026-04-05' }] },
        { id: 'p.2', programme: 2, startsOn: '2026-04-06', weeks: 52, status: 'active' },
      ],
    });
  });
  it('say nothing of a prescription that was never so', () => {
    const first = agreed('2026-01-20', '2026-02-02', 12, ['walk']);
    const back = event('taken-back', '2026-01-21', { corrects: first.id });
    expect(rowsOf('p', [first, back])).toEqual({ openedOn: null, endedOn: null, prescriptions: [] });
  });
  it('are the same in whatever order the events come', () => {
    const first = agreed('2026-01-20', '2026-02-02', 12, ['walk', 'choir']);
    const again = agreed('2026-02-18', '2026-02-18', 8, ['walk', 'garden']);
    const fixed = agreed('2026-02-18', '2026-02-18', 10, ['garden'], { corrects: again.id });
    const paused = event('paused', '2026-03-01', { until: null });
    const renewed = event('outcome', '2026-04-20', { outcome: 'renewed' });
    const second = agreed('2026-04-20', '2026-04-27', 20, ['swim'], { programme: 2 });
    const moved = event('outcome', '2026-05-30', { outcome: 'moved' });
    const notMoved = event('taken-back', '2026-05-31', { corrects: moved.id });
    const all = [first, again, fixed, paused, renewed, second, moved, notMoved];
    const wanted = rowsOf('p', all);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), fc.subarray(all), (order, twice) => {
        expect(rowsOf('p', [...order, ...twice])).toEqual(wanted);
      }),
    );
  });
});
