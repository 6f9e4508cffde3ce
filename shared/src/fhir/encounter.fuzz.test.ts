import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attendance } from '../attendance/attendance.ts';
import { nearly } from '../fuzz.testing.ts';
import { fromEncounter, toEncounter } from './encounter.ts';

const at = '2026-06-01T09:05:00.000Z';
const visit: Attendance = {
  ...{ id: '01890a5d-ac96-7b7c-8f89-4f2c8a3d5e6f', status: 'finished', personId: 'mary', prescriptionId: 'rx-mary' },
  ...{ prescribedActivityId: 'mary-walk', activityId: 'walk', sessionId: 'walk@2026-06-01T10:00', venueId: 'hall' },
  ...{ sessionStart: '2026-06-01T09:00:00.000Z', sessionEnd: '2026-06-01T10:00:00.000Z', providerId: 'provider' },
  ...{ arrivedAt: at, late: false, method: 'card', assurance: 'authenticated', flags: [], cardId: 'card', counter: 7 },
  ...{ kioskAt: at, hubAt: at, version: 0, leftAt: null, by: null, reason: null },
};

describe('an Encounter from outside', () => {
  it('that is nearly one of ours becomes an attendance that goes on unchanged, or one sentence', () => {
    fc.assert(
      fc.property(nearly(toEncounter(visit)), (resource) => {
        const read = fromEncounter(resource);
        if ('problem' in read) {
          expect(read.problem).toMatch(/^Encounter\.[^\n]*: [^\n]+$/);
          return;
        }
        const again: unknown = JSON.parse(JSON.stringify(toEncounter(read.attendance)));
        // As it travels: JSON writes -0 as 0.
        expect(fromEncounter(again)).toEqual(JSON.parse(JSON.stringify(read)));
      }),
      { numRuns: 500 },
    );
  });
  it('is never quoted in what is wrong with it: it is about a patient', () => {
    fc.assert(
      fc.property(nearly({ ...toEncounter(visit), status: 'SECRET-STATUS' }), (resource) => {
        const read = fromEncounter(resource);
        if ('problem' in read) expect(read.problem).not.toMatch(/SECRET|mary/);
      }),
    );
  });
});
