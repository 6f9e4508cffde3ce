import { describe, expect, it } from 'vitest';
import type { TraceEntry } from '../trace.ts';
import { withoutRepeats } from './quiet.ts';

const entry = (layer: TraceEntry['layer'], hex: string): TraceEntry => ({
  at: '2026-01-01T00:00:00.000Z',
  layer,
  direction: 'in',
  hex,
  text: '',
});

describe('the log while a host polls', () => {
  it('shows each frame once until something happens', () => {
    const shown = withoutRepeats();
    const poll = [entry('frame', 'D44A0100'), entry('frame', '0000FF00FF00')];
    expect([...poll, ...poll, ...poll].map(shown)).toEqual([true, true, false, false, false, false]);
    expect(shown(entry('field', ''))).toBe(true);
    expect(poll.map(shown)).toEqual([true, true]);
  });

  it('shows every APDU', () => {
    const shown = withoutRepeats();
    expect([1, 2, 3].map(() => shown(entry('apdu', '00B0000000')))).toEqual([true, true, true]);
  });
});
