/** How fast to send, as a pure state machine: batch size and wait follow from what came back. */
export interface Pace {
  /** Entries in the next batch. */
  size: number;
  /** Failures in a row. */
  failures: number;
}

export const LARGEST_BATCH = 50;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

export const startPace: Pace = { size: LARGEST_BATCH, failures: 0 };

export type Answer =
  | { kind: 'settled'; progress: boolean }
  | { kind: 'too-large'; sent: number }
  | { kind: 'failed'; retryAfterMs?: number | undefined };

/**
 * The next pace, and how long to wait before the next batch.
 *
 * Waits grow exponentially with full jitter, so that a thousand hubs coming
 * back after an outage do not knock together.
 * @param random in [0, 1)
 */
export function nextPace(pace: Pace, answer: Answer, random: number): { pace: Pace; waitMs: number } {
  if (answer.kind === 'settled' && answer.progress) {
    return { pace: { size: Math.min(LARGEST_BATCH, pace.size * 2), failures: 0 }, waitMs: 0 };
  }
  if (answer.kind === 'too-large' && pace.size > 1) {
    return { pace: { size: Math.ceil(Math.min(pace.size, answer.sent) / 2), failures: pace.failures }, waitMs: 0 };
  }
  const failures = pace.failures + 1;
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10));
  const asked = answer.kind === 'failed' ? (answer.retryAfterMs ?? 0) : 0;
  return { pace: { ...pace, failures }, waitMs: Math.max(asked, Math.round(random * ceiling)) };
}
