import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BusyHub, busyHub, VIC_UID } from '../testing/busy-venue.ts';
import { DURING, LIBRARY_UID, sunEvidence, tapOf } from '../testing/venue.ts';
import { registerCsv } from './csv.ts';
import type { RegisterAction } from './wire.ts';

const WALK = 'walk@2026-06-01T10:00';
const SING = 'sing@2026-06-01T10:00';
const staff = { id: 'sam', name: 'Sam', providerId: 'provider' };
let hub: BusyHub;
beforeEach(() => {
  hub = busyHub();
});
type Press = RegisterAction extends infer A ? (A extends { id: string } ? Omit<A, 'id'> : never) : never;
const press = (action: Press, now = DURING) => hub.desk.act({ ...action, id: newId() } as RegisterAction, staff, now);
const session = (sessionId = WALK, now = DURING) =>
  hub.desk.day('2026-06-01', 'provider', now).sessions.find((s) => s.sessionId === sessionId)!;
const states = (sessionId = WALK, now = DURING) =>
  session(sessionId, now).people.map((p) => `${p.name} ${p.state}${p.arrived ? ` ${p.arrived}` : ''}`);
const mary = { sessionId: WALK, personId: 'mary' };
const ahmed = { sessionId: WALK, personId: 'ahmed' };
const checkIn = { do: 'check-in', ...mary, reason: 'forgot-card', note: null } as const;
const minutes = (n: number) => new Date(DURING.getTime() + n * 60_000);
const tapMary = (counter: number, at = DURING) =>
  hub.ingest.receive({ tap: tapOf(sunEvidence(counter), at), kioskId: 'k', hubAt: at });

describe("a session's register", () => {
  it('lists who is here, who left, who is expected and who is excused, in that order and counted', async () => {
    expect(states()).toEqual(['Ahmed expected', 'Mary expected']);
    await tapMary(7);
    expect(states()).toEqual(['Mary here 10:05', 'Ahmed expected']);
    expect(session()).toMatchObject({
      here: 1,
      expected: 2,
      status: 'run',
      when: 'now',
      starts: '10:00',
      ends: '11:00',
    });
    press({ do: 'left', ...mary }, minutes(20));
    press({ do: 'excuse', ...ahmed, note: 'ill' });
    expect(states()).toEqual(['Mary left 10:05', 'Ahmed excused']);
    expect(session()).toMatchObject({ here: 1, expected: 1 });
    expect(session().people[1]).toMatchObject({ by: 'Sam', reason: 'ill' });
    press({ do: 'expect-again', ...ahmed });
    expect(states(WALK, minutes(60))).toEqual(['Mary left 10:05', 'Ahmed absent']);
  });
  it('calls nobody absent from a session that was cancelled', () => {
    press({ do: 'session-status', sessionId: WALK, status: 'cancelled', note: 'Ice' });
    expect(states(WALK, minutes(60))).toEqual(['Ahmed expected', 'Mary expected']);
  });
  it('expects nobody whose prescription has ended', () => {
    const day = hub.desk.day('2026-08-03', 'provider', DURING);
    expect(day.sessions.flatMap((s) => s.people)).toEqual([]);
  });
  it('is that of the local day, also just after midnight in summer', () => {
    const justAfter = new Date('2026-05-31T23:10:00.000Z');
    expect(hub.desk.day('2026-06-01', 'provider', justAfter).sessions.map((s) => s.when)).toEqual(
      Array.from({ length: 3 }, () => 'later'),
    );
  });
  it('shows who came along, and takes them off again', () => {
    press({ do: 'companion', ...mary, name: 'Joe Bloggs' });
    press({ do: 'companion', ...mary, name: 'joe bloggs' });
    const [companion] = session().people.find((p) => p.personId === 'mary')!.companions;
    expect(companion?.name).toBe('Joe Bloggs');
    press({ do: 'remove-companion', sessionId: WALK, visitId: companion!.visitId });
    expect(session().people.find((p) => p.personId === 'mary')).toMatchObject({
      companions: [],
      history: [{ words: 'Came with Joe Bloggs, says Sam' }, { words: 'Joe Bloggs taken off by Sam' }],
    });
  });
});

describe('who tapped and is on no list', () => {
  const unplaced = (now = DURING) => hub.desk.day('2026-06-01', 'provider', now).unplaced;
  it('is placed with the time and the proof of the tap, and the choice of sessions is theirs', async () => {
    await hub.tap(LIBRARY_UID);
    expect(unplaced()).toMatchObject([
      {
        ...{ name: 'Ahmed', time: '10:05', why: 'did not choose a session' },
        sessions: [
          { sessionId: SING, asGuest: false },
          { sessionId: WALK, asGuest: false },
        ],
      },
    ]);
    press({ do: 'place', tapId: unplaced()[0]!.tapId, sessionId: SING, note: null }, minutes(30));
    expect(unplaced()).toEqual([]);
    expect(hub.attendances.find('ahmed', SING)).toMatchObject({
      ...{ arrivedAt: DURING.toISOString(), assurance: 'uid-only', method: 'correction', cardId: 'card-ahmed' },
      by: { id: 'sam', name: 'Sam' },
    });
    expect(hub.waiting().filter((b) => 'tapId' in b)).toMatchObject([
      { kind: 'placed', attendanceId: hub.attendances.find('ahmed', SING)!.id },
    ]);
  });
  it('is counted as a guest where they have no prescription, and it is said so', async () => {
    await hub.tap(VIC_UID, minutes(300));
    const [line] = unplaced(minutes(300));
    expect(line).toMatchObject({ name: 'Vic', sessions: [{ activity: 'Garden', asGuest: false }] });
    const said = press({ do: 'place', tapId: line!.tapId, sessionId: WALK, note: null }, minutes(301)).said;
    expect(said).toBe('Vic has no prescription for Walk and is counted as a guest.');
    expect(session()).toMatchObject({ guests: 1, here: 0 });
    expect(hub.waiting().filter((b) => 'kind' in b && b.kind !== 'tap')).toMatchObject([
      { kind: 'session', guests: 1 },
      { kind: 'placed', attendanceId: null, reason: 'Counted as a guest: no prescription for Walk' },
    ]);
  });
  it('is placed by name where nobody knows the card, once however often it was tapped', async () => {
    for (const n of [0, 1]) await hub.tap('04998877665544', minutes(n));
    const [line, ...more] = unplaced();
    expect(line).toMatchObject({ name: null, why: 'card not known' });
    expect(more).toEqual([]);
    const place = { do: 'place', tapId: line!.tapId, sessionId: WALK, note: null } as const;
    expect(() => press(place)).toThrow('Please choose who it was');
    press({ ...place, personId: 'mary' });
    expect(unplaced()).toEqual([]);
    expect(hub.attendances.find('mary', WALK)).toMatchObject({ assurance: 'asserted', cardId: null });
    expect(hub.waiting().filter((b) => 'tapId' in b)).toHaveLength(2);
    expect(() => press({ ...place, personId: 'mary' })).toThrow('settled this tap already');
  });
  it('is dismissed, which is told too', async () => {
    await hub.tap(LIBRARY_UID);
    press({ do: 'dismiss', tapId: unplaced()[0]!.tapId, note: 'went home' });
    expect(unplaced()).toEqual([]);
    expect(hub.waiting().at(-1)).toMatchObject({ kind: 'placed', attendanceId: null, reason: 'went home' });
  });
});

describe('staff cannot', () => {
  it('mark someone as here who has no prescription for it, nor at a session to come or cancelled', () => {
    const vic = { ...checkIn, personId: 'vic' };
    expect(() => press(vic)).toThrow('Vic has no prescription for Walk. Count them as a guest');
    const cook = hub.roster.view.people.get('mary')!;
    hub.roster.apply(
      [
        {
          op: 'put',
          entry: { ...cook, prescribed: [...cook.prescribed, { ...cook.prescribed[0]!, id: 'x', activityId: 'cook' }] },
        },
      ],
      2,
    );
    expect(() => press({ ...checkIn, sessionId: 'cook@2026-06-02T10:00' })).toThrow('still to come');
    press({ do: 'session-status', sessionId: WALK, status: 'cancelled', note: null });
    expect(() => press(checkIn)).toThrow('is cancelled');
  });
  it('cancel what somebody attended, or say that it ran before it began', async () => {
    await tapMary(7);
    const status = { do: 'session-status', sessionId: WALK, note: null } as const;
    expect(() => press({ ...status, status: 'cancelled' })).toThrow('it ran');
    const early = new Date('2026-06-01T07:00:00.000Z');
    expect(() => press({ ...status, status: 'run' }, early)).toThrow('not begun');
  });
  it('give times that cannot be', async () => {
    await tapMary(7);
    const left = (at: Date) => press({ do: 'left', ...mary, at: at.toISOString() }, minutes(30));
    expect(() => left(minutes(-10))).toThrow('came at 10:05');
    expect(() => left(minutes(40))).toThrow('not come yet');
    const came = (at: Date) => press({ do: 'correct-arrival', ...mary, at: at.toISOString(), note: null }, minutes(30));
    expect(() => came(minutes(-24 * 60))).toThrow('not near');
    left(minutes(20));
    expect(() => came(minutes(25))).toThrow('left at 10:25');
    expect(came(minutes(-6)).said).toBe('Mary came at 09:59.');
    expect(session().people[0]).toMatchObject({ arrived: '09:59', left: '10:25', late: false });
  });
  it('add a session twice, or too far away', () => {
    const extra = { do: 'extra-session', activityId: 'walk', start: '18:00', minutes: 60 } as const;
    press({ ...extra, date: '2026-06-01' });
    expect(session('walk@2026-06-01T18:00')).toMatchObject({ extra: true, status: 'planned', when: 'later' });
    expect(() => press({ ...extra, date: '2026-06-01' })).toThrow('already');
    expect(() => press({ ...extra, date: '2026-06-01', start: '10:00' })).toThrow('already');
    expect(() => press({ ...extra, date: '2026-09-01' })).toThrow('eight weeks');
  });
});

it('a visit recorded after the session is one of its start, and a correction', () => {
  press(checkIn, minutes(24 * 60));
  expect(hub.attendances.find('mary', WALK)).toMatchObject({
    ...{ arrivedAt: '2026-06-01T09:00:00.000Z', method: 'correction', late: false },
  });
});
it('a note goes up with a visit, beside why it was recorded; without a visit it stays here', () => {
  press({ do: 'note', ...ahmed, note: 'moved away' });
  expect(hub.waiting()).toEqual([]);
  press(checkIn);
  press({ do: 'note', ...mary, note: 'tired' });
  expect(hub.attendances.find('mary', WALK)).toMatchObject({ reason: 'Forgot their card. tired' });
  const [recorded, changed] = hub.waiting() as Attendance[];
  expect(recorded!.version).toBe(0);
  expect(changed!.version).toBeGreaterThan(0);
});
it('a spreadsheet keeps what looks like a formula as text, and a session without people has its line', () => {
  press({ do: 'companion', ...mary, name: '+44 Joe' });
  const rows = registerCsv(hub.desk.day('2026-06-01', 'provider', DURING).sessions).split('\r\n');
  expect(rows.find((row) => row.includes('"Mary"'))).toContain(`"'+44 Joe"`);
  hub.roster.apply([{ op: 'remove', kind: 'person', id: 'vic' }], 2);
  const csv = registerCsv(hub.desk.day('2026-06-01', 'provider', DURING).sessions);
  expect(csv).toContain('"09:00","12:00","Garden","planned","","","","","","","","","","0"');
});
