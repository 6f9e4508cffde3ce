import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fault, KIOSKS } from './fault.ts';
import { makePlan, type Plan } from './plan.ts';

const WALLETS = Array.from({ length: KIOSKS }, (_, k) => Array.from({ length: 30 }, (_, i) => `card-${k}-${i}`));
const plans = (check: (plan: Plan, taps: number) => void) =>
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.integer({ min: 60, max: 2500 }), (seed, taps) =>
      check(makePlan(seed, { taps, longestMs: 2000 }, WALLETS), taps),
    ),
    { numRuns: 60 },
  );
const faultsOf = <K extends Fault['kind']>({ faults }: Plan, kind: K) =>
  faults.flatMap(({ fault }) => (fault.kind === kind ? [fault as Extract<Fault, { kind: K }>] : []));

describe('a plan of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    const size = { taps: 200, longestMs: 2000 };
    expect(makePlan(7, size, WALLETS)).toEqual(makePlan(7, size, WALLETS));
    expect(makePlan(7, size, WALLETS)).not.toEqual(makePlan(8, size, WALLETS));
  });
  it('has every tap asked for, with cards that lie at that kiosk', () => {
    plans(({ taps }, wanted) => {
      expect(taps.flat().length).toBeGreaterThanOrEqual(wanted);
      taps.forEach((mine, k) => {
        expect(mine.filter(({ card }) => !WALLETS[k]!.includes(card))).toEqual([]);
      });
    });
  });
  it('kills every part, and leaves no kind of fault out, however small it is', () => {
    plans((plan) => {
      const killed = new Set(faultsOf(plan, 'kill').map((f) => f.part));
      expect([...killed].sort()).toEqual(['central', 'hub', 'kiosk-1', 'kiosk-2', 'kiosk-3', 'kiosk-4']);
      for (const wire of ['central', 'kiosk']) {
        const weather = faultsOf(plan, 'wire').flatMap((f) => (f.wire.startsWith(wire) ? [f.weather.is] : []));
        expect(new Set(weather).size).toBe(6);
      }
      const answers = faultsOf(plan, 'http').flatMap(({ to, meddling: m }): (string | number)[] =>
        to !== 'central' ? [] : m.does === 'answer' ? [m.status] : [m.does],
      );
      for (const one of [401, 429, 'limit', 'nonsense', 'double', 'overtake', 'halve']) expect(answers).toContain(one);
      expect(answers.includes(500) || answers.includes(503)).toBe(true);
      expect(new Set(faultsOf(plan, 'disk').map((f) => `${f.part.slice(0, 3)} ${f.disk}`)).size).toBe(4);
      expect(faultsOf(plan, 'clock').some((f) => f.part === 'hub')).toBe(true);
      expect(faultsOf(plan, 'clock').some((f) => f.wakes)).toBe(true);
    });
  });
  it('begins every fault while people still tap, and ends it', () => {
    plans(({ taps, faults }) => {
      const total = taps.flat().length;
      const within = (n: number, least: number, most: number) => n >= least && n <= most;
      expect(faults.filter(({ afterTaps }) => !within(afterTaps, 1, total - 1))).toEqual([]);
      expect(faults.filter(({ lastsMs }) => !within(lastsMs, 0, 2000))).toEqual([]);
    });
  });
});
