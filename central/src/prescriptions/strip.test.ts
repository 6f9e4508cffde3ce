import type { Session } from '@tapwell/shared/schedule/sessions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SessionCell, sessionCell, type Visit, weekCell } from './strip.ts';

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
  late: false,
  method: 'card',
  assurance: 'authenticated',
};
const later = new Date('2026-06-10T00:00:00Z');
const complete = { syncedThrough: '2026-06-05T00:00:00.000Z', gaps: [] };

describe('a session on the strip', () => {
  it('is missed only when it ran, the record is complete past its end and cards could be read', () => {
    expect(sessionCell(session, undefined, true, complete, false, later).state).toBe('missed');
  });
  it('is no data when the venue has not uploaded past its end', () => {
    const cell = sessionCell(
      session,
      undefined,
      true,
      { ...complete, syncedThrough: '2026-06-01T09:59:59.000Z' },
      false,
      later,
    );
    expect(cell).toMatchObject({ state: 'no-data', why: expect.stringContaining('not arrived') });
  });
  it('is no data when no card could be read for part of it', () => {
    const gaps = [{ from: '2026-06-01T09:30:00.000Z', to: '2026-06-01T12:00:00.000Z' }];
    expect(sessionCell(session, undefined, true, { ...complete, gaps }, false, later).state).toBe('no-data');
  });
  it('is no data when nobody came, for it may not have run', () => {
    expect(sessionCell(session, undefined, false, complete, false, later).state).toBe('no-data');
  });
  it('is no data when they tapped a card that day which nobody has placed', () => {
    const cell = sessionCell(session, undefined, true, complete, true, later);
    expect(cell).toMatchObject({ state: 'no-data', why: expect.stringContaining('tapped a card') });
  });
  it('is to come until it ends', () => {
    expect(sessionCell(session, undefined, false, complete, false, new Date('2026-06-01T09:59:00Z')).state).toBe(
      'to-come',
    );
  });
  it('is attended or late once there is a visit, whatever else is known', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.option(fc.constant(complete.syncedThrough)),
        (late, ran, syncedThrough) => {
          const cell = sessionCell(session, { ...visit, late }, ran, { syncedThrough, gaps: [] }, false, later);
          expect(cell.state).toBe(late ? 'late' : 'attended');
        },
      ),
    );
  });
  it('never says missed of anything the record does not cover', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.boolean(), (hours, ran) => {
        const syncedThrough = new Date(Date.parse(session.startsAt) - 8 * 3_600_000 + hours * 3_600_000).toISOString();
        const { state } = sessionCell(session, undefined, ran, { syncedThrough, gaps: [] }, false, later);
        if (state === 'missed') expect(ran && syncedThrough >= session.endsAt).toBe(true);
      }),
    );
  });
});

describe('a week on the strip', () => {
  const cell = (state: SessionCell['state']): SessionCell => ({
    sessionId: session.id,
    startsAt: session.startsAt,
    state,
    why: state === 'no-data' ? 'because' : null,
    visit: state === 'attended' || state === 'late' ? visit : null,
  });
  const week = (perWeek: number, ...states: SessionCell['state'][]) =>
    weekCell(1, '2026-06-01', '2026-06-07', perWeek, states.map(cell));

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
  it('without a session is no reproach', () => {
    expect(week(1)).toMatchObject({ state: 'no-session', expected: 0 });
  });
});
