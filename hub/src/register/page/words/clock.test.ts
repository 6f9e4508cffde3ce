import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantAtSession, instantOf, wallTime } from './clock.ts';

const LONDON = 'Europe/London';

describe('a time on the wall', () => {
  it('is an hour earlier in UTC in summer than in winter', () => {
    expect(instantOf('2026-06-01', '10:30', LONDON)).toBe('2026-06-01T09:30:00.000Z');
    expect(instantOf('2026-12-01', '10:30', LONDON)).toBe('2026-12-01T10:30:00.000Z');
  });
  it('is right on the days on which clocks change', () => {
    expect(instantOf('2026-03-29', '00:30', LONDON)).toBe('2026-03-29T00:30:00.000Z');
    expect(instantOf('2026-03-29', '02:30', LONDON)).toBe('2026-03-29T01:30:00.000Z');
    expect(instantOf('2026-10-25', '00:30', LONDON)).toBe('2026-10-24T23:30:00.000Z');
    expect(instantOf('2026-10-25', '03:00', LONDON)).toBe('2026-10-25T03:00:00.000Z');
  });
  it('reads back as it was typed, in any zone, but for the hour that spring leaves out', () => {
    const zone = fc.constantFrom(LONDON, 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC');
    const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(zone, day, fc.integer({ min: 4 * 60, max: 24 * 60 - 1 }), (zone, at, minute) => {
        const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
        expect(wallTime(instantOf(at.toISOString().slice(0, 10), time, zone), zone)).toBe(time);
      }),
    );
  });
});

describe('a time at a session', () => {
  it('is on the day of the session', () => {
    const session = { sessionId: 'walk@2026-06-01T10:30', starts: '10:30', ends: '12:00' };
    expect(instantAtSession(session, '10:10', LONDON)).toBe('2026-06-01T09:10:00.000Z');
  });
  it('is on the next day after midnight, where the session goes on that long', () => {
    const session = { sessionId: 'vigil@2026-12-24T22:00', starts: '22:00', ends: '01:00' };
    expect(instantAtSession(session, '21:45', LONDON)).toBe('2026-12-24T21:45:00.000Z');
    expect(instantAtSession(session, '23:30', LONDON)).toBe('2026-12-24T23:30:00.000Z');
    expect(instantAtSession(session, '00:30', LONDON)).toBe('2026-12-25T00:30:00.000Z');
  });
});
