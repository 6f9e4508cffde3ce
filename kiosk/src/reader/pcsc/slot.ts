/**
 * What the reader's slot holds, as a pure machine fed with the PC/SC status
 * (SCARD_READERSTATE.dwEventState and the ATR).
 */
export type Slot = { readonly holds: 'nothing' } | { readonly holds: 'card'; readonly count: number };

export const EMPTY_SLOT: Slot = { holds: 'nothing' };

export interface Status {
  /** dwEventState: flags in the low 16 bits, insertions and removals counted in the high ones. */
  readonly state: number;
  readonly atr: Uint8Array;
}

export type SlotEffect =
  | { readonly do: 'removed' }
  /** `mute`: it is there but gave no ATR. */
  | { readonly do: 'card'; readonly atr: Uint8Array; readonly mute: boolean };

const UNAVAILABLE = 0x0008;
const EMPTY = 0x0010;
const PRESENT = 0x0020;
const MUTE = 0x0200;

export function seeStatus(slot: Slot, status: Status): { slot: Slot; effects: SlotEffect[] } {
  if ((status.state & PRESENT) === 0) {
    if ((status.state & (EMPTY | UNAVAILABLE)) === 0 || slot.holds === 'nothing') return { slot, effects: [] };
    return { slot: EMPTY_SLOT, effects: [{ do: 'removed' }] };
  }
  const count = status.state >>> 16;
  // The same card told again, because its use or its power changed.
  if (slot.holds === 'card' && !isAnother(slot.count, count)) return { slot, effects: [] };
  const before: SlotEffect[] = slot.holds === 'card' ? [{ do: 'removed' }] : [];
  const mute = (status.state & MUTE) !== 0 || status.atr.length === 0;
  return { slot: { holds: 'card', count }, effects: [...before, { do: 'card', atr: status.atr, mute }] };
}

/**
 * The watcher may miss a removal that a new card followed at once; the counter
 * then moved by two. It wraps at 16 bits.
 */
function isAnother(before: number, now: number): boolean {
  return ((now - before) & 0xffff) >= 2;
}
