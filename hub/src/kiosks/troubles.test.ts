import { describe, expect, it } from 'vitest';
import { DURING } from '../testing/venue.ts';
import { clockInWords, kioskTroubles } from './troubles.ts';

describe('kiosks in trouble', () => {
  const kiosk = { id: 'k', name: 'Front door', reader: 'ready' as const, why: null, waiting: 0 };
  const lastSeen = DURING.toISOString();
  it('are those whose reader is down or that are silent, in words', () => {
    expect(kioskTroubles([{ ...kiosk, lastSeen }], DURING)).toEqual([]);
    const down = { ...kiosk, reader: 'not-ready' as const, why: 'It is unplugged.', lastSeen };
    expect(kioskTroubles([down], DURING)).toEqual([{ name: 'Front door', why: 'It is unplugged.' }]);
    const later = new Date(DURING.getTime() + 61_000);
    expect(kioskTroubles([{ ...kiosk, lastSeen }], later)[0]?.why).toContain('not been heard of');
  });
  it('are those whose clock is far off, too', () => {
    const clocks = new Map([['k', 3 * 3_600_000]]);
    expect(kioskTroubles([{ ...kiosk, lastSeen }], DURING, clocks)[0]?.why).toMatch(/^Its clock is 3 hours slow\./);
  });
  it.each([
    [4 * 60_000, null],
    [-7 * 60_000, 'Its clock is 7 minutes fast.'],
    [26 * 3_600_000, 'Its clock is 26 hours slow.'],
    [56 * 365 * 86_400_000, 'Its clock is 56 years slow.'],
  ])('a clock off by %d ms is said as "%s"', (offset, words) => {
    expect(clockInWords(offset)).toBe(words);
  });
});
