import { setTimeout as wait } from 'node:timers/promises';

/** Waits, or returns at once when `signal` aborts. Never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch {
    // Aborted: the caller looks at the signal itself.
  }
}
