import type { TraceEntry } from '../trace.ts';

/**
 * Keeps the log readable while a host polls: a frame that only repeats one seen since the
 * last event or APDU is left out.
 * @returns a filter that remembers; true for entries worth showing
 */
export function withoutRepeats(): (entry: TraceEntry) => boolean {
  const seen = new Set<string>();
  return ({ layer, direction, hex, text }) => {
    if (layer !== 'frame') {
      seen.clear();
      return true;
    }
    const key = `${direction} ${hex} ${text}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}
