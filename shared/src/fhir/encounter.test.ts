import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attendance } from '../attendance/attendance.ts';
import { fromEncounter, toBatchEntry, toEncounter } from './encounter.ts';

const name = fc.string({ minLength: 1, maxLength: 40 });
const at = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((d) => d.toISOString());
const anyAttendance: fc.Arbitrary<Attendance> = fc.record({
  id: fc.uuid(),
  version: fc.nat({ max: 1_000_000 }),
  status: fc.constantFrom('finished', 'entered-in-error'),
  personId: name,
  prescriptionId: name,
  prescribedActivityId: name,
  activityId: name,
  sessionId: name,
  sessionStart: at,
  sessionEnd: at,
  venueId: name,
  providerId: name,
  arrivedAt: at,
  leftAt: fc.constant(null),
  late: fc.boolean(),
  method: fc.constantFrom('card', 'manual', 'correction'),
  assurance: fc.constantFrom('authenticated', 'uid-only', 'asserted'),
  flags: fc.constantFrom([], ['clock-unsure' as const], ['clock-unsure' as const, 'over-capacity' as const]),
  by: fc.option(fc.record({ id: name, name })),
  reason: fc.option(fc.string({ minLength: 1, maxLength: 300 })),
  cardId: fc.option(name),
  counter: fc.option(fc.integer({ min: 0, max: 0xffffff })),
  kioskAt: fc.option(at),
  hubAt: at,
});

describe('an attendance as an Encounter', () => {
  it('comes back unchanged', () => {
    fc.assert(
      fc.property(anyAttendance, (a) => {
        const overWire: unknown = JSON.parse(JSON.stringify(toEncounter(a)));
        expect(fromEncounter(overWire)).toEqual({ attendance: a });
      }),
    );
  });
  it('says when someone left as the end of its period, and refuses an end before the start', () => {
    fc.assert(
      fc.property(anyAttendance, fc.integer({ min: 0, max: 86_400_000 }), (a, stayed) => {
        const leftAt = new Date(Date.parse(a.arrivedAt) + stayed).toISOString();
        expect(fromEncounter(toEncounter({ ...a, leftAt }))).toEqual({ attendance: { ...a, leftAt } });
        const before = new Date(Date.parse(a.arrivedAt) - stayed - 1).toISOString();
        expect(fromEncounter(toEncounter({ ...a, leftAt: before }))).toHaveProperty('problem');
      }),
    );
  });
  it('is created only if it is not there, and changed by a conditional update of the same identifier', () => {
    const [a] = fc.sample(anyAttendance, 1);
    const created = toBatchEntry({ ...a!, version: 0 }).request!;
    const corrected = toBatchEntry({ ...a!, version: 1 }).request!;
    expect(created.method).toBe('POST');
    expect(corrected).toEqual({ method: 'PUT', url: `Encounter?${created.ifNoneExist}` });
  });
  it('is refused in one sentence that names the field, whatever arrives', () => {
    expect(fromEncounter({ resourceType: 'Patient' })).toEqual({ problem: expect.stringMatching(/^Encounter\./) });
    fc.assert(
      fc.property(fc.anything(), (junk) => {
        expect(fromEncounter(junk)).toHaveProperty('problem');
      }),
    );
  });
});
