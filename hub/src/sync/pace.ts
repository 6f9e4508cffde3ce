/** How to send, as a pure state machine: batch size, coding and wait follow from what came back. */
export interface Pace {
  /** Entries in the next batch. */
  size: number;
  /** Failures in a row. */
  failures: number;
  /** How often in a row, whatever else went wrong between, we were told that we are not known. */
  refusals: number;
  /** How often central failed at a batch, since a whole one went well. */
  stumbles: number;
  /** Bodies travel packed, until a server says that it takes none. */
  gzip: boolean;
}

export const LARGEST_BATCH = 50;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** Between two tries while central does not know us: people must help, and hammering helps nobody. */
export const ALARM_WAIT_MS = 10 * 60_000;
/**
 * So many refusals in a row are believed. A single one may be astray: a sign-in
 * page's, or that of a request which the network delivered twice.
 */
export const ALARM_AFTER = 3;

/** So often is central's own failure taken for one that passes; after that some entry may be what it fails at. */
export const STUMBLES_AFTER = 3;

export const startPace: Pace = { size: LARGEST_BATCH, failures: 0, refusals: 0, stumbles: 0, gzip: true };

export type Answer =
  /** Answered; `progress` when something left the outbox. */
  | { kind: 'settled'; progress: boolean }
  /** The batch as a whole was too much, or not understood: a smaller one may do, and finds the entry to blame. */
  | { kind: 'too-large'; sent: number }
  /** Central itself failed (500), perhaps at one of the entries. */
  | { kind: 'stumbled'; sent: number }
  /** Packed bodies are not taken here (415). */
  | { kind: 'plain-please' }
  /** 401 or 403: we are not known (any more). */
  | { kind: 'unwelcome' }
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
    const size = Math.min(LARGEST_BATCH, pace.size * 2);
    // Until a whole batch goes well again, the next failure is of the same entry.
    const stumbles = pace.size < LARGEST_BATCH ? pace.stumbles : 0;
    return { pace: { ...pace, size, stumbles, failures: 0, refusals: 0 }, waitMs: 0 };
  }
  if (answer.kind === 'too-large' && pace.size > 1) {
    return { pace: { ...pace, size: Math.ceil(Math.min(pace.size, answer.sent) / 2) }, waitMs: 0 };
  }
  if (answer.kind === 'plain-please' && pace.gzip) return { pace: { ...pace, gzip: false }, waitMs: 0 };
  const failures = pace.failures + 1;
  // Whoever answers entry by entry knows us.
  const refusals = answer.kind === 'settled' ? 0 : pace.refusals + (answer.kind === 'unwelcome' ? 1 : 0);
  const stumbles = pace.stumbles + (answer.kind === 'stumbled' ? 1 : 0);
  const size = answer.kind === 'stumbled' ? sizeAfter(stumbles, pace.size, answer.sent) : pace.size;
  const next = { ...pace, size, stumbles, failures, refusals };
  if (answer.kind === 'unwelcome' && refusals >= ALARM_AFTER) return { pace: next, waitMs: ALARM_WAIT_MS };
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10));
  const asked = answer.kind === 'failed' ? (answer.retryAfterMs ?? 0) : 0;
  return { pace: next, waitMs: Math.max(asked, Math.round(random * ceiling)) };
}

/** Halved, down to one, when central goes on failing: so the entry it fails at is found. */
function sizeAfter(stumbles: number, size: number, sent: number): number {
  return stumbles < STUMBLES_AFTER ? size : Math.max(1, Math.ceil(Math.min(size, sent) / 2));
}

/** Whether it was this entry that central failed at: it was alone, and this was not the first time. */
export function toBlame(pace: Pace, answer: Answer): boolean {
  return answer.kind === 'stumbled' && answer.sent === 1 && pace.stumbles >= STUMBLES_AFTER;
}
