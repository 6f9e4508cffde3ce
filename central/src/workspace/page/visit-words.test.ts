import { describe, expect, it } from 'vitest';
import type { SessionCell, Visit, WeekCell } from '../../prescriptions/strip.ts';
import { lengthWords, recordedWords, weekWords } from './visit-words.ts';

const visit: Visit = {
  sessionId: 'walk@2026-06-01T10:00',
  startsAt: '2026-06-01T09:00:00.000Z',
  endsAt: '2026-06-01T10:00:00.000Z',
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
const session: SessionCell = {
  sessionId: visit.sessionId,
  startsAt: visit.startsAt,
  state: 'attended',
  why: null,
  unknown: null,
  visit,
  takenBack: null,
  companions: [],
  extra: false,
};
const week = (part: Partial<WeekCell>, ...sessions: Partial<SessionCell>[]): WeekCell => ({
  week: 4,
  from: '2026-06-01',
  to: '2026-06-07',
  state: 'attended',
  why: null,
  expected: 1,
  attended: 1,
  ...part,
  sessions: sessions.map((one) => ({ ...session, ...one })),
});

describe('a visit in words', () => {
  it.each<[string, Partial<Visit>]>([
    ['Tapwell card', {}],
    ['other card (low assurance)', { assurance: 'uid-only' }],
    ['by Rosa: forgot card', { method: 'manual', assurance: 'asserted', by: 'Rosa', reason: 'forgot-card' }],
    ['Tapwell card; changed by Rosa: came at eleven', { by: 'Rosa', reason: 'came at eleven', corrected: true }],
    ['by staff; changed by Rosa', { method: 'manual', assurance: 'asserted', by: 'Rosa', corrected: true }],
    ['Tapwell card; the session was full', { flags: ['over-capacity'] }],
  ])('%s', (words, part) => {
    expect(recordedWords({ ...visit, ...part })).toBe(words);
  });
  it.each([
    [0, '0 min'],
    [45, '45 min'],
    [120, '2 h'],
    [125, '2 h 5 min'],
  ])('%i minutes are %s', (minutes, words) => {
    expect(lengthWords(minutes)).toBe(words);
  });
});

describe('a week in words', () => {
  const inLondon = (one: WeekCell) => weekWords(one, 'Europe/London');
  it('tells when, how, until when and with whom', () => {
    const stayed = { ...visit, leftAt: '2026-06-01T10:00:00.000Z' };
    expect(inLondon(week({}, { visit: stayed, companions: ['Sam'] }))).toBe(
      'Week 4, Mon 1 Jun: Came. Mon 1 Jun, 09:58 to 11:00, Tapwell card; came along: Sam.',
    );
  });
  it('tells why there was no visit, and that one was taken back', () => {
    const why = 'Nobody checked in, so the session may not have run.';
    const undone = { visit: null, takenBack: { by: 'Rosa', reason: 'wrong person' } };
    expect(inLondon(week({ state: 'no-data', why, attended: 0 }, undone))).toBe(
      `Week 4, Mon 1 Jun: No data. ${why} A visit was taken back by Rosa: wrong person.`,
    );
  });
});
