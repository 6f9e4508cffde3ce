import type { Outcome } from '@tapwell/shared/tap/outcome';

/**
 * The sessions between which a tap leaves it open where they were, by its
 * outcome; null when it leaves nothing open of that kind. Nobody may have
 * answered, or been there to be asked. Pure.
 */
export function offeredBy(outcome: Outcome): string[] | null {
  if (outcome.outcome === 'choose-session') return outcome.choices.map((one) => one.sessionId);
  if (outcome.outcome === 'checked-out' && outcome.next) return [outcome.sessionId, ...outcome.next];
  return null;
}

/** What central is told of a tap: who left as the next session began may be there, and is not called absent from it. */
export function wordFor(outcome: Outcome): string {
  return outcome.outcome === 'checked-out' && outcome.next ? 'may-have-stayed' : outcome.outcome;
}
