import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { apduAnswer, deskCard, deskReader, deskTask, taskProgress } from '../desk/wire.ts';
import { hubFact, hubFactResults, hubReport } from '../facts/hub-report.ts';
import { nearly } from '../fuzz.testing.ts';
import { looseRosterPage, rosterChange } from '../roster/roster.ts';
import { kioskStatus, venueStatus } from './kiosk-wire.ts';
import { choice, outcome, tapResults } from './outcome.ts';
import { cardTest, cardTestRequest, expectedNow, manualCheckIn, staffCredentials } from './staff-wire.ts';
import { tap, tapBatch } from './tap.ts';

const id = '01890a5d-ac96-7b7c-8f89-4f2c8a3d5e6f';
const at = '2026-06-01T09:05:00.000Z';
const sun = {
  kind: 'sun',
  url: `https://tapwell.example/c?p=${'A'.repeat(32)}&c=${'B'.repeat(16)}`,
  uid: '04112233445566',
};
const aTap = { id, kioskAt: at, offsetMs: 12, evidence: sun };
const kiosk = { id: 'kiosk', name: 'Front door', reader: 'ready', why: null, lastSeen: at, waiting: 0 };
const schedule = { zone: 'Europe/London', weekly: [{ weekday: 1, start: '10:00', minutes: 60 }], extra: [] };
const activity = {
  ...{ kind: 'activity', id: 'walk', name: 'Walk', area: 'Physical activity', providerId: 'p', providerName: 'P' },
  ...{ room: null, schedule: { ...schedule, from: '2026-01-01', until: null }, earlyMinutes: 30, lateAfterMinutes: 20 },
};

const session = { sessionId: 'walk@2026-06-01T10:00', activityId: 'walk', sessionStart: at, sessionEnd: at };
const by = { id: 'rosa', name: 'Rosa' };
const suspect = { kind: 'tap', id, at, outcome: 'card-suspect', kioskAt: at };

/** Every message that one part takes from another, with a good one of each. */
const MESSAGES: [string, z.ZodType, unknown][] = [
  ['tap', tap, aTap],
  ['tap by UID', tap, { ...aTap, offsetMs: null, evidence: { kind: 'uid', uid: 'DEADBEEF' } }],
  ['batch of taps', tapBatch, { taps: [aTap] }],
  ['answer to taps', tapResults, { results: [{ id, outcome: { outcome: 'saved-offline' } }] }],
  ['outcome', outcome, { outcome: 'card-suspect', code: 'S2' }],
  ['choice', choice, { sessionId: 'walk@2026-06-01T10:00' }],
  [
    'kiosk status',
    kioskStatus,
    { reader: 'ready', why: null, waiting: 3, downSince: at, gaps: [{ id, from: at, to: at }] },
  ],
  [
    'first kiosk status',
    kioskStatus,
    { reader: 'ready', why: null, waiting: 0, downSince: 'unknown', gaps: [{ id, from: null, to: at }] },
  ],
  [
    'venue status',
    venueStatus,
    { now: at, venue: 'Hall', zone: 'Europe/London', running: [{ activity: 'Walk', time: '10:00' }] },
  ],
  [
    'hub report',
    hubReport,
    {
      syncedThrough: at,
      kiosks: [kiosk],
      rosterCursor: 1,
      rosterAt: at,
      waiting: 0,
      oldestWaiting: null,
      quarantined: 0,
      version: '0.1.0',
    },
  ],
  ['tap as a fact', hubFact, { ...suspect, evidence: sun, cardId: null, counter: null, personId: null }],
  ['gap as a fact', hubFact, { kind: 'kiosk-gap', id, at, kioskId: 'kiosk', from: at, to: at }],
  [
    'session as a fact',
    hubFact,
    {
      kind: 'session',
      id,
      at,
      ...session,
      version: 1,
      status: 'cancelled',
      reason: 'Snow',
      extra: false,
      guests: 2,
      by,
    },
  ],
  [
    'excuse as a fact',
    hubFact,
    {
      kind: 'expected',
      id,
      at,
      ...session,
      version: 0,
      personId: 'mary',
      prescribedActivityId: 'm',
      state: 'excused',
      reason: null,
      by,
    },
  ],
  [
    'companion as a fact',
    hubFact,
    {
      ...{ kind: 'companion', id, at, ...session, version: 0, visitId: id, status: 'finished', personId: 'mary' },
      ...{ companionId: null, companionName: 'Sam', cardId: null, by },
    },
  ],
  ['placed tap as a fact', hubFact, { kind: 'placed', id, at, tapId: id, attendanceId: null, reason: 'A visitor', by }],
  [
    'people expected now',
    expectedNow,
    {
      sessions: [
        { sessionId: 's', activity: 'Walk', time: '10:00', people: [{ personId: 'mary', name: 'Mary', here: true }] },
      ],
    },
  ],
  [
    'manual check-in',
    manualCheckIn,
    { id, sessionId: 'walk@2026-06-01T10:00', who: { personId: 'mary' }, reason: 'forgot-card' },
  ],
  ['answer to facts', hubFactResults, { results: [{ status: 201 }] }],
  ['roster change', rosterChange, { op: 'put', entry: activity }],
  ['roster page', looseRosterPage, { cursor: 1, reset: false, changes: [{ op: 'put', entry: activity }], more: false }],
  ['sign-in at a kiosk', staffCredentials, { username: 'rosa', password: 'secret' }],
  ['card to test', cardTestRequest, { evidence: sun }],
  ['card tested', cardTest, { verdict: 'genuine', state: 'active', name: 'Mary' }],
  ['task for a desk', deskTask, { do: 'issue', patientId: 'mary', randomId: false }],
  ['task for a companion’s card', deskTask, { do: 'register', companionId: 'pat' }],
  ['reader of a desk', deskReader, { name: 'PN532', state: 'ready', why: null, occupied: false }],
  ['card on a desk', deskCard, { uid: '04112233445566', kind: 'iso14443-4' }],
  ['answer of a card', apduAnswer, { response: '9000' }],
  ['progress at a desk', taskProgress, { step: 'done', words: 'The card is ready.', cardId: 'card' }],
];

describe.each(MESSAGES)('a message between parts: %s', (_name, schema, good) => {
  it('is taken when it is good', () => {
    expect(schema.safeParse(good).success).toBe(true);
  });
  it('is taken or refused whatever it is, and what was taken is taken again unchanged further on', () => {
    fc.assert(
      fc.property(fc.oneof(nearly(good), fc.jsonValue()), (message) => {
        const read = schema.safeParse(message);
        if (!read.success) return;
        const passedOn: unknown = JSON.parse(JSON.stringify(read.data));
        expect(schema.safeParse(passedOn)).toEqual({ success: true, data: passedOn });
      }),
      { numRuns: 300 },
    );
  });
});
