import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCHEME_IDS, scheme } from '../scheme/schemes.testing.ts';
import { EVENT_KINDS, type EventKind, OUTCOMES, type PathEvent } from './events.ts';
import { activity, agreed, Journey } from './journey.testing.ts';
import { mayAppend } from './may-append.ts';
import { pathOf } from './path.ts';

const luton = scheme('luton');

/** Events as no member of staff would record them: any kind on any day, correcting anything. */
const anyEvents = fc
  .array(
    fc.record({
      kind: fc.constantFrom<EventKind>(...EVENT_KINDS),
      day: fc.nat(200),
      recorded: fc.nat(40),
      corrects: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(29) }),
      outcome: fc.constantFrom(...OUTCOMES),
      programme: fc.constantFrom<1 | 2>(1, 2),
      n: fc.nat(3),
      minutes: fc.option(fc.nat(200)),
    }),
    { maxLength: 25, size: 'max' },
  )
  .chain((rough) => fc.record({ rough: fc.constant(rough), policy: fc.constantFrom(...SCHEME_IDS).map(scheme) }))
  .map(({ rough, policy }) => {
    const journey = new Journey(policy);
    const idOf = (n: number) => `01890000-0000-7000-8000-${(n + 1).toString(16).padStart(12, '0')}`;
    const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10);
    const events = rough.map(({ kind, corrects, minutes, n, ...one }, i): PathEvent => {
      const on = day(one.day);
      const oneOff = policy.oneOffs[n % 2]?.id ?? 'none';
      const own = {
        id: idOf(i),
        recordedAt: new Date(Date.UTC(2026, 5, 1) + one.recorded * 1000).toISOString(),
        corrects: corrects === null && kind !== 'taken-back' ? null : idOf(corrects ?? 0),
      };
      const special: Partial<Record<EventKind, object>> = {
        contact: { how: 'phone', reached: true },
        booked: { for: on, where: 'surgery', activityId: null },
        preparation: { form: 'small-group' },
        prescription: { start: on, programme: one.programme, activities: [activity(policy)], oneOffs: [oneOff] },
        visit: { sessionId: `s${n}`, prescribedActivityId: n ? 'rx-walking' : 'other', minutes },
        'one-off-done': { oneOff },
        milestone: { milestone: policy.milestones[0]?.id ?? 'none' },
        'follow-up': { followUp: policy.measures.followUps[0]?.id ?? 'none' },
        outcome: { outcome: one.outcome },
      };
      return journey.event(kind, on, { ...own, ...special[kind] } as never);
    });
    return { policy, events };
  });

describe('whatever arrives', () => {
  const shuffled = anyEvents.chain(({ policy, events }) =>
    fc.record({
      policy: fc.constant(policy),
      events: fc.constant(events),
      mixed: fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
    }),
  );

  it('late, out of order or twice, the path is the same', () => {
    fc.assert(
      fc.property(shuffled, ({ policy, events, mixed }) => {
        expect(pathOf(policy, mixed, '2026-08-01')).toEqual(pathOf(policy, events, '2026-08-01'));
      }),
      { numRuns: 200 },
    );
  });
  it('should one id ever carry two contents, all settle on the same one', () => {
    const [one, ...rest] = agreed(luton).events;
    const two = { ...one!, why: 'another' };
    const [a, b] = [
      [one!, two, ...rest],
      [two, ...rest, one!],
    ].map((events) => pathOf(luton, events, '2026-02-01'));
    expect(a).toEqual(b);
  });
  it('each event is on record once: it holds, it was corrected, or it took something back', () => {
    fc.assert(
      fc.property(anyEvents, ({ policy, events }) => {
        const path = pathOf(policy, events, '2026-08-01');
        const places = [...path.events, ...path.corrected.map((c) => c.event)].map((e) => e.id);
        expect(new Set(places).size).toBe(places.length);
        const nowhere = events.filter((e) => !places.includes(e.id));
        expect(nowhere.every((e) => e.kind === 'taken-back')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
  it('what may be added holds once it is, and may then be added again to no effect', () => {
    let added = 0;
    fc.assert(
      fc.property(anyEvents, ({ policy, events }) => {
        // On a path that has come as far as a prescription; some of them correct its steps.
        const kept = agreed(policy).events.map((e, i) => ({ ...e, id: e.id.replace(/..$/, (26 + i).toString(16)) }));
        for (const event of events) {
          const path = pathOf(policy, kept, '2026-08-01');
          if (mayAppend(policy, path, event) !== null) continue;
          kept.push(event);
          const after = pathOf(policy, kept, '2026-08-01');
          added++;
          expect(after.events.some((e) => e.id === event.id) || event.kind === 'taken-back').toBe(true);
          expect(mayAppend(policy, after, event)).toBeNull();
          expect(pathOf(policy, [...kept, event], '2026-08-01')).toEqual(after);
        }
      }),
      { numRuns: 150 },
    );
    expect(added).toBeGreaterThan(150);
  });
});
