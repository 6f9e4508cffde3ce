import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { happenedAt } from './happened-at.ts';

const hubAt = new Date('2026-06-01T10:00:00.000Z');
const at = (kioskAt: string, offsetMs: number | null = null) => happenedAt({ kioskAt, offsetMs }, hubAt);

describe('when a tap happened', () => {
  it("is the kiosk's time corrected by its offset, even days late", () => {
    expect(at('2026-05-20T09:00:00.000Z', 1500)).toEqual({ at: new Date('2026-05-20T09:00:01.500Z'), sure: true });
  });
  it('is taken from a clock never compared with the hub, but flagged unless the tap arrived at once', () => {
    expect(at('2026-05-29T09:00:00.000Z')).toEqual({ at: new Date('2026-05-29T09:00:00.000Z'), sure: false });
    expect(at('2026-06-01T09:59:59.000Z').sure).toBe(true);
  });
  it('is hub receipt, flagged, when the kiosk woke up in 1970 or lives in the future', () => {
    expect(at('1970-01-01T00:00:07.000Z')).toEqual({ at: hubAt, sure: false });
    expect(at('2026-06-01T11:00:00.000Z')).toEqual({ at: hubAt, sure: false });
  });
  it('is also of last winter where the clock was compared and the kiosk was let in before that, and else is not believed', () => {
    const winter = { kioskAt: '2026-02-01T09:00:00.000Z', offsetMs: 0 };
    const paired = () => '2026-01-01T00:00:00.000Z';
    expect(happenedAt(winter, hubAt, paired)).toEqual({ at: new Date(winter.kioskAt), sure: true });
    const later = () => '2026-02-02T00:00:00.000Z';
    for (const doubtful of [happenedAt({ ...winter, offsetMs: null }, hubAt, paired), happenedAt(winter, hubAt, later)])
      expect(doubtful).toEqual({ at: hubAt, sure: false });
  });
  it('is right with a wrong clock whose offset is known', () => {
    const offset = hubAt.getTime() - Date.parse('1970-01-01T00:00:07.000Z');
    expect(at('1970-01-01T00:00:07.000Z', offset)).toEqual({ at: hubAt, sure: true });
  });
  it('is never after hub receipt, and never lost, whatever the clocks say', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true }),
        fc.option(fc.integer({ min: -1e13, max: 1e13 })),
        (kiosk, offsetMs) => {
          const result = happenedAt({ kioskAt: kiosk.toISOString(), offsetMs }, hubAt);
          expect(result.at.getTime()).toBeLessThanOrEqual(hubAt.getTime());
        },
      ),
    );
  });
});
