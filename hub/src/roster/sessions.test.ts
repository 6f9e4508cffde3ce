import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SessionFact } from '../store/venue-day.ts';
import { VenueDay } from '../store/venue-day.ts';
import { type BusyHub, busyHub, busyRoster } from '../testing/busy-venue.ts';
import { DURING } from '../testing/venue.ts';
import { Sessions } from './sessions.ts';

const WALK = 'walk@2026-06-01T10:00';
let hub: BusyHub;
let day: VenueDay;
let sessions: Sessions;
const start = (entries = busyRoster) => {
  hub = busyHub(entries);
  day = new VenueDay(hub.db, hub.outbox);
  sessions = new Sessions(hub.roster, day);
};
beforeEach(() => start());

let version = 0;
const say = (part: Partial<SessionFact>) =>
  day.save({
    ...{ kind: 'session', id: newId(), at: DURING.toISOString(), version: version++, extra: false, guests: 0 },
    ...{ sessionId: WALK, activityId: 'walk', reason: null, status: 'planned', by: { id: 's', name: 'Sam' } },
    ...{ sessionStart: '2026-06-01T09:00:00.000Z', sessionEnd: '2026-06-01T10:00:00.000Z' },
    ...part,
  });
const names = (at: string | Date) =>
  sessions.openAt(new Date(at)).map((s) => `${s.activity.name}${s.cancelled ? ' (cancelled)' : ''}`);
const withSchedule = (part: object) =>
  busyRoster.map((e) =>
    e.kind === 'activity' && e.id === 'walk' ? { ...e, schedule: { ...e.schedule, ...part } } : e,
  );

describe('the sessions of a day', () => {
  it('are as planned, until staff say otherwise; the newest word holds', () => {
    expect(names(DURING)).toEqual(['Garden', 'Debt advice', 'Sing', 'Walk']);
    say({ status: 'cancelled', reason: 'Flood' });
    expect(names(DURING)).toEqual(['Garden', 'Debt advice', 'Sing', 'Walk (cancelled)']);
    expect(sessions.session(WALK)).toMatchObject({ status: 'cancelled', reason: 'Flood' });
    say({ status: 'planned' });
    expect(sessions.session(WALK)).toMatchObject({ status: 'planned', cancelled: false });
  });
  it('may run though the schedule has cancelled them, if staff say so', () => {
    start(withSchedule({ cancelled: [{ date: '2026-06-01' }] }));
    expect(names(DURING)).toContain('Walk (cancelled)');
    say({ status: 'run' });
    expect(names(DURING)).toContain('Walk');
    say({ status: 'planned' });
    expect(names(DURING)).toContain('Walk (cancelled)');
  });
  it('may be extra ones, with an id like any other, open from their early allowance until their end', () => {
    const activity = hub.roster.view.activities.get('walk')!;
    const extra = sessions.extra(activity, { date: '2026-06-03', start: '18:00', minutes: 45 });
    expect(extra).toMatchObject({ id: 'walk@2026-06-03T18:00', startsAt: '2026-06-03T17:00:00.000Z', extra: true });
    const { id: sessionId, startsAt: sessionStart, endsAt: sessionEnd } = extra;
    say({ sessionId, sessionStart, sessionEnd, extra: true });
    expect(names('2026-06-03T16:29:59.000Z')).toEqual([]);
    expect(names('2026-06-03T16:30:00.000Z')).toEqual(['Walk']);
    expect(names('2026-06-03T17:44:59.000Z')).toEqual(['Walk']);
    expect(names('2026-06-03T17:45:00.000Z')).toEqual([]);
    expect(sessions.ofDay('2026-06-03', DURING, []).map((s) => s.id)).toEqual([sessionId]);
    expect(sessions.session(sessionId)).toMatchObject({ time: '18:00', date: '2026-06-03', extra: true });
  });
  it('pass midnight: they belong to the day they began, and are shown while they still run', () => {
    start(withSchedule({ weekly: [{ weekday: 1, start: '23:00', minutes: 120 }] }));
    const late = 'walk@2026-06-01T23:00';
    const atHalfPast = new Date('2026-06-01T23:30:00.000Z');
    const of = (date: string, now: Date) => sessions.ofDay(date, now, []).map((s) => s.id);
    expect(of('2026-06-01', DURING)).toContain(late);
    expect(of('2026-06-02', atHalfPast)).toContain(late);
    expect(of('2026-06-02', new Date('2026-06-02T08:00:00.000Z'))).not.toContain(late);
    expect(names(atHalfPast)).toEqual(['Walk']);
  });
  it('keep their time on the wall when the clocks change', () => {
    start(withSchedule({ weekly: [{ weekday: 7, start: '10:00', minutes: 60 }] }));
    const starts = (date: string) => sessions.ofDay(date, DURING, []).map((s) => s.startsAt);
    expect(starts('2026-03-22')).toEqual(['2026-03-22T10:00:00.000Z']);
    expect(starts('2026-03-29')).toEqual(['2026-03-29T09:00:00.000Z']);
    expect(starts('2026-10-25')).toEqual(['2026-10-25T10:00:00.000Z']);
  });
  it('somebody attended keep their place though the schedule has moved on', async () => {
    await hub.tap('04D1D1D1D1D1D1', DURING);
    const [visit] = hub.attendances.ofDay('2026-06-01', ['garden']);
    const garden = hub.roster.view.activities.get('garden')!;
    hub.roster.apply([{ op: 'put', entry: { ...garden, schedule: { ...garden.schedule, weekly: [] } } }], 2);
    expect(sessions.ofDay('2026-06-01', DURING, [visit!]).map((s) => s.id)).toContain('garden@2026-06-01T09:00');
  });
});
