import { newId } from '@tapwell/shared/ids';
import type { RosterActivity, RosterPerson } from '@tapwell/shared/roster/roster';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BusyHub, busyHub, busyRoster, VIC_UID } from '../testing/busy-venue.ts';
import { tapOf } from '../testing/venue.ts';

/** Mondays in London: the choir 9 to 10 and 10 to 11, the garden with its hours 9 to 12, the walk 10 to 11. */
const garden = busyRoster.find((e): e is RosterActivity => e.kind === 'activity' && e.id === 'garden')!;
const vic = busyRoster.find((e): e is RosterPerson => e.kind === 'person' && e.id === 'vic')!;
const at = (time: string) => new Date(Date.parse(`2026-06-01T${time}:00.000Z`) - 3_600_000);
const EVENING = at('20:00');

/** @param activities what Vic has been prescribed */
function hall(activities: string[], timed = false): BusyHub {
  const weekly = ['09:00', '10:00'].map((start) => ({ weekday: 1, start, minutes: 60 }));
  const choir = { ...garden, id: 'choir', name: 'Choir', timed, schedule: { ...garden.schedule, weekly } };
  const prescribed = activities.map((activityId) => ({
    ...vic.prescribed[0]!,
    ...{ id: `vic-${activityId}`, activityId },
  }));
  return busyHub([...busyRoster.filter((e) => e !== vic), choir, { ...vic, prescribed }]);
}

/** Vic's sessions of the day, and from when to when. */
const stays = (hub: BusyHub) =>
  hub.attendances
    .recent('vic', at('00:00'))
    .map((a) => `${a.sessionId} ${a.arrivedAt.slice(11, 16)}-${a.leftAt?.slice(11, 16) ?? ''}`)
    .sort();
const rosa = { id: 'rosa', name: 'Rosa Test', providerId: 'provider' };
const toPlace = (hub: BusyHub) =>
  hub.desk.day('2026-06-01', rosa.providerId, EVENING).unplaced.map(({ name, time, why }) => ({ name, time, why }));
const place = (hub: BusyHub, tapId: string, sessionId: string) =>
  hub.desk.act({ id: newId(), do: 'place', tapId, sessionId, note: null }, rosa, EVENING);
const unsettled = (hub: BusyHub) => hub.taps.unplaced(at('00:00'), EVENING);

describe('who goes over to another activity beside theirs', () => {
  let hub: BusyHub;
  const tap = tapOf({ kind: 'uid', uid: VIC_UID }, at('09:50'));
  beforeEach(async () => {
    hub = hall(['garden', 'walk']);
    await hub.tap(VIC_UID, at('08:55'));
    const outcome = await hub.ingest.receive({ tap, kioskId: 'k', hubAt: at('09:50') });
    expect(outcome).toMatchObject({
      outcome: 'choose-session',
      choices: [{ activity: 'Garden' }, { activity: 'Walk' }],
    });
  });
  it('is asked, and leaves the first with the same tap', async () => {
    const walk = await hub.ingest.choose(tap.id, 'walk@2026-06-01T10:00', at('09:51'));
    expect(walk).toMatchObject({ outcome: 'checked-in', activity: 'Walk', chosen: true });
    expect(stays(hub)).toEqual(['garden@2026-06-01T09:00 07:55-08:50', 'walk@2026-06-01T10:00 08:50-']);
    // The wrong one, and back.
    const back = await hub.ingest.choose(tap.id, 'garden@2026-06-01T09:00', at('09:51'));
    expect(back).toMatchObject({ outcome: 'checked-out', activity: 'Garden', minutes: 55 });
    expect(stays(hub)).toEqual(['garden@2026-06-01T09:00 07:55-08:50']);
  });
  it('or goes home: the garden thanks them, and there is no visit to the walk', async () => {
    const home = await hub.ingest.choose(tap.id, 'garden@2026-06-01T09:00', at('09:51'));
    expect(home).toMatchObject({ outcome: 'checked-out', activity: 'Garden', minutes: 55 });
    expect(stays(hub)).toEqual(['garden@2026-06-01T09:00 07:55-08:50']);
    expect(unsettled(hub)).toEqual([]);
  });
  it('who says nothing changes nothing that is known: the stay goes on, and staff find the tap', async () => {
    expect(stays(hub)).toEqual(['garden@2026-06-01T09:00 07:55-']);
    expect(unsettled(hub)).toMatchObject([{ id: tap.id }]);
    expect(toPlace(hub)).toEqual([{ name: 'Vic', time: '09:50', why: 'did not choose a session' }]);
    expect(await hub.tap(VIC_UID, at('12:10'))).toMatchObject({ outcome: 'checked-out', minutes: 195 });
    expect(stays(hub)).toEqual(['garden@2026-06-01T09:00 07:55-11:10']);
    expect(unsettled(hub)).toHaveLength(1);
  });
  it('or answers the second time: that is the answer to the first question too', async () => {
    const again = tapOf({ kind: 'uid', uid: VIC_UID }, at('10:05'));
    await hub.ingest.receive({ tap: again, kioskId: 'k', hubAt: at('10:05') });
    await hub.ingest.choose(again.id, 'garden@2026-06-01T09:00', at('10:05'));
    expect(stays(hub)).toEqual(['garden@2026-06-01T09:00 07:55-09:05']);
    expect(unsettled(hub)).toEqual([]);
  });
  it('is placed by staff at either, who have it off their page', () => {
    for (const sessionId of ['garden@2026-06-01T09:00', 'walk@2026-06-01T10:00']) {
      const [one] = unsettled(hub);
      if (one) place(hub, one.id, sessionId);
      expect([unsettled(hub), toPlace(hub)]).toEqual([[], []]);
    }
  });
  it('is on the list of the other by the hand of staff: then both are on record, and the tap is explained', () => {
    const press = { id: newId(), do: 'check-in', sessionId: 'walk@2026-06-01T10:00', personId: 'vic' } as const;
    hub.desk.act({ ...press, reason: 'other', note: 'saw them' }, rosa, at('10:10'));
    expect([unsettled(hub), toPlace(hub)]).toEqual([[], []]);
  });
});

describe('told so late that nobody could be asked', () => {
  const T = 'walk@2026-06-01T10:00';
  it('whoever may have gone over is not called absent there: the tap waits for staff, and ends no stay', async () => {
    const hub = hall(['garden', 'walk']);
    await hub.tap(VIC_UID, at('08:55'));
    await hub.tap(VIC_UID, at('10:05'), at('10:30'));
    expect(stays(hub)).toEqual(['garden@2026-06-01T09:00 07:55-']);
    expect(toPlace(hub)).toMatchObject([{ name: 'Vic', time: '10:05' }]);
    expect(hub.waiting()).not.toContainEqual(expect.objectContaining({ kind: 'placed' }));
    place(hub, unsettled(hub)[0]!.id, T);
    expect(stays(hub)).toEqual(['garden@2026-06-01T09:00 07:55-', `${T} 09:05-`]);
    expect([unsettled(hub), toPlace(hub)]).toEqual([[], []]);
  });
  it('the other way round it is the same', async () => {
    const hub = hall(['garden', 'walk']);
    await hub.tap(VIC_UID, at('10:05'), at('10:30'));
    await hub.tap(VIC_UID, at('08:55'), at('10:31'));
    expect(stays(hub)).toEqual(['garden@2026-06-01T09:00 07:55-']);
    expect(unsettled(hub)).toHaveLength(1);
    expect(toPlace(hub)).toMatchObject([{ time: '10:05' }]);
  });
});

describe('two sessions of one activity, one after the other', () => {
  it('two shifts with hours: in, out, in, out; and the hours of each are its own', async () => {
    const hub = hall(['choir'], true);
    const said = [];
    for (const time of ['08:58', '09:58', '10:01', '10:59']) said.push((await hub.tap(VIC_UID, at(time))).outcome);
    expect(said).toEqual(['checked-in', 'checked-out', 'checked-in', 'checked-out']);
    expect(stays(hub)).toEqual(['choir@2026-06-01T09:00 07:58-08:58', 'choir@2026-06-01T10:00 09:01-09:59']);
  });
  describe('one tap between two shifts', () => {
    const shifts = ['choir@2026-06-01T09:00', 'choir@2026-06-01T10:00'] as const;
    const taps = (hub: BusyHub) => hub.waiting().flatMap((f) => ('kind' in f && f.kind === 'tap' ? [f.outcome] : []));
    let hub: BusyHub;
    beforeEach(async () => {
      hub = hall(['choir'], true);
      await hub.tap(VIC_UID, at('08:55'));
      expect(await hub.tap(VIC_UID, at('10:00'))).toMatchObject({ outcome: 'checked-out', minutes: 65 });
    });
    it('is the leaving, and no visit to the second; but nobody claims to know that they missed it', () => {
      expect(stays(hub)).toEqual([`${shifts[0]} 07:55-09:00`]);
      expect(taps(hub)).toEqual(['may-have-stayed']);
      expect(toPlace(hub)).toEqual([{ name: 'Vic', time: '10:00', why: 'left, or went on to the next session' }]);
      expect(unsettled(hub)).toHaveLength(1);
    });
    it('and one more some minutes later is the arrival, which explains it', async () => {
      expect(await hub.tap(VIC_UID, at('10:03'))).toMatchObject({ outcome: 'checked-in' });
      expect([unsettled(hub), toPlace(hub)]).toEqual([[], []]);
    });
    it.each(shifts)('staff say where they were: %s', (sessionId) => {
      place(hub, unsettled(hub)[0]!.id, sessionId);
      expect([unsettled(hub), toPlace(hub)]).toEqual([[], []]);
      expect(stays(hub)).toHaveLength(sessionId === shifts[0] ? 1 : 2);
    });
    it('told before the first, it is the same', async () => {
      const late = hall(['choir'], true);
      await late.tap(VIC_UID, at('09:58'), at('10:30'));
      await late.tap(VIC_UID, at('08:55'), at('10:31'));
      expect(stays(late)).toEqual([`${shifts[0]} 07:55-08:58`]);
      expect(toPlace(late)).toMatchObject([{ time: '09:58', why: 'left, or went on to the next session' }]);
      await late.tap(VIC_UID, at('10:05'), at('10:32'));
      expect(stays(late)).toHaveLength(2);
      expect(unsettled(late)).toEqual([]);
    });
    it('well before the end they went home', async () => {
      const early = hall(['choir'], true);
      for (const time of ['08:55', '09:45']) await early.tap(VIC_UID, at(time));
      expect([taps(early), unsettled(early)]).toEqual([['checked-out'], []]);
    });
  });
  it('a tap too many before the end is no second visit', async () => {
    const hub = hall(['choir']);
    for (const time of ['09:05', '09:31', '09:45']) await hub.tap(VIC_UID, at(time));
    expect(stays(hub)).toEqual(['choir@2026-06-01T09:00 08:05-']);
  });
  it('told late and the wrong way round, by two kiosks: the same visits as in order, and no tap is left over', async () => {
    const hub = hall(['choir']);
    for (const time of ['09:58', '09:35', '09:05']) await hub.tap(VIC_UID, at(time), EVENING);
    expect(stays(hub).map((stay) => stay.slice(0, 22))).toEqual(['choir@2026-06-01T09:00', 'choir@2026-06-01T10:00']);
    expect(unsettled(hub)).toEqual([]);
  });
  // Three minutes apart, from 8.35.
  const someTaps = fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 5 });
  const inOrder = (told: number[]) => [...told].sort((a, b) => a - b);
  const visited = async (order: number[], timed: boolean) => {
    const hub = hall(['choir'], timed);
    for (const n of order) await hub.tap(VIC_UID, new Date(at('08:35').getTime() + n * 180_000), EVENING);
    expect(hub.faults).toEqual([]);
    return { at: stays(hub).map((stay) => stay.slice(0, 22)), open: unsettled(hub).map((tap) => tap.happenedAt) };
  };
  it('where nobody is asked to leave: the same sessions, and the same taps left to place, in whatever order taps are told', async () => {
    await fc.assert(
      fc.asyncProperty(someTaps, async (told) => {
        expect(await visited(told, false)).toEqual(await visited(inOrder(told), false));
      }),
      { numRuns: 30 },
    );
  });
  // A leaving told before the one that was earlier stays the leaving, so of hours the order may say more or less.
  it('where hours count: who would be on record in order is so in any other, or a tap is left to place', async () => {
    await fc.assert(
      fc.asyncProperty(someTaps, async (told) => {
        const now = await visited(told, true);
        if (now.open.length === 0)
          expect(now.at).toEqual(expect.arrayContaining((await visited(inOrder(told), true)).at));
      }),
      { numRuns: 30 },
    );
  });
});
