/**
 * What pressing a card means, as a pure machine: a short press is a tap, a long one
 * holds the card on the reader until it ends, and a drag carries it there.
 */
export type Press =
  | { readonly at: 'rest' }
  | { readonly at: 'down'; readonly x: number; readonly y: number }
  | { readonly at: 'held' }
  | { readonly at: 'carried'; readonly over: boolean };

export type PressInput =
  | { readonly on: 'down'; readonly x: number; readonly y: number }
  /** `over`: the pointer is above the picture of the reader. */
  | { readonly on: 'move'; readonly x: number; readonly y: number; readonly over: boolean }
  /** `HOLD_MS` have passed since the press began. */
  | { readonly on: 'long' }
  | { readonly on: 'up' }
  | { readonly on: 'cancel' };

export type PressAction = 'tap' | 'place' | 'remove' | 'leave' | undefined;

/** A press longer than this is a hold. */
export const HOLD_MS = 300;
/** Pixels the pointer may shake before a press becomes a drag. */
const SHAKE = 10;

export function press(state: Press, input: PressInput): [Press, PressAction] {
  const rest: Press = { at: 'rest' };
  if (input.on === 'down') return [{ at: 'down', x: input.x, y: input.y }, undefined];
  switch (state.at) {
    case 'rest':
      return [state, undefined];
    case 'down':
      if (input.on === 'long') return [{ at: 'held' }, 'place'];
      if (input.on === 'up') return [rest, 'tap'];
      if (input.on === 'cancel') return [rest, undefined];
      if (Math.hypot(input.x - state.x, input.y - state.y) < SHAKE) return [state, undefined];
      return [{ at: 'carried', over: input.over }, input.over ? 'place' : undefined];
    case 'held':
      return input.on === 'up' || input.on === 'cancel' ? [rest, 'remove'] : [state, undefined];
    case 'carried':
      if (input.on === 'up') return [rest, state.over ? 'leave' : undefined];
      if (input.on === 'cancel') return [rest, state.over ? 'remove' : undefined];
      if (input.on !== 'move' || input.over === state.over) return [state, undefined];
      return [{ at: 'carried', over: input.over }, input.over ? 'place' : 'remove'];
  }
}
