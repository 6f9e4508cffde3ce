import type { Attendance } from '@tapwell/shared/attendance/attendance';
import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { newId } from '@tapwell/shared/ids';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { ANN_UID, type BusyHub, busyHub, VIC_UID } from '../testing/busy-venue.ts';
import { DURING, LIBRARY_UID, sunEvidence, tapOf } from '../testing/venue.ts';

const GARDEN = 'garden@2026-06-01T09:00';
const staff = { id: 'sam', name: 'Sam', providerId: 'provider' };
/** Wall-clock in London, which is an hour ahead. */
const at = (time: string, date = '2026-06-01') => new Date(Date.parse(`${date}T${time}:00.000Z`) - 3_600_000);
let hub: BusyHub;
beforeEach(() => {
  hub = busyHub();
});
const visits = () => hub.waiting().filter((b): b is Attendance => 'arrivedAt' in b);
const facts = (kind: string) => hub.waiting().filter((b): b is HubFact => 'kind' in b && b.kind === kind);
/** What is recorded has 0, and each change of it a higher number. */
const expectRising = (all: Attendance[]) =>
  all.forEach((a, i) => {
    if (i === 0) expect(a.version).toBe(0);
    else expect(a.version).toBeGreaterThan(all[i - 1]!.version);
  });

describe('where hours count', () => {
  it('the second tap checks out and the hours are known; a third comes back, a fourth leaves again', async () => {
    expect(await hub.tap(VIC_UID, at('08:55'))).toMatchObject({ outcome: 'checked-in', activity: 'Garden' });
    expect(await hub.tap(VIC_UID, at('10:55'))).toMatchObject({ outcome: 'checked-out', minutes: 120 });
    expect(await hub.tap(VIC_UID, at('11:10'))).toMatchObject({ outcome: 'already-checked-in' });
    expect(await hub.tap(VIC_UID, at('13:30'))).toMatchObject({ outcome: 'checked-out', minutes: 275 });
    expect(visits().map((a) => a.leftAt)).toEqual([null, at('10:55').toISOString(), null, at('13:30').toISOString()]);
    expectRising(visits());
    expect(new Set(visits().map((a) => a.id)).size).toBe(1);
  });
  it('who never taps out has not left, and who taps hours after the end is a drop-in', async () => {
    await hub.tap(VIC_UID, at('09:05'));
    expect(await hub.tap(VIC_UID, at('14:01'))).toMatchObject({ outcome: 'drop-in' });
    expect(hub.attendances.find('vic', GARDEN)?.leftAt).toBeNull();
  });
  it('who forgot the card, found it and taps out still came by the word of staff, by name', async () => {
    const press = { do: 'check-in', id: newId(), sessionId: GARDEN, personId: 'vic' } as const;
    hub.desk.act({ ...press, reason: 'forgot-card', note: null }, staff, at('09:06'));
    expect(await hub.tap(VIC_UID, at('10:55'))).toMatchObject({ outcome: 'checked-out' });
    expect(visits().at(-1)).toMatchObject({
      ...{ leftAt: at('10:55').toISOString(), method: 'manual', assurance: 'asserted' },
      ...{ by: { id: 'sam', name: 'Sam' }, reason: 'Forgot their card' },
    });
  });
  it('one visit a session, its versions rising from 0, whatever taps come in whatever order', async () => {
    const minute = fc.integer({ min: 0, max: 330 });
    await fc.assert(
      fc.asyncProperty(fc.array(minute, { maxLength: 10 }), async (minutes) => {
        hub = busyHub();
        const received = at('15:00');
        for (const m of minutes) await hub.tap(VIC_UID, new Date(at('08:45').getTime() + m * 60_000), received);
        expect(hub.faults).toEqual([]);
        expect(hub.attendances.atSession(GARDEN).length).toBeLessThanOrEqual(1);
        expectRising(visits());
        for (const a of visits()) if (a.leftAt) expect(a.leftAt >= a.arrivedAt).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a companion', () => {
  it('is recorded with whom they accompany and who is here; before that with whoever is expected', async () => {
    expect(await hub.tap(ANN_UID, at('09:40'))).toMatchObject({ outcome: 'companion-recorded', with: ['Mary', 'Vic'] });
    hub = busyHub();
    await hub.tap(VIC_UID, at('09:05'));
    expect(await hub.tap(ANN_UID, at('09:40'))).toMatchObject({
      ...{ outcome: 'companion-recorded', name: 'Ann', with: ['Vic'], activity: 'Garden' },
    });
    expect(facts('companion')).toMatchObject([
      { personId: 'vic', companionId: 'ann', cardId: 'card-ann', sessionId: GARDEN, version: 0, by: null },
    ]);
  });
  it('is recorded once with the same person and session, by card or by staff', async () => {
    await hub.tap(VIC_UID, at('09:05'));
    const press = { do: 'companion', id: newId(), sessionId: GARDEN, personId: 'vic', name: 'ann' } as const;
    hub.desk.act(press, staff, at('09:06'));
    for (const time of ['09:40', '09:50']) {
      expect(await hub.tap(ANN_UID, at(time))).toMatchObject({ outcome: 'companion-recorded', with: ['Vic'] });
    }
    expect(facts('companion')).toMatchObject([{ companionId: 'ann', companionName: 'Ann', by: { name: 'Sam' } }]);
  });
  it('is offered to staff until they are on the list, or no longer come along; who was there all the same is noted by name', async () => {
    const offered = () =>
      hub.desk.day('2026-06-01', 'provider', at('09:10')).sessions.find((s) => s.sessionId === GARDEN)!.people[0]!
        .mayCome;
    expect(offered()).toEqual([{ companionId: 'ann', name: 'Ann' }]);
    const press = { do: 'companion', sessionId: GARDEN, personId: 'vic', name: 'Ann', companionId: 'ann' } as const;
    hub.desk.act({ ...press, id: newId() }, staff, at('09:11'));
    expect(offered()).toEqual([]);
    hub = busyHub();
    hub.roster.apply([{ op: 'remove', kind: 'companion', id: 'ann' }], 2);
    expect(offered()).toEqual([]);
    hub.desk.act({ ...press, id: newId() }, staff, at('09:12'));
    expect(facts('companion')).toMatchObject([{ companionId: null, companionName: 'Ann' }]);
    // Their card says nothing of anybody now.
    expect(await hub.tap(ANN_UID, at('09:40'))).not.toMatchObject({ outcome: 'companion-recorded' });
  });
  it('never becomes an attendance, and is a drop-in when nobody is expected', async () => {
    await hub.tap(ANN_UID, at('10:05'));
    expect(await hub.tap(ANN_UID, at('16:00'))).toMatchObject({ outcome: 'drop-in', name: 'Ann' });
    expect(visits()).toEqual([]);
    // The reads go up all the same, as nobody's visit.
    expect(facts('tap')).toMatchObject([{ outcome: 'companion-recorded', personId: null }, { outcome: 'drop-in' }]);
    const { unplaced } = hub.desk.day('2026-06-01', 'provider', at('16:01'));
    expect(unplaced).toMatchObject([{ name: 'Ann', sessions: [] }]);
  });
});

describe('a session', () => {
  const walk = { sessionId: 'walk@2026-06-01T10:00', do: 'session-status' } as const;
  it('cancelled today takes no arrivals: who taps for it is a drop-in the team is told of', async () => {
    hub.desk.act({ ...walk, id: newId(), status: 'cancelled', note: 'Ice' }, staff, at('08:00'));
    const outcome = await hub.ingest.receive({ tap: tapOf(sunEvidence(7)), kioskId: 'k', hubAt: DURING });
    expect(outcome).toMatchObject({ outcome: 'drop-in', name: 'Mary' });
    const { sessions, unplaced } = hub.desk.day('2026-06-01', 'provider', DURING);
    expect(unplaced).toMatchObject([{ name: 'Mary', why: 'not expected now' }]);
    expect(sessions.find((s) => s.sessionId === walk.sessionId)).toMatchObject({ status: 'cancelled', reason: 'Ice' });
  });
  it('planned again takes arrivals again', async () => {
    hub.desk.act({ ...walk, id: newId(), status: 'cancelled', note: null }, staff, at('08:00'));
    hub.desk.act({ ...walk, id: newId(), status: 'planned', note: null }, staff, at('08:01'));
    const outcome = await hub.ingest.receive({ tap: tapOf(sunEvidence(7)), kioskId: 'k', hubAt: DURING });
    expect(outcome).toMatchObject({ outcome: 'checked-in' });
    const [cancelled, planned] = facts('session') as Extract<HubFact, { kind: 'session' }>[];
    expect([cancelled!.status, planned!.status]).toEqual(['cancelled', 'planned']);
    expect(planned!.version).toBeGreaterThan(cancelled!.version);
  });
  it('that is full turns nobody away: they are marked', async () => {
    const also = (id: string) => {
      const person = hub.roster.view.people.get(id)!;
      const cook = { ...person.prescribed[0]!, id: `${id}-cook`, activityId: 'cook' };
      return { op: 'put' as const, entry: { ...person, prescribed: [...person.prescribed, cook] } };
    };
    hub.roster.apply([also('vic'), also('ahmed')], 2);
    const tuesday = at('10:00', '2026-06-02');
    await hub.tap(VIC_UID, tuesday);
    expect(await hub.tap(LIBRARY_UID, tuesday)).toMatchObject({ outcome: 'checked-in', activity: 'Cook' });
    expect(visits().map((a) => a.flags)).toEqual([[], ['over-capacity']]);
  });
});

it('a kiosk that woke in 1970 loses nothing: every tap is placed by receipt, marked, and goes up', async () => {
  const woke = (seconds: number) => new Date(seconds * 1000).toISOString();
  for (const [i, evidence] of [sunEvidence(7), { kind: 'uid' as const, uid: VIC_UID }].entries()) {
    const tap = { id: newId(), kioskAt: woke(i), offsetMs: null, evidence };
    expect(await hub.ingest.receive({ tap, kioskId: 'k', hubAt: DURING })).toMatchObject({ outcome: 'checked-in' });
  }
  expect(visits().map((a) => [a.arrivedAt, a.flags, a.kioskAt])).toEqual([
    [DURING.toISOString(), ['clock-unsure'], woke(0)],
    [DURING.toISOString(), ['clock-unsure'], woke(1)],
  ]);
  // Once it has met its hub it knows how far off it is, and its taps are sure again.
  const offsetMs = DURING.getTime() - 5000;
  const tap = { id: newId(), kioskAt: woke(300), offsetMs, evidence: sunEvidence(8) };
  await hub.ingest.receive({ tap, kioskId: 'k', hubAt: new Date(DURING.getTime() + 600_000) });
  expect(hub.taps.find(tap.id)).toMatchObject({ sure: true, cardId: 'card-mary' });
});
