import { dayWords } from './day-words.ts';
import { type Pause, pausedOn } from './pauses.ts';
import type { PrescribedRow } from './prescribed.ts';
import type { Records } from './records.ts';
import { mayBeFor, type SessionFacts, sessionCell, type WeekCell, weekCell } from './strip.ts';
import { plannedSessions, type Told, withTold } from './week-sessions.ts';
import { shownWeeks, weekDates } from './weeks.ts';

/** What a strip needs of a visit, at the least. */
export interface VisitTold extends Told {
  late: boolean;
}

/**
 * The strip of one prescribed activity from what is on record. Pure.
 * @param today on the wall of its venue
 * @param most weeks there is room for
 */
export function weekCells<V extends VisitTold>(
  row: PrescribedRow,
  records: Records<V>,
  pauses: Pause[],
  { now, today, most }: { now: Date; today: string; most?: number },
): WeekCell<V>[] {
  const visits = records.visits.get(row.prescribedId);
  const takenBack = records.takenBack.get(row.prescribedId);
  const words = records.days.get(row.activityId);
  const excuses = records.excuses.get(row.prescribedId);
  const companions = records.companions.get(row.patientId);
  const taps = records.unplaced.get(row.patientId)?.get(row.venue_id) ?? [];
  const venue = records.venues.get(row.venue_id) ?? { syncedThrough: null, gaps: [] };
  const extras = records.extras.get(row.activityId) ?? [];
  const span = expectedIn(row);
  const { first, count } = shownWeeks(
    { startsOn: row.starts_on, weeks: row.weeks, endedOn: row.ended_on },
    today,
    most,
  );
  return Array.from({ length: count }, (_, i) => {
    const week = weekDates(row.starts_on, first + i);
    const from = later(week.from, span.from);
    const to = span.until === null ? week.to : earlier(week.to, span.until);
    const planned = from > to ? [] : plannedSessions(row.activityId, row.schedule, from, to);
    const extra = extras.length > 0 ? withTold(planned, { from, to }, row.activityId, extras) : planned;
    const sessions = visits ? withTold(extra, week, row.activityId, visits.values()) : extra;
    const cells = sessions.map((s) => {
      const facts: SessionFacts<V> = {
        visit: visits?.get(s.id),
        ran: records.ran.has(s.id),
        day: words?.get(s.id),
        excused: excuses?.get(s.id),
        takenBack: takenBack?.get(s.id),
        paused: pausedOn(pauses, s.date),
        unplaced: taps.some((tap) => mayBeFor(tap, s, row.early_minutes)),
        companions: companions?.get(s.id),
        earlyMinutes: row.early_minutes,
      };
      return sessionCell(s, facts, venue, now);
    });
    return weekCell({ week: first + i + 1, ...week }, row.per_week, cells, from > to ? notThen(week, span) : undefined);
  });
}

/** From when to when somebody is expected at it: agreed later, stopped earlier, or the path ended. */
function expectedIn(row: PrescribedRow): { from: string; until: string | null } {
  const until = [row.activityUntil, row.ended_on].filter((date) => date !== null);
  return { from: row.activityFrom ?? row.starts_on, until: until.sort()[0] ?? null };
}

function notThen(week: { to: string }, span: { from: string; until: string | null }): string {
  return week.to < span.from ? `It begins on ${dayWords(span.from)}.` : `It ended on ${dayWords(span.until!)}.`;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
