/** One line of the simulator's log. */
export interface TraceEntry {
  /** ISO-8601 with milliseconds. */
  readonly at: string;
  readonly layer: 'frame' | 'apdu' | 'field' | 'reader';
  /** As seen by the simulator: `in` from the host or reader, `out` to it. */
  readonly direction: 'in' | 'out' | 'none';
  /** Empty where the entry is an event. */
  readonly hex: string;
  /** What it is, in words. */
  readonly text: string;
}

export type Trace = (entry: TraceEntry) => void;

export function now(): string {
  return new Date().toISOString();
}
