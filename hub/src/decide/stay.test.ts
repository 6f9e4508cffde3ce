import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { furtherTap, type Stay } from './stay.ts';

const endsAt = '2026-06-01T11:00:00.000Z';
const at = (time: string) => new Date(`2026-06-01T${time}:00.000Z`);
const stay = (part: Partial<Stay> = {}): Stay => ({
  since: at('08:00').toISOString(),
  leftAt: null,
  byCard: true,
  ...part,
});
const tap = (time: string, what = stay(), timed = true, sure = true) =>
  furtherTap(what, { timed, endsAt }, { at: at(time), sure });
const left = (time: string) => stay({ leftAt: at(time).toISOString() });

describe('one more tap where hours count', () => {
  it('leaves, two minutes after the arrival at the earliest', () => {
    expect(tap('08:01')).toEqual({ kind: 'here' });
    expect(tap('10:05')).toEqual({ kind: 'leaves', leftAt: at('10:05').toISOString(), minutes: 125 });
  });
  it('leaves after the end too', () => {
    expect(tap('11:40')).toMatchObject({ kind: 'leaves', minutes: 220 });
  });
  it('is back after a break, and once more means leaving', () => {
    expect(tap('09:30', left('09:00'))).toEqual({ kind: 'back' });
    expect(tap('10:30', stay())).toMatchObject({ kind: 'leaves' });
  });
  it('a moment after leaving, or after the end, changes nothing', () => {
    expect(tap('09:01', left('09:00'))).toEqual({ kind: 'gone', minutes: 60 });
    expect(tap('11:10', left('10:55'))).toEqual({ kind: 'gone', minutes: 175 });
  });
  it('come late from another kiosk, from before the one on record: that one was the leaving', () => {
    expect(tap('07:30')).toEqual({
      kind: 'came-earlier',
      arrivedAt: at('07:30').toISOString(),
      leftAt: at('08:00').toISOString(),
    });
    expect(tap('07:30', stay({ byCard: false }))).toMatchObject({ kind: 'came-earlier', leftAt: null });
    expect(tap('07:30', left('09:00'))).toMatchObject({ leftAt: at('09:00').toISOString() });
    expect(tap('07:30', stay(), true, false)).toEqual({ kind: 'here' });
  });
  it('says nothing of a stay that only central knows', () => {
    expect(tap('10:00', stay({ since: null }))).toEqual({ kind: 'here' });
  });
});
describe('one more tap elsewhere', () => {
  it('is never a leaving; but whom staff saw leave may be back', () => {
    expect(tap('10:00', stay(), false)).toEqual({ kind: 'here' });
    expect(tap('07:30', stay(), false)).toEqual({ kind: 'here' });
    expect(tap('10:00', left('09:00'), false)).toEqual({ kind: 'back' });
  });
});
it('a stay never ends before it began, whatever taps come', () => {
  const minute = fc.integer({ min: 0, max: 600 }).map((m) => new Date(at('07:00').getTime() + m * 60_000));
  fc.assert(
    fc.property(minute, fc.array(fc.tuple(minute, fc.boolean()), { maxLength: 20 }), (first, taps) => {
      let now = stay({ since: first.toISOString() });
      for (const [when, sure] of taps) {
        const result = furtherTap(now, { timed: true, endsAt }, { at: when, sure });
        if (result.kind === 'leaves') now = { ...now, leftAt: result.leftAt };
        if (result.kind === 'back') now = { ...now, leftAt: null };
        if (result.kind === 'came-earlier') now = { ...now, since: result.arrivedAt, leftAt: result.leftAt };
        if (now.leftAt !== null) expect(now.leftAt >= now.since!).toBe(true);
      }
    }),
  );
});
