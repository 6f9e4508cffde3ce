import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateOffset, offsetNow, wasSet } from './clock-offset.ts';

describe('the estimate of the clock offset', () => {
  it('is off by at most half the round trip, however the delay is shared out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 0, max: 5000 }),
        (offset, there, back) => {
          const sentAt = 1_780_000_000_000;
          const sample = { sentAt, roundTripMs: there + back, hubNow: sentAt + offset + there, at: 0 };
          expect(Math.abs(estimateOffset(undefined, sample).offsetMs - offset)).toBeLessThanOrEqual((there + back) / 2);
        },
      ),
    );
  });
  it('keeps the quickest recent exchange, and a newer one after two minutes', () => {
    const quick = estimateOffset(undefined, { sentAt: 0, roundTripMs: 4, hubNow: 1002, at: 0 });
    const slow = { sentAt: 10_000, roundTripMs: 400, hubNow: 11_300, at: 10_000 };
    expect(estimateOffset(quick, slow)).toBe(quick);
    expect(estimateOffset(quick, { ...slow, at: 130_000 }).roundTripMs).toBe(400);
  });
  it('follows at once when the kiosk clock jumps', () => {
    const quick = estimateOffset(undefined, { sentAt: 0, roundTripMs: 4, hubNow: 1002, at: 0 });
    const jumped = estimateOffset(quick, { sentAt: 3_600_000, roundTripMs: 10, hubNow: 6005, at: 5_000 });
    expect(jumped.offsetMs).toBe(6005 - 3_600_005);
  });
});

describe('the offset now', () => {
  const estimate = estimateOffset(undefined, { sentAt: 1_000_000, roundTripMs: 4, hubNow: 1_000_502, at: 0 });
  it('is the estimate while the clock runs on, also a little slower or faster', () => {
    expect(offsetNow(estimate, 1_060_000, 60_000)).toBe(500);
    expect(offsetNow(estimate, 1_059_500, 60_000)).toBe(500);
  });
  it('follows a clock that was set back, before the hub is asked again', () => {
    expect(offsetNow(estimate, 1_060_000 - 7_200_000, 60_000)).toBe(500 + 7_200_000);
  });
  it('is the estimate after a sleep, in which the monotonic clock stood still', () => {
    expect(offsetNow(estimate, 1_060_000 + 7_200_000, 60_000)).toBe(500);
  });
});

it('a clock that was set is told from one that runs', () => {
  expect(wasSet({ clock: 5_000, at: 0 }, { clock: 65_100, at: 60_000 })).toBe(false);
  for (const by of [-3_600_000, 3_600_000]) {
    expect(wasSet({ clock: 5_000, at: 0 }, { clock: 65_000 + by, at: 60_000 })).toBe(true);
  }
});
