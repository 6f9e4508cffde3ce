import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BusyHub, busyHub, VIC_UID } from '../testing/busy-venue.ts';
import { LIBRARY_UID, MARY_UID, sunEvidence, tapOf } from '../testing/venue.ts';
import { registerCsv } from './csv.ts';
import type { RegisterAction } from './wire.ts';

const DAY = '2026-06-01';
const WALK = 'walk@2026-06-01T10:00';
const NEXT_WEEK = 'walk@2026-06-08T10:00';
const COOK = 'cook@2026-06-02T10:00';
const staff = { id: 'sam', name: 'Sam', providerId: 'provider' };
/** Wall-clock in London, which is an hour ahead. */
const at = (time: string, date = DAY) => new Date(Date.parse(`${date}T${time}:00.000Z`) - 3_600_000);

let hub: BusyHub;
beforeEach(() => {
  hub = busyHub();
});
type Press = RegisterAction extends infer A ? (A extends { id: string } ? Omit<A, 'id'> : never) : never;
const press = (action: Press, now: Date) => hub.desk.act({ ...action, id: newId() } as RegisterAction, staff, now);
const day = (now: Date, date = DAY) => hub.desk.day(date, 'provider', now);

describe('what is not so is not recorded', () => {
  it('nobody comes along to, and no guest is at, a session to come or one that is cancelled', () => {
    const both = (sessionId: string, now: Date) => [
      () => press({ do: 'companion', sessionId, personId: 'mary', name: 'Bob' }, now),
      () => press({ do: 'guests', sessionId, guests: 4 }, now),
    ];
    for (const refused of both(NEXT_WEEK, at('10:00'))) expect(refused).toThrow('still to come');
    press({ do: 'session-status', sessionId: WALK, status: 'cancelled', note: null }, at('09:00'));
    for (const refused of both(WALK, at('10:00'))) expect(refused).toThrow('cancelled');
  });
  it('a session at which guests were counted is not cancelled', () => {
    press({ do: 'guests', sessionId: WALK, guests: 4 }, at('10:00'));
    const cancel = () => press({ do: 'session-status', sessionId: WALK, status: 'cancelled', note: null }, at('10:01'));
    expect(cancel).toThrow('guests');
    press({ do: 'guests', sessionId: WALK, guests: 0 }, at('10:02'));
    expect(cancel).not.toThrow();
  });
  it('who is expected anyway is not expected again; who was excused is, once', () => {
    const person = { sessionId: WALK, personId: 'mary' };
    const lines = () =>
      day(at('09:30')).sessions.flatMap((s) => s.people.find((p) => p.personId === 'mary')?.history ?? []);
    press({ do: 'expect-again', ...person }, at('09:00'));
    expect([lines(), hub.waiting()]).toEqual([[], []]);
    press({ do: 'excuse', ...person, note: null }, at('09:01'));
    press({ do: 'expect-again', ...person }, at('09:02'));
    press({ do: 'expect-again', ...person }, at('09:03'));
    expect(lines()).toHaveLength(2);
    expect(hub.waiting()).toHaveLength(2);
    // A reason is worth a line of its own.
    press({ do: 'excuse', ...person, note: 'Ill' }, at('09:04'));
    press({ do: 'excuse', ...person, note: 'On holiday' }, at('09:05'));
    expect(lines()).toHaveLength(4);
  });
});

it('a copy of the card of somebody on the list is to be looked at, and puts nobody on a list again', async () => {
  await hub.ingest.receive({ tap: tapOf(sunEvidence(7), at('09:50')), kioskId: 'door', hubAt: at('09:50') });
  const copy = tapOf({ kind: 'uid', uid: MARY_UID }, at('10:10'));
  await hub.ingest.receive({ tap: copy, kioskId: 'door', hubAt: at('10:10') });
  expect(day(at('10:11')).unplaced).toMatchObject([
    { name: 'Mary', why: 'card could not prove itself', onList: true, sessions: [] },
  ]);
  hub = busyHub();
  await hub.ingest.receive({ tap: copy, kioskId: 'door', hubAt: at('10:10') });
  expect(day(at('10:11')).unplaced).toMatchObject([{ name: 'Mary', onList: false, sessions: [{ sessionId: WALK }] }]);
});
it('a tap placed where the room is full says so, as a press does', async () => {
  const also = (id: string) => {
    const person = hub.roster.view.people.get(id)!;
    const cook = { ...person.prescribed[0]!, id: `${id}-cook`, activityId: 'cook' };
    return { op: 'put' as const, entry: { ...person, prescribed: [...person.prescribed, cook] } };
  };
  hub.roster.apply([also('vic'), also('ahmed')], 2);
  const tuesday = (time: string) => at(time, '2026-06-02');
  await hub.tap(VIC_UID, tuesday('10:00'));
  await hub.tap(LIBRARY_UID, tuesday('09:05'));
  const [line] = day(tuesday('10:05'), '2026-06-02').unplaced;
  const { said } = press({ do: 'place', tapId: line!.tapId, sessionId: COOK, note: null }, tuesday('10:05'));
  expect(said).toBe('Ahmed is placed at Cook. The room takes 1.');
  hub = busyHub();
  hub.roster.apply([also('vic'), also('ahmed')], 2);
  await hub.tap(VIC_UID, tuesday('10:00'));
  const byHand = { do: 'check-in', sessionId: COOK, personId: 'ahmed', reason: 'other', note: null } as const;
  expect(press(byHand, tuesday('10:05')).outcome).toMatchObject({ outcome: 'checked-in', over: 1 });
});
it('a session of last night keeps its date in the spreadsheet of the day after', () => {
  press({ do: 'extra-session', activityId: 'walk', date: DAY, start: '23:00', minutes: 120 }, at('12:00'));
  const { sessions } = day(at('00:30', '2026-06-02'), '2026-06-02');
  const lines = registerCsv(sessions)
    .split('\r\n')
    .filter((line) => line.includes('23:00'));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/^"2026-06-01"/);
});
