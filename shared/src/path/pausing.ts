import type { EventOf } from './events.ts';
import type { Path } from './path.ts';

type Pausing = EventOf<'paused'> | EventOf<'resumed'>;

/**
 * Why somebody was not paused, or did not come again, on that day, as a
 * sentence; null where they may have. Pauses and comings again take turns, and
 * what is corrected keeps its turn. Pure.
 */
export function whyNotPausing(path: Path, event: Pausing): string | null {
  if (event.kind === 'paused' && event.until !== null && event.until < event.on) {
    return 'A pause ends after it begins: choose a later day.';
  }
  const turns = path.events.filter((e): e is Pausing => e.kind === 'paused' || e.kind === 'resumed');
  const at = event.corrects === null ? turns.length : turns.findIndex((e) => e.id === event.corrects);
  const [before, after] = [turns[at - 1], turns[at + 1]];
  if (before && before.kind !== event.kind && event.on < before.on) {
    return event.kind === 'resumed'
      ? `They were paused on ${before.on}: they came again later.`
      : `They came again on ${before.on}: it begins after that.`;
  }
  // Recorded later, it would come after the other on one and the same day.
  if (after && after.kind !== event.kind && event.on >= after.on) {
    return event.kind === 'resumed'
      ? `They were paused again on ${after.on}: they came again before.`
      : `They came again on ${after.on}: it began before.`;
  }
  return null;
}
