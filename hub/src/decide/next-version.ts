const FIRST_SECOND = Date.UTC(2020, 0, 1) / 1000;
/** A clock that is ages ahead must not run us out of numbers: FHIR's end at 2^31 - 1. */
const HIGHEST_BY_CLOCK = 2_000_000_000;

/**
 * The number of a change: the highest holds at central, in whatever order they
 * arrive, and for ever. So it must rise even when we no longer know what we
 * said before, because the hub was restored from a backup or a purge took an
 * old day: it goes by the clock, in seconds since 2020, and by one where the
 * clock gives no higher one. Pure.
 * @param before of the same thing, as far as we know; undefined when nothing was said of it
 */
export function nextVersion(before: number | undefined, now: Date): number {
  const byClock = Math.min(Math.floor(now.getTime() / 1000) - FIRST_SECOND, HIGHEST_BY_CLOCK);
  return Math.max((before ?? -1) + 1, byClock);
}
