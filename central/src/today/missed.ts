import type { SessionCell, WeekCell } from '../prescriptions/strip.ts';

/** Weeks that somebody is known to have missed, running. */
export interface Run {
  /** Newest first. */
  weeks: WeekCell<unknown>[];
  /** The last session of them; a later one makes another run. */
  lastSession: string;
  /** When it began. */
  lastAt: string;
  /** Weeks among them of which nothing is known. */
  unknown: number;
}

/**
 * How many weeks of one activity somebody has missed running, as far as that is
 * known; null when the last week that is known was none.
 *
 * A week counts when the strip says that it was missed, which it says only of
 * what it knows. A visit ends the run. Weeks that were cancelled, excused or
 * paused, and those without a session or still to come, neither count nor end
 * it: nobody could miss them. Nor do weeks without data: they are never taken
 * for missed, and what is known on either side of them stays known. Pure.
 */
export function missedRunning(weeks: WeekCell<unknown>[]): Run | null {
  const missed: WeekCell<unknown>[] = [];
  let [unknown, between] = [0, 0];
  for (const week of [...weeks].reverse()) {
    if (week.state === 'attended' || week.state === 'late') break;
    if (week.state === 'no-data' && missed.length > 0) between++;
    if (week.state !== 'missed') continue;
    missed.push(week);
    unknown = between;
  }
  const last = missed[0]?.sessions.filter((s) => s.state === 'missed').at(-1);
  return last === undefined ? null : { weeks: missed, lastSession: last.sessionId, lastAt: last.startsAt, unknown };
}

/**
 * The sessions since a day of which the record itself is not complete: somebody
 * may have come, and nobody could know. A session at which nobody at all
 * checked in is not one of them. Pure.
 */
export function blindSince(activities: { weeks: WeekCell<unknown>[] }[], date: string): SessionCell<unknown>[] {
  const sessions = activities.flatMap(({ weeks }) =>
    weeks.filter((week) => week.to >= date).flatMap((w) => w.sessions),
  );
  return sessions.filter((s) => isBlind(s) && s.startsAt.slice(0, 10) >= date);
}

export function isBlind({ state, unknown }: SessionCell<unknown>): boolean {
  return state === 'no-data' && unknown !== 'may-not-have-run';
}
