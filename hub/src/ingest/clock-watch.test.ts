import { describe, expect, it } from 'vitest';
import { busyHub } from '../testing/busy-venue.ts';
import { DURING, sunEvidence, tapOf } from '../testing/venue.ts';
import { type Clocks, ClockWatch } from './clock-watch.ts';
import { TapIngest } from './receive-taps.ts';

const MINUTE = 60_000;
const minutes = (n: number) => new Date(DURING.getTime() + n * MINUTE);

/** A hub whose clock can be set; time passes alike on both clocks. */
function hubWithClock(startsAt: Date) {
  const hub = busyHub();
  const clocks: Clocks = { wall: startsAt.getTime(), steady: 0 };
  const start = () =>
    new TapIngest({ ...hub, clocks: () => ({ ...clocks }), onFault: (error) => hub.faults.push(error) });
  let ingest = start();
  return {
    hub,
    pass: (ms: number) => {
      clocks.wall += ms;
      clocks.steady += ms;
    },
    set: (at: Date) => {
      clocks.wall = at.getTime();
    },
    restart: () => {
      ingest = start();
      clocks.steady = 0;
    },
    /** Mary's card at its nth read, now, or by a kiosk that kept it since `at`. */
    tap: async (counter: number, at = new Date(clocks.wall)) =>
      (
        await ingest.receive({
          tap: tapOf(sunEvidence(counter), at),
          kioskId: 'k',
          hubAt: new Date(clocks.wall),
        })
      ).outcome,
  };
}

describe("a hub's clock that is put right after being ahead", () => {
  it('accuses no honest card: not the next tap, nor one that a kiosk has kept', async () => {
    const { hub, tap, pass, set } = hubWithClock(minutes(40));
    await tap(7);
    pass(3 * MINUTE);
    // Forty minutes ahead all the time: it is really 10:08.
    set(minutes(3));
    pass(MINUTE);
    expect(await tap(9)).not.toBe('card-suspect');
    expect(await tap(8, minutes(2))).not.toBe('card-suspect');
    pass(60 * MINUTE);
    expect(await tap(10)).not.toBe('card-suspect');
    expect(hub.faults).toEqual([]);
  });
  it('accuses none either when it was put right while the hub was off', async () => {
    const { tap, set, restart, pass } = hubWithClock(minutes(40));
    await tap(7);
    set(minutes(1));
    restart();
    expect(await tap(8)).not.toBe('card-suspect');
    pass(MINUTE);
    expect(await tap(9)).not.toBe('card-suspect');
  });
  it('still sees a copied read: the same twice, and one from before by the clock that is right', async () => {
    const { tap, set, pass } = hubWithClock(minutes(40));
    await tap(7);
    set(minutes(1));
    expect(await tap(7)).toBe('card-suspect');
    await tap(9);
    pass(5 * MINUTE);
    expect(await tap(8)).toBe('card-suspect');
  });
  it('takes back nothing of what was read before it went wrong', () => {
    const clocks: Clocks = { wall: 0, steady: 0 };
    const doubted: number[] = [];
    const watch = new ClockWatch(() => ({ ...clocks }));
    const look = (wall: number, steady: number) => {
      Object.assign(clocks, { wall, steady });
      watch.look((from) => doubted.push(from.getTime()));
    };
    look(1_000_000, 0);
    expect(doubted.splice(0)).toEqual([1_000_000]);
    look(1_060_000, 60_000);
    look(4_060_000, 60_000);
    look(4_120_000, 120_000);
    expect(doubted).toEqual([]);
    look(1_120_000, 120_000);
    expect(doubted).toEqual([1_120_000]);
  });
  it('is told again when it could not be noted', () => {
    const clocks: Clocks = { wall: 1_000_000, steady: 0 };
    const watch = new ClockWatch(() => ({ ...clocks }));
    watch.look(() => {});
    clocks.wall = 500_000;
    const full = () => {
      throw new Error('disk full');
    };
    expect(() => watch.look(full)).toThrow('disk full');
    const doubted: Date[] = [];
    watch.look((from) => doubted.push(from));
    expect(doubted).toEqual([new Date(500_000)]);
  });
});
