import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../testing/bytes.ts';
import { EMPTY_SLOT, type Slot, type Status, seeStatus } from './slot.ts';

const ATR = hex('3b8180018080');
const NONE = hex('');
const at = (count: number, flags: number, atr = NONE): Status => ({ state: (count << 16) | flags, atr });
const EMPTY = 0x10;
const PRESENT = 0x20;
const IN_USE = 0x100;
const MUTE = 0x200;
const UNAVAILABLE = 0x08;

function watch(...statuses: Status[]): string[] {
  let slot: Slot = EMPTY_SLOT;
  return statuses.flatMap((status) => {
    const seen = seeStatus(slot, status);
    slot = seen.slot;
    return seen.effects.map((effect) => (effect.do === 'card' && effect.mute ? 'mute card' : effect.do));
  });
}

describe('the slot of a PC/SC reader', () => {
  it('tells each coming and each going once', () => {
    const statuses = [at(0, EMPTY), at(1, PRESENT, ATR), at(1, PRESENT | IN_USE, ATR), at(2, EMPTY), at(2, EMPTY)];
    expect(watch(...statuses)).toEqual(['card', 'removed']);
  });

  it('tells a removal it did not see, by the counter', () => {
    expect(watch(at(1, PRESENT, ATR), at(3, PRESENT, ATR))).toEqual(['card', 'removed', 'card']);
    expect(watch(at(0xffff, PRESENT, ATR), at(1, PRESENT, ATR))).toEqual(['card', 'removed', 'card']);
  });

  it('tells a card that came and went between two looks as a mute one', () => {
    expect(watch(at(4, EMPTY), at(6, EMPTY))).toEqual(['mute card', 'removed']);
    expect(watch(at(4, EMPTY), at(5, PRESENT, ATR), at(8, EMPTY), at(10, EMPTY))).toEqual([
      'card',
      'removed',
      'mute card',
      'removed',
    ]);
  });

  it('does not take what happened before the start for a card', () => {
    expect(watch(at(40, EMPTY))).toEqual([]);
  });

  it('calls a card without ATR mute', () => {
    expect(watch(at(1, PRESENT | MUTE, NONE))).toEqual(['mute card']);
    expect(watch(at(1, PRESENT, NONE))).toEqual(['mute card']);
  });

  it('takes a reader that became unavailable for empty', () => {
    expect(watch(at(1, PRESENT, ATR), at(1, UNAVAILABLE))).toEqual(['card', 'removed']);
  });

  it('alternates between coming and going, whatever pcscd says', () => {
    const status = fc.record({ state: fc.integer(), atr: fc.constantFrom(ATR, NONE) });
    fc.assert(
      fc.property(fc.array(status), (statuses) => {
        watch(...statuses).forEach((told, i) => {
          expect(told === 'removed').toBe(i % 2 === 1);
        });
      }),
    );
  });
});
