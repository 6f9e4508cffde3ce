import { describe, expect, it } from 'vitest';
import { whenSetAside } from './set-aside.ts';

const now = new Date('2026-06-02T12:00:00.000Z');
const clear = '2026-05-30T18:00:00.000Z';

describe('a tap that was set aside', () => {
  it('leaves its own moment unknown, however late it comes', () => {
    const tap = { kioskAt: '2026-06-01T08:50:00.000Z', offsetMs: 60_000, evidence: 'what is this' };
    const moment = { from: '2026-06-01T08:51:00.000Z', to: '2026-06-01T08:51:01.000Z' };
    expect(whenSetAside(tap, clear, now)).toEqual(moment);
  });
  it.each<[string, unknown]>([
    ['says no time', { kioskAt: 'teatime', offsetMs: 0 }],
    ['never compared its clock with ours', { kioskAt: '2026-06-01T08:50:00.000Z', offsetMs: null }],
    ['says a time that cannot be', { kioskAt: '1970-01-01T00:00:00.000Z', offsetMs: 0 }],
    ['is nothing at all', null],
  ])('leaves all time since its kiosk was clear unknown when it %s', (_what, tap) => {
    expect(whenSetAside(tap, clear, now)).toEqual({ from: clear, to: '2026-06-02T12:00:01.000Z' });
    expect(whenSetAside(tap, undefined, now).from).toBe(now.toISOString());
  });
});
