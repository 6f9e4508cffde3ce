import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { newId } from '@tapwell/shared/ids';
import type { RosterActivity } from '@tapwell/shared/roster/roster';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BusyHub, busyHub, busyRoster } from '../testing/busy-venue.ts';
import { card, LIBRARY_UID, sunEvidence, tapOf } from '../testing/venue.ts';
import type { RegisterAction } from './wire.ts';

const DAY = '2026-06-01';
const WALK = 'walk@2026-06-01T10:00';
const SING = 'sing@2026-06-01T10:00';
const staff = { id: 'sam', name: 'Sam', providerId: 'provider' };
/** Wall-clock in London, which is an hour ahead. */
const at = (time: string, date = DAY) => new Date(Date.parse(`${date}T${time}:00.000Z`) - 3_600_000);

let hub: BusyHub;
let counter = 0;
beforeEach(() => {
  hub = busyHub();
});
type Press = RegisterAction extends infer A ? (A extends { id: string } ? Omit<A, 'id'> : never) : never;
const press = (action: Press, now: Date) => hub.desk.act({ ...action, id: newId() } as RegisterAction, staff, now);
const unplaced = (now: Date, day = DAY) => hub.desk.day(day, 'provider', now).unplaced;
const mary = async (when: Date, hubAt = when) => {
  const tap = tapOf(sunEvidence(++counter), when);
  return { id: tap.id, outcome: await hub.ingest.receive({ tap, kioskId: 'door', hubAt }) };
};
const placings = () => hub.waiting().filter((b): b is Extract<HubFact, { kind: 'placed' }> => 'tapId' in b);
const visitOf = (personId: string, sessionId: string) => hub.attendances.find(personId, sessionId);
const extra = (start: string) => {
  press({ do: 'extra-session', activityId: 'walk', date: DAY, start, minutes: 60 }, at('15:30'));
  return `walk@${DAY}T${start}`;
};

describe('central hears what became of a tap', () => {
  it('when the patient chose, and again when they chose otherwise', async () => {
    const tap = tapOf({ kind: 'uid', uid: LIBRARY_UID }, at('10:05'));
    await hub.ingest.receive({ tap, kioskId: 'door', hubAt: at('10:05') });
    await hub.ingest.choose(tap.id, SING, at('10:05'));
    const sing = visitOf('ahmed', SING)!.id;
    await hub.ingest.choose(tap.id, WALK, at('10:05'));
    expect(placings()).toMatchObject([
      { tapId: tap.id, attendanceId: sing, by: null },
      { tapId: tap.id, attendanceId: visitOf('ahmed', WALK)!.id, by: null },
    ]);
  });
  it('that came too early, when the same person taps in time or staff mark them as here', async () => {
    const early = await mary(at('09:10'));
    expect(early.outcome).toMatchObject({ outcome: 'drop-in' });
    await mary(at('09:50'));
    expect(placings()).toMatchObject([{ tapId: early.id, attendanceId: visitOf('mary', WALK)!.id, by: null }]);
    hub = busyHub();
    const again = await mary(at('09:10'));
    press({ do: 'check-in', sessionId: WALK, personId: 'mary', reason: 'other', note: null }, at('10:10'));
    expect(placings()).toMatchObject([{ tapId: again.id, by: { name: 'Sam' } }]);
  });
  it('that came too early, also where it arrives after the good one', async () => {
    await mary(at('09:50'));
    counter -= 2;
    const early = await mary(at('09:10'), at('11:00'));
    counter += 2;
    expect(early.outcome).toMatchObject({ outcome: 'drop-in' });
    expect(placings()).toMatchObject([{ tapId: early.id, attendanceId: visitOf('mary', WALK)!.id }]);
  });
});

describe('placing can be put right', () => {
  it('by taking the visit back: then the tap waits again, with the proof of its card', async () => {
    const { id: tapId } = await mary(at('15:00'));
    press({ do: 'place', tapId, sessionId: WALK, note: null }, at('15:30'));
    expect(unplaced(at('15:31'))).toEqual([]);
    press({ do: 'undo', sessionId: WALK, personId: 'mary', note: null }, at('15:32'));
    expect(unplaced(at('15:33'))).toMatchObject([{ tapId, name: 'Mary' }]);
    const right = extra('15:00');
    press({ do: 'place', tapId, sessionId: right, note: null }, at('15:35'));
    expect(visitOf('mary', right)).toMatchObject({ assurance: 'authenticated', cardId: 'card-mary' });
    expect(placings().at(-1)).toMatchObject({ tapId, attendanceId: visitOf('mary', right)!.id });
    expect(unplaced(at('15:36'))).toEqual([]);
  });
});

describe('who comes twice in a day', () => {
  it('and is on the list in the morning is still to be placed in the afternoon', async () => {
    await mary(at('10:00'));
    const { id: tapId } = await mary(at('15:00'));
    expect(unplaced(at('15:30'))).toMatchObject([{ tapId, time: '15:00' }]);
    const again = extra('15:00');
    press({ do: 'place', tapId, sessionId: again, note: null }, at('15:40'));
    expect(visitOf('mary', again)).toMatchObject({ arrivedAt: at('15:00').toISOString() });
  });
  it('is two lines, and placing one leaves the other', async () => {
    const [first, second] = [await mary(at('07:00')), await mary(at('15:00'))];
    expect(unplaced(at('15:30')).map((line) => line.time)).toEqual(['07:00', '15:00']);
    press({ do: 'place', tapId: first.id, sessionId: WALK, note: null }, at('15:30'));
    expect(unplaced(at('15:31'))).toMatchObject([{ tapId: second.id }]);
    press({ do: 'dismiss', tapId: second.id, note: null }, at('15:32'));
    expect(unplaced(at('15:33'))).toEqual([]);
  });
});

describe('a session that passes midnight', () => {
  it('has a tap after midnight on its own page, and on the page of the new day', async () => {
    const walk = busyRoster.find((e): e is RosterActivity => e.kind === 'activity' && e.id === 'walk')!;
    const weekly = [{ weekday: 7, start: '22:00', minutes: 180 }];
    hub.roster.apply([{ op: 'put', entry: { ...walk, schedule: { ...walk.schedule, weekly } } }], 2);
    const late = `walk@2026-05-31T22:00`;
    const { id: tapId } = await mary(at('01:30'));
    const line = { tapId, time: '01:30', sessions: [{ sessionId: late }] };
    expect(unplaced(at('02:00'), '2026-05-31')).toMatchObject([line]);
    expect(unplaced(at('09:00'))).toMatchObject([line]);
    press({ do: 'place', tapId, sessionId: late, note: null }, at('09:00'));
    expect(visitOf('mary', late)).toMatchObject({ arrivedAt: at('01:30').toISOString() });
    expect([...unplaced(at('09:01')), ...unplaced(at('09:01'), '2026-05-31')]).toEqual([]);
  });
});

describe('a card that is out of use', () => {
  it('leaves its owner to be placed by staff, whose word it then is: it may be in any hand', async () => {
    const blocked = { ...card({ id: 'card-ahmed', personId: 'ahmed', uid: LIBRARY_UID }), state: 'lost' as const };
    hub.roster.apply([{ op: 'put', entry: blocked }], 2);
    expect(await hub.tap(LIBRARY_UID)).toMatchObject({ outcome: 'card-blocked' });
    const [line] = unplaced(at('10:30'));
    expect(line).toMatchObject({ name: 'Ahmed', why: 'card is blocked' });
    press({ do: 'place', tapId: line!.tapId, sessionId: WALK, note: null }, at('10:30'));
    expect(visitOf('ahmed', WALK)).toMatchObject({ assurance: 'asserted', cardId: null, by: { name: 'Sam' } });
    expect(placings()).toMatchObject([{ attendanceId: visitOf('ahmed', WALK)!.id }]);
  });
  it('or is settled as nobody of ours, when it could not prove itself', async () => {
    const tap = tapOf(sunEvidence(1, undefined, 'FF'.repeat(16)), at('10:05'));
    const outcome = await hub.ingest.receive({ tap, kioskId: 'door', hubAt: at('10:05') });
    expect(outcome).toMatchObject({ outcome: 'card-suspect' });
    expect(unplaced(at('10:30'))).toMatchObject([{ tapId: tap.id, why: 'card could not prove itself' }]);
    press({ do: 'dismiss', tapId: tap.id, note: null }, at('10:30'));
    expect(placings()).toMatchObject([{ tapId: tap.id, attendanceId: null }]);
  });
});

it('a guest more than a fact may say is refused in words, not at central', async () => {
  press({ do: 'guests', sessionId: SING, guests: 1000 }, at('10:30'));
  const { id: tapId } = await mary(at('15:00'));
  const place = { do: 'place', tapId, sessionId: SING, note: null } as const;
  expect(() => press(place, at('15:30'))).toThrow('No more than 1000 guests');
});
