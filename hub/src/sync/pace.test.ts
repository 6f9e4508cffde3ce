import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, LARGEST_BATCH, nextPace, startPace } from './pace.ts';

describe('the pace of uploads', () => {
  it('halves the batch when it was too large and doubles it again after success', () => {
    const halved = nextPace(startPace, { kind: 'too-large', sent: 50 }, 0.5);
    expect(halved).toEqual({ pace: { size: 25, failures: 0 }, waitMs: 0 });
    expect(nextPace(halved.pace, { kind: 'settled', progress: true }, 0.5).pace.size).toBe(50);
  });
  it('waits at least as long as it was asked to', () => {
    expect(nextPace(startPace, { kind: 'failed', retryAfterMs: 7000 }, 0).waitMs).toBe(7000);
  });
  it('waits when nothing in the batch could be settled, so a stuck answer is no busy loop', () => {
    expect(nextPace(startPace, { kind: 'settled', progress: false }, 0.99).waitMs).toBeGreaterThan(0);
  });
  it('stays within one to fifty entries and a minute, whatever comes back', () => {
    const answer = fc.constantFrom<Answer>(
      { kind: 'settled', progress: true },
      { kind: 'settled', progress: false },
      { kind: 'too-large', sent: 50 },
      { kind: 'too-large', sent: 1 },
      { kind: 'failed' },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(answer, fc.double({ min: 0, max: 0.999, noNaN: true }))), (steps) => {
        let pace = startPace;
        for (const [a, random] of steps) {
          const next = nextPace(pace, a, random);
          pace = next.pace;
          expect(pace.size).toBeGreaterThanOrEqual(1);
          expect(pace.size).toBeLessThanOrEqual(LARGEST_BATCH);
          expect(next.waitMs).toBeLessThanOrEqual(60_000);
        }
      }),
    );
  });
});
