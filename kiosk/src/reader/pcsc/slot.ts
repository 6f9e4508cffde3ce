/**
 * What the reader's slot holds, as a pure machine fed with the PC/SC status
 * (SCARD_READERSTATE.dwEventState and the ATR).
 */
export interface Slot {
  readonly holds: 'nothing' | 'card';
  /** Insertions and removals so far; undefined before the first status. */
  readonly count: number | undefined;
}

export const EMPTY_SLOT: Slot = { holds: 'nothing', count: undefined };

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
  const count = status.state >>> 16;
  const missed = slot.count !== undefined && isAnother(slot.count, count);
  if ((status.state & PRESENT) !== 0) return seeCard(slot, status, count, missed);
  if ((status.state & (EMPTY | UNAVAILABLE)) === 0) return { slot, effects: [] };
  const after: Slot = { holds: 'nothing', count };
  if (slot.holds === 'card') return { slot: after, effects: [{ do: 'removed' }] };
  // Somebody was too quick, or the card mute: as good as a card that cannot be read.
  const unseen: SlotEffect[] = [{ do: 'card', atr: NO_ATR, mute: true }, { do: 'removed' }];
  return { slot: after, effects: missed ? unseen : [] };
}

function seeCard(slot: Slot, status: Status, count: number, missed: boolean): { slot: Slot; effects: SlotEffect[] } {
  // The same card told again, because its use or its power changed.
  if (slot.holds === 'card' && !missed) return { slot, effects: [] };
  const before: SlotEffect[] = slot.holds === 'card' ? [{ do: 'removed' }] : [];
  const mute = (status.state & MUTE) !== 0 || status.atr.length === 0;
  return { slot: { holds: 'card', count }, effects: [...before, { do: 'card', atr: status.atr, mute }] };
}

const NO_ATR = new Uint8Array(0);

/**
 * The watcher may miss a change that another followed at once; the counter
 * then moved by two. It wraps at 16 bits.
 */
function isAnother(before: number, now: number): boolean {
  return ((now - before) & 0xffff) >= 2;
}
