import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALARM_AFTER, ALARM_WAIT_MS, type Answer, LARGEST_BATCH, nextPace, startPace, toBlame } from './pace.ts';

describe('the pace of uploads', () => {
  it('halves the batch when it was too large and doubles it again after success', () => {
    const halved = nextPace(startPace, { kind: 'too-large', sent: 50 }, 0.5);
    expect(halved).toMatchObject({ pace: { size: 25, failures: 0 }, waitMs: 0 });
    expect(nextPace(halved.pace, { kind: 'settled', progress: true }, 0.5).pace.size).toBe(50);
  });
  it('waits at least as long as it was asked to', () => {
    expect(nextPace(startPace, { kind: 'failed', retryAfterMs: 7000 }, 0).waitMs).toBe(7000);
  });
  it('waits when nothing in the batch could be settled, so a stuck answer is no busy loop', () => {
    expect(nextPace(startPace, { kind: 'settled', progress: false }, 0.99).waitMs).toBeGreaterThan(0);
  });
  it('sends plain from then on to a server that unpacks nothing', () => {
    const plain = nextPace(startPace, { kind: 'plain-please' }, 0.5);
    expect(plain).toMatchObject({ pace: { gzip: false, failures: 0 }, waitMs: 0 });
    expect(nextPace(plain.pace, { kind: 'settled', progress: true }, 0.5).pace.gzip).toBe(false);
    expect(nextPace(plain.pace, { kind: 'plain-please' }, 0.99).waitMs).toBeGreaterThan(0);
  });
  it('knocks once in ten minutes where it is not known', () => {
    const refused = { ...startPace, refusals: ALARM_AFTER - 1 };
    expect(nextPace(refused, { kind: 'unwelcome' }, 0).waitMs).toBe(ALARM_WAIT_MS);
  });
  it('tries again soon after one refusal, which may be of somebody between or of a request that came twice', () => {
    const once = nextPace(startPace, { kind: 'unwelcome' }, 0.99);
    expect(once.waitMs).toBeLessThan(2_000);
    expect(nextPace(once.pace, { kind: 'failed' }, 0).pace.refusals).toBe(1);
    expect(nextPace(once.pace, { kind: 'settled', progress: true }, 0).pace.refusals).toBe(0);
  });
  it('halves the batch, down to one, once central has failed three times: some entry may be what it fails at', () => {
    const stumble = (pace: typeof startPace) => {
      const next = nextPace(pace, { kind: 'stumbled', sent: pace.size }, 0.99);
      expect(next.waitMs).toBeGreaterThan(0);
      return next.pace;
    };
    let pace = stumble(stumble(startPace));
    expect(pace.size).toBe(LARGEST_BATCH);
    for (const size of [25, 13, 7, 4, 2, 1, 1]) {
      pace = stumble(pace);
      expect(pace.size).toBe(size);
    }
  });
  it('goes on looking for that entry at the first failure, until a whole batch goes well again', () => {
    let { pace } = nextPace({ ...startPace, size: 25, stumbles: 3 }, { kind: 'settled', progress: true }, 0);
    expect(nextPace(pace, { kind: 'stumbled', sent: 50 }, 0).pace.size).toBe(25);
    ({ pace } = nextPace(pace, { kind: 'settled', progress: true }, 0));
    expect(nextPace(pace, { kind: 'stumbled', sent: 50 }, 0).pace.size).toBe(50);
  });
  it('blames an entry only when it was alone, and not at once', () => {
    const alone: Answer = { kind: 'stumbled', sent: 1 };
    expect(toBlame({ ...startPace, stumbles: 2 }, alone)).toBe(false);
    expect(toBlame({ ...startPace, stumbles: 3 }, alone)).toBe(true);
    expect(toBlame({ ...startPace, stumbles: 9 }, { kind: 'stumbled', sent: 2 })).toBe(false);
    expect(toBlame({ ...startPace, stumbles: 9 }, { kind: 'failed' })).toBe(false);
  });
  it('stays within one to fifty entries and a minute, whatever comes back', () => {
    const answer = fc.constantFrom<Answer>(
      { kind: 'settled', progress: true },
      { kind: 'settled', progress: false },
      { kind: 'too-large', sent: 50 },
      { kind: 'too-large', sent: 1 },
      { kind: 'stumbled', sent: 50 },
      { kind: 'stumbled', sent: 1 },
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
