import type { Session } from '@tapwell/shared/schedule/sessions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DayWord,
  mayBeFor,
  type SessionCell,
  type SessionFacts,
  sessionCell,
  type VenueRecord,
  type Visit,
  weekCell,
} from './strip.ts';

const session: Session = {
  id: 'walk@2026-06-01T10:00',
  activityId: 'walk',
  startsAt: '2026-06-01T09:00:00.000Z',
  endsAt: '2026-06-01T10:00:00.000Z',
  time: '10:00',
  date: '2026-06-01',
  cancelled: false,
};
const visit: Visit = {
  sessionId: session.id,
  startsAt: session.startsAt,
  endsAt: session.endsAt,
  arrivedAt: '2026-06-01T08:58:00.000Z',
  leftAt: null,
  late: false,
  method: 'card',
  assurance: 'authenticated',
  flags: [],
  by: null,
  reason: null,
  corrected: false,
};
const later = new Date('2026-06-10T00:00:00Z');
const complete = { syncedThrough: '2026-06-05T00:00:00.000Z', gaps: [] };
const rosa = { by: 'Rosa', reason: 'in hospital' };
const word = (status: DayWord['status'], reason: string | null = null): DayWord => ({
  ...session,
  sessionId: session.id,
  status,
  extra: false,
  by: 'Rosa',
  reason,
});
const cellOf = (facts: Partial<SessionFacts>, venue = complete as VenueRecord, now = later, of = session) =>
  sessionCell(of, { ran: true, unplaced: false, earlyMinutes: 30, ...facts }, venue, now);

describe('a session on the strip', () => {
  it('is missed only when it ran, the record is complete past its end and cards could be read', () => {
    expect(cellOf({}).state).toBe('missed');
  });
  it('is no data when the venue has not uploaded past its end', () => {
    const cell = cellOf({}, { ...complete, syncedThrough: '2026-06-01T09:59:59.000Z' });
    expect(cell).toMatchObject({ state: 'no-data', why: expect.stringContaining('not arrived') });
  });
  it('is no data when no card could be read for part of it', () => {
    const gaps = [{ from: '2026-06-01T09:30:00.000Z', to: '2026-06-01T12:00:00.000Z' }];
    expect(cellOf({}, { ...complete, gaps }).state).toBe('no-data');
  });
  it('is no data when no card could be read while people came in, before it began', () => {
    const gaps = [{ from: '2026-06-01T08:31:00.000Z', to: '2026-06-01T08:59:59.000Z' }];
    expect(cellOf({}, { ...complete, gaps }).state).toBe('no-data');
    expect(cellOf({ earlyMinutes: 0 }, { ...complete, gaps }).state).toBe('missed');
    const setAside = { from: '2026-06-01T08:50:00.000Z', to: '2026-06-01T08:50:01.000Z' };
    expect(cellOf({}, { ...complete, gaps: [setAside] }).state).toBe('no-data');
  });
  it('is no data when nobody came, for it may not have run; missed when staff say it ran', () => {
    expect(cellOf({ ran: false }).state).toBe('no-data');
    expect(cellOf({ ran: false, day: word('planned') }).state).toBe('no-data');
    expect(cellOf({ ran: false, day: word('run') }).state).toBe('missed');
  });
  it('is no data when they tapped a card that day which nobody has placed', () => {
    expect(cellOf({ unplaced: true }).state).toBe('no-data');
  });
  it('is cancelled by the plan or by staff, before and after its time; staff may say that it ran after all', () => {
    const off = { ...session, cancelled: true };
    const before = new Date('2026-05-01T00:00:00Z');
    expect(cellOf({}, complete, later, off).state).toBe('cancelled');
    expect(cellOf({}, complete, before, off).state).toBe('cancelled');
    expect(cellOf({ day: word('run') }, complete, later, off).state).toBe('missed');
    expect(cellOf({ day: word('cancelled', 'Heating broken.') })).toMatchObject({
      state: 'cancelled',
      why: 'Cancelled at the venue by Rosa: Heating broken.',
    });
  });
  it('is excused when staff say so, and says by whom and why', () => {
    expect(cellOf({ excused: rosa })).toMatchObject({ state: 'excused', why: 'Excused by Rosa: in hospital.' });
  });
  it('is paused while nothing was expected of them, whatever became of the session, and says why', () => {
    const paused = { paused: { by: 'Priya', reason: 'In hospital' } };
    expect(cellOf(paused)).toMatchObject({ state: 'paused', why: 'Paused by Priya: In hospital.' });
    expect(cellOf({ ...paused, day: word('cancelled'), excused: rosa }).state).toBe('paused');
    expect(cellOf(paused, complete, new Date('2026-05-01T00:00:00Z')).state).toBe('paused');
  });
  it('says of what kind it is that nothing is known', () => {
    expect(cellOf({ unplaced: true }).unknown).toBe('unplaced-tap');
    expect(cellOf({}, { syncedThrough: null, gaps: [] }).unknown).toBe('not-arrived');
    expect(cellOf({}, { ...complete, gaps: [{ from: session.startsAt, to: session.endsAt }] }).unknown).toBe(
      'cards-unread',
    );
    expect(cellOf({ ran: false }).unknown).toBe('may-not-have-run');
    expect(cellOf({}).unknown).toBeNull();
  });
  it('is to come until its end', () => {
    expect(cellOf({}, complete, new Date('2026-06-01T09:59:00Z')).state).toBe('to-come');
  });
  it('is attended or late once there is a visit, whatever else is known', () => {
    const anything = fc.record({
      late: fc.boolean(),
      ran: fc.boolean(),
      unplaced: fc.boolean(),
      syncedThrough: fc.option(fc.constant(complete.syncedThrough)),
      day: fc.constantFrom(undefined, word('planned'), word('run'), word('cancelled')),
      excused: fc.constantFrom(undefined, rosa),
      paused: fc.constantFrom(undefined, rosa),
      cancelled: fc.boolean(),
    });
    fc.assert(
      fc.property(anything, ({ late, syncedThrough, cancelled, ...facts }) => {
        const venue = { syncedThrough, gaps: [] };
        const cell = cellOf({ ...facts, visit: { ...visit, late } }, venue, later, { ...session, cancelled });
        expect(cell.state).toBe(late ? 'late' : 'attended');
      }),
    );
  });
  it('never says missed of anything the record does not cover, of what was cancelled, or of who was excused', () => {
    const day = fc.constantFrom(undefined, word('planned'), word('run'), word('cancelled'));
    const excused = fc.constantFrom(undefined, rosa);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.boolean(), day, excused, (hours, ran, said, excuse) => {
        const syncedThrough = new Date(Date.parse(session.startsAt) - 8 * 3_600_000 + hours * 3_600_000).toISOString();
        const { state } = cellOf({ ran, day: said, excused: excuse }, { syncedThrough, gaps: [] });
        if (state !== 'missed') return;
        expect(syncedThrough >= session.endsAt).toBe(true);
        expect(ran || said?.status === 'run').toBe(true);
        expect(excuse === undefined && said?.status !== 'cancelled').toBe(true);
      }),
    );
  });
});

describe('a week on the strip', () => {
  const cell = (state: SessionCell['state']): SessionCell => ({
    sessionId: session.id,
    startsAt: session.startsAt,
    state,
    why: ['no-data', 'cancelled', 'excused', 'paused'].includes(state) ? 'because' : null,
    unknown: state === 'no-data' ? 'not-arrived' : null,
    visit: state === 'attended' || state === 'late' ? visit : null,
    takenBack: null,
    companions: [],
    extra: false,
  });
  const week = (perWeek: number, ...states: SessionCell['state'][]) =>
    weekCell({ week: 1, from: '2026-06-01', to: '2026-06-07' }, perWeek, states.map(cell));

  it('is attended with one visit, and says how many were planned', () => {
    expect(week(2, 'attended', 'missed')).toMatchObject({ state: 'attended', attended: 1, expected: 2 });
  });
  it('is late only when every visit was', () => {
    expect(week(2, 'late', 'late').state).toBe('late');
    expect(week(2, 'late', 'attended').state).toBe('attended');
  });
  it('stays open while a session is to come, and unknown while one is unknown', () => {
    expect(week(1, 'missed', 'to-come').state).toBe('to-come');
    expect(week(1, 'missed', 'no-data')).toMatchObject({ state: 'no-data', why: 'because' });
  });
  it('is cancelled when all of it was, and expects only what happened', () => {
    expect(week(1, 'cancelled', 'cancelled')).toMatchObject({ state: 'cancelled', why: 'because', expected: 0 });
    expect(week(2, 'cancelled', 'missed')).toMatchObject({ state: 'missed', expected: 1 });
  });
  it('is excused when they were as often as they were to come', () => {
    expect(week(1, 'excused', 'missed')).toMatchObject({ state: 'excused', why: 'because' });
    expect(week(2, 'excused', 'missed').state).toBe('missed');
    expect(week(2, 'excused', 'cancelled').state).toBe('excused');
  });
  it('is paused when nothing else was to happen in it', () => {
    expect(week(1, 'paused')).toMatchObject({ state: 'paused', why: 'because', expected: 0 });
    expect(week(2, 'cancelled', 'paused').state).toBe('paused');
    expect(week(2, 'paused', 'missed')).toMatchObject({ state: 'missed', expected: 1 });
    expect(week(2, 'paused', 'attended').state).toBe('attended');
  });
  it('without a session is no reproach, and says why there is none where that is known', () => {
    const dates = { week: 1, from: '2026-06-01', to: '2026-06-07' };
    expect(weekCell(dates, 1, [], 'It begins on Mon 15 Jun.').why).toBe('It begins on Mon 15 Jun.');
    expect(week(1)).toMatchObject({ state: 'no-session', expected: 0 });
  });
});

describe('a tap that is on no list', () => {
  const night = { date: '2026-05-31', startsAt: '2026-05-31T21:00:00.000Z', endsAt: '2026-06-01T00:00:00.000Z' };
  const tap = (at: string, date: string) => mayBeFor({ at, date }, night, 30);
  it('may be for a session that began the day before and passed midnight', () => {
    expect(tap('2026-05-31T23:30:00.000Z', '2026-06-01')).toBe(true);
    expect(tap('2026-06-01T02:30:00.000Z', '2026-06-01')).toBe(true);
    expect(tap('2026-06-01T09:00:00.000Z', '2026-06-01')).toBe(false);
  });
  it('may be for any session of its own day', () => {
    expect(tap('2026-05-31T09:00:00.000Z', '2026-05-31')).toBe(true);
  });
});
