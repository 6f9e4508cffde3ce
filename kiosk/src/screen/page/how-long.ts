import type { Outcome } from '@tapwell/shared/tap/outcome';

const MESSAGE_MS = 4_000;
/** Large text is read more slowly. */
const LARGER_MS = 7_000;
/** A choice can be undone this long. */
const UNDO_MS = 10_000;
/** A choice is made without hurry, and each key pressed gives the whole time again. */
export const CHOOSE_MS = 20_000;

/** How long an outcome stays on the screen, ms. */
export function showFor(outcome: Outcome, larger: boolean): number {
  if (outcome.outcome === 'choose-session') return CHOOSE_MS;
  if (outcome.outcome === 'checked-in' && outcome.chosen) return UNDO_MS;
  return larger || ('largerText' in outcome && outcome.largerText) ? LARGER_MS : MESSAGE_MS;
}
