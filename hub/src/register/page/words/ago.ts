/** Clocks that are set right by as much as this were never wrong. */
export const CLOCK_PLAY_MS = 5 * 60_000;

/** How long ago, as one says it. */
export function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (ms < -CLOCK_PLAY_MS) return 'at a time nobody knows: a clock was wrong';
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${many(minutes, 'minute')} ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${many(hours, 'hour')} ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

/** "1 visit", "2 visits". */
export function many(n: number, one: string, more = `${one}s`): string {
  return `${n} ${n === 1 ? one : more}`;
}
