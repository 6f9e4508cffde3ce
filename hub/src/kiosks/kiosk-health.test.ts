import { describe, expect, it } from 'vitest';
import { gapAfter } from './kiosk-health.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 10, minute));
const iso = (minute: number) => at(minute).toISOString();

describe('times in which no card could be read', () => {
  it('begin when the reader fails and end when it is ready again', () => {
    const failing = gapAfter({ lastSeen: iso(0), gapSince: null }, { reader: 'not-ready' }, at(1));
    expect(failing).toEqual({ since: iso(1) });
    const back = gapAfter({ lastSeen: iso(9), gapSince: iso(1) }, { reader: 'ready' }, at(9));
    expect(back).toEqual({ since: null, closed: { from: iso(1), to: iso(9) } });
  });
  it('include the silence of a kiosk that was switched off', () => {
    const back = gapAfter({ lastSeen: iso(0), gapSince: null }, { reader: 'ready' }, at(30));
    expect(back.closed).toEqual({ from: iso(0), to: iso(30) });
  });
  it('leave out a moment too short to miss anyone', () => {
    expect(gapAfter({ lastSeen: iso(0), gapSince: null }, { reader: 'ready' }, at(1))).toEqual({ since: null });
  });
});
