import { addDays } from '@tapwell/shared/path/dates';
import type { Due } from '@tapwell/shared/path/due';
import { expectedSince } from '../prescriptions/agreed.ts';
import type { Person } from '../prescriptions/people.ts';
import { dateOf } from '../prescriptions/week-sessions.ts';
import { type AskedAfter, askedSince, isQuiet, lastReason, missing, type Reason } from './asked-after.ts';
import { blindSince, missedRunning, type Run } from './missed.ts';

/** Something that somebody needs, by what is known today. */
export type Need = { line: string; on: string } & (
  | { kind: 'missed'; activity: string; venue: string; run: Run; asked: AskedAfter }
  | { kind: 'never-started'; startedOn: string; onRecord: string; unknown: string[]; asked: AskedAfter }
  | { kind: 'no-visit'; lastOn: string; unknown: string[]; asked: AskedAfter }
  | { kind: 'tap'; venue: string }
  | { kind: Exclude<Due['kind'], 'never-started' | 'no-visit'>; due: Due }
);

/** They are told of for the whole week in which they are due; anything else on its day. */
const THIS_WEEK: Due['kind'][] = ['review', 'follow-up'];
/** Once it has started there is no "before" any more. */
const BEFORE_THE_START: Due['kind'][] = ['baseline', 'preparation'];
const UNDER_WAY = ['prescribed', 'attending'];

/**
 * What somebody needs of their link worker now. That nobody came is said once:
 * who never started is not told of as having missed weeks, nor who missed weeks
 * as not having been for long; nor again once somebody has asked after them,
 * until there is something new. And it is said only where the record is
 * complete: who may have come to a venue that has not been heard of is not
 * here, but in `gapsOf`. Pure.
 */
export function needsOf(person: Person): Need[] {
  const { path, policy, today, id } = person;
  const due = path.due.filter((one) => one.on <= (THIS_WEEK.includes(one.kind) ? endOfWeek(today) : today));
  const needs: Need[] = [];
  const absent = UNDER_WAY.includes(path.step) ? absence(person, due) : [];
  needs.push(...absent, ...(UNDER_WAY.includes(path.step) ? tapsOf(person) : []));
  for (const one of due) {
    const { kind } = one;
    if (kind === 'never-started' || kind === 'no-visit') continue;
    if (BEFORE_THE_START.includes(kind) && (path.step === 'attending' || path.step === 'finishing')) continue;
    // They spoke about it since the visit it is about.
    if (kind === 'companion' && askedSince(path.events, { on: one.on, at: null }).spoken !== null) continue;
    // Until the last planned day is past there is nothing to say of how it ended.
    if (kind === 'outcome' && path.step !== 'finishing') continue;
    const line = [kind, id, ...(one.of === null ? [] : [one.of]), one.on].join(':');
    needs.push({ kind, line, on: one.on, due: one });
  }
  function absence({ activities }: Person, due: Due[]): Need[] {
    const running = activities.flatMap(({ row, weeks }) => {
      const since = expectedSince(row, today);
      // Somebody has acted already where it was stopped, or another took its place.
      const run = since === null ? null : missedRunning(weeks.filter((week) => week.to >= since));
      return run ? [{ row, run }] : [];
    });
    const runs = running.map(({ run }) => run);
    const never = due.find((one) => one.kind === 'never-started');
    const { prescription, onRecord, visits } = path.programmes.at(-1)!;
    const start = prescription?.start ?? person.openedOn;
    // Nothing could be known of them before.
    const known = later(start, onRecord);
    const { neverStartedDays, weeksWithoutVisit } = policy.review;
    if (never && blindOfLate(known, neverStartedDays).length === 0) {
      if (isDone(lastReason(never.on, runs))) return [];
      const about = {
        on: never.on,
        unknown: blindDays(known),
        ...askedAfter(`never-started:${id}:${never.on}`, start),
      };
      return [{ kind: 'never-started', startedOn: start, onRecord: known, ...about }];
    }
    const missed = running.filter(({ run }) => run.weeks.length >= policy.review.missedRunning);
    if (missed.length > 0) {
      return missed
        .filter(({ run }) => !isDone(missing(run)))
        .map(({ row: { prescribedId, activity, venue }, run }) => {
          const about = askedAfter(`missed:${prescribedId}:${run.lastSession}`, run.weeks.at(-1)!.from);
          return { kind: 'missed', on: run.weeks[0]!.from, activity, venue, run, ...about };
        });
    }
    const none = due.find((one) => one.kind === 'no-visit');
    const lastOn = visits.last;
    if (!none || lastOn === null || isDone(lastReason(none.on, runs))) return [];
    const after = addDays(lastOn, 1);
    const since = later(after, onRecord);
    if (blindOfLate(since, weeksWithoutVisit * 7).length > 0) return [];
    const about = { on: none.on, unknown: blindDays(since), ...askedAfter(`no-visit:${id}:${lastOn}`, after) };
    return [{ kind: 'no-visit', lastOn, ...about }];
  }
  function isDone(reason: Reason): boolean {
    return isQuiet(askedSince(path.events, reason), policy.review.everyWeeks, today);
  }
  /** Whoever put it off before they were spoken to is told that they are still away since. */
  function askedAfter(line: string, since: string): { line: string; asked: AskedAfter } {
    const asked = askedSince(path.events, { on: since, at: null });
    return { line: asked.spoken === null ? line : `${line}:${asked.spoken}`, asked };
  }
  function blindOfLate(since: string, days: number) {
    const from = addDays(today, -days);
    return blindSince(person.activities, from > since ? from : since);
  }
  function blindDays(since: string): string[] {
    return [...new Set(blindSince(person.activities, since).map((session) => dateOf(session.sessionId)))].sort();
  }
  return needs;
}

/** Taps of a card that nobody has placed by the day after; one for each venue and day. */
function tapsOf({ id, activities, today }: Person): Need[] {
  const taps = new Map<string, Need>();
  for (const { row, weeks } of activities) {
    for (const { sessionId, unknown } of weeks.flatMap((week) => week.sessions)) {
      const on = dateOf(sessionId);
      if (unknown !== 'unplaced-tap' || on >= today) continue;
      const line = `tap:${id}:${row.venue_id}:${on}`;
      taps.set(line, { kind: 'tap', line, on, venue: row.venue });
    }
  }
  return [...taps.values()];
}

function later(date: string, other: string | null): string {
  return other !== null && other > date ? other : date;
}

/** The Sunday. */
export function endOfWeek(date: string): string {
  const weekday = new Date(date).getUTCDay();
  return addDays(date, (7 - weekday) % 7);
}
