import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { hubFact } from '@tapwell/shared/facts/hub-report';
import { Problem } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { busyHub } from '../testing/busy-venue.ts';
import { DURING, LIBRARY_UID, sunEvidence, tapOf } from '../testing/venue.ts';
import type { RegisterAction } from './wire.ts';

const staff = { id: 'sam', name: 'Sam', providerId: 'provider' };
const sessionId = fc.constantFrom('walk@2026-06-01T10:00', 'sing@2026-06-01T10:00', 'garden@2026-06-01T09:00');
const personId = fc.constantFrom('mary', 'ahmed', 'vic');
const minute = fc.integer({ min: 0, max: 300 });
const instant = minute.map((m) => new Date(Date.parse('2026-06-01T07:30:00.000Z') + m * 60_000).toISOString());
const note = fc.constantFrom(null, 'a note');
const about = { sessionId, personId };
const action = fc.oneof(
  fc.record({ do: fc.constant('check-in'), ...about, reason: fc.constantFrom('forgot-card', 'other'), note }),
  fc.record({ do: fc.constant('undo'), ...about, note }),
  fc.record({ do: fc.constant('left'), ...about, at: fc.constantFrom(undefined, null) }),
  fc.record({ do: fc.constant('left'), ...about, at: instant }),
  fc.record({ do: fc.constant('correct-arrival'), ...about, at: instant, note }),
  fc.record({ do: fc.constant('note'), ...about, note: fc.constant('note') }),
  fc.record({ do: fc.constantFrom('excuse', 'expect-again'), ...about, note }),
  fc.record({
    do: fc.constant('session-status'),
    sessionId,
    status: fc.constantFrom('planned', 'run', 'cancelled'),
    note,
  }),
  fc.record({ do: fc.constant('guests'), sessionId, guests: fc.nat(5) }),
  fc.record({ do: fc.constant('companion'), ...about, name: fc.constantFrom('Ann', 'Joe') }),
  fc.record({ do: fc.constantFrom('place', 'dismiss'), sessionId, personId: fc.constant(undefined), note }),
  fc.record({ do: fc.constant('tap'), who: fc.constantFrom('mary', 'ahmed') }),
);

it('whatever staff press and cards are tapped, a person has one visit a session, and each change of a fact a higher version', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(action, minute), { maxLength: 25 }), async (steps) => {
      const hub = busyHub();
      let counter = 1;
      for (const [step, m] of steps) {
        const now = new Date(DURING.getTime() - 30 * 60_000 + m * 60_000);
        if (step.do === 'tap') {
          const evidence =
            'who' in step && step.who === 'mary' ? sunEvidence(counter++) : { kind: 'uid' as const, uid: LIBRARY_UID };
          await hub.ingest.receive({ tap: tapOf(evidence, now), kioskId: 'k', hubAt: now });
          continue;
        }
        const [tap] = hub.taps.unplaced(new Date(0), new Date('2027-01-01'));
        const press = { ...step, id: newId(), tapId: tap?.id ?? newId() } as unknown as RegisterAction;
        try {
          hub.desk.act(press, staff, now);
        } catch (error) {
          // Refused in words, and then nothing is recorded.
          if (!(error instanceof Problem)) throw error;
        }
      }
      expect(hub.faults).toEqual([]);
      const versions = new Map<string, number>();
      const newest = new Map<string, Attendance>();
      for (const fact of hub.waiting()) {
        if ('kind' in fact) expect(hubFact.safeParse(fact).success).toBe(true);
        if (!('version' in fact)) continue;
        const key = thingOf(fact);
        expect(fact.version).toBeGreaterThan(versions.get(key) ?? -1);
        if ('arrivedAt' in fact && !newest.has(fact.id)) expect(fact.version).toBe(0);
        versions.set(key, fact.version);
        if ('arrivedAt' in fact) newest.set(fact.id, fact);
      }
      const finished = [...newest.values()].filter((a) => a.status === 'finished');
      const places = finished.map((a) => `${a.personId} ${a.sessionId}`);
      expect(new Set(places).size).toBe(places.length);
      for (const a of finished) {
        expect(hub.attendances.find(a.personId, a.sessionId)).toEqual(a);
        if (a.leftAt) expect(a.leftAt >= a.arrivedAt).toBe(true);
      }
      hub.db.close();
    }),
    { numRuns: 80 },
  );
}, 60_000);

/** What a version is of. */
function thingOf(fact: ReturnType<ReturnType<typeof busyHub>['waiting']>[number]): string {
  if (!('kind' in fact)) return `visit ${fact.id}`;
  if (fact.kind === 'companion') return `companion ${fact.visitId}`;
  if (fact.kind === 'expected') return `expected ${fact.sessionId} ${fact.personId}`;
  return fact.kind === 'session' ? `session ${fact.sessionId}` : fact.id;
}
