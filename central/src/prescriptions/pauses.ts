import type { PathEvent } from '@tapwell/shared/path/events';
import { standingOf } from '@tapwell/shared/path/standing';
import type { Change } from './strip.ts';

/** Local dates in which nothing was expected of someone; from the first on, up to but without `until`. */
export interface Pause extends Change {
  from: string;
  /** Null while nobody knows when they come again. */
  until: string | null;
}

/** Kinds of events that tell of pauses; a taking back may take back any of them. */
export const PAUSE_KINDS = ['paused', 'resumed', 'taken-back'] as const;

/**
 * When a path was paused. Until somebody says that they come again it is, even
 * past the day it was meant to end; only the days to come after that are as
 * planned. Pure.
 * @param events at least those of `PAUSE_KINDS`
 */
export function pausesOf(events: PathEvent[], today: string): Pause[] {
  const pauses: Pause[] = [];
  let open: { pause: Pause; meantUntil: string | null } | undefined;
  const close = (on: string) => {
    if (open) open.pause.until = on;
    open = undefined;
  };
  for (const event of standingOf(events).events) {
    if (event.kind === 'resumed') close(event.on);
    if (event.kind !== 'paused') continue;
    close(event.on);
    open = { pause: { from: event.on, until: null, by: event.by.name, reason: event.why }, meantUntil: event.until };
    pauses.push(open.pause);
  }
  if (open?.meantUntil && open.meantUntil > today) open.pause.until = open.meantUntil;
  return pauses;
}

export function pausedOn(pauses: Pause[], date: string): Pause | undefined {
  return pauses.find(({ from, until }) => from <= date && (until === null || date < until));
}
