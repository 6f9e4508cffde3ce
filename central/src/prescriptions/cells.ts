import type { Session } from '@tapwell/shared/schedule/sessions';
import { venueAt } from '../directory/held-before.ts';
import { dayWords } from './day-words.ts';
import { type Pause, pausedOn } from './pauses.ts';
import type { PrescribedRow } from './prescribed.ts';
import type { Records } from './records.ts';
import { mayBeFor, type SessionCell, sessionCell, type WeekCell, weekCell } from './strip.ts';
import { plannedSessions, type Told, withTold } from './week-sessions.ts';
import { shownWeeks, weekDates } from './weeks.ts';

/** What a strip needs of a visit, at the least. */
export interface VisitTold extends Told {
  late: unknown;
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
  const elsewhere = records.elsewhere.get(row.patientId);
  const at = (venueId: string) => ({
    taps: records.unplaced.get(row.patientId)?.get(venueId) ?? [],
    venue: records.venues.get(venueId) ?? { syncedThrough: null, gaps: [] },
  });
  const here = at(row.venue_id);
  const extras = records.extras.get(row.activityId) ?? [];
  const span = expectedIn(row);
  const { first, count } = shownWeeks(
    { startsOn: row.starts_on, weeks: row.weeks, endedOn: row.ended_on },
    today,
    most,
  );
  const weeks = Array.from({ length: count }, (_, i) => weekDates(row.starts_on, first + i));
  const days = { from: weeks[0]!.from, to: weeks.at(-1)!.to };
  const expected = { from: later(days.from, span.from), to: span.until ? earlier(days.to, span.until) : days.to };
  const planned =
    expected.from > expected.to ? [] : plannedSessions(row.activityId, row.schedule, expected.from, expected.to);
  const extra = extras.length > 0 ? withTold(planned, expected, row.activityId, extras) : planned;
  const all = visits ? withTold(extra, days, row.activityId, visits.values()) : extra;
  const done = allDone(row, visits);
  const sessions = done === null ? all : all.filter((s) => s.startsAt <= done || visits?.has(s.id));
  const cellOf = (s: Session) => {
    // Whether it is known who came is for the hub to say at whose venue it was.
    const { taps, venue } = row.heldBefore ? at(venueAt(row, s.startsAt)) : here;
    return sessionCell<V>(
      s,
      {
        visit: visits?.get(s.id),
        ran: records.ran.has(s.id),
        day: words?.get(s.id),
        excused: excuses?.get(s.id),
        takenBack: takenBack?.get(s.id),
        paused: pauses.length > 0 ? pausedOn(pauses, s.date) : undefined,
        unplaced: taps.length > 0 && taps.some((tap) => mayBeFor(tap, s, row.early_minutes)),
        companions: companions?.get(s.id),
        elsewhere: elsewhere?.has(s.id) ?? false,
        earlyMinutes: row.early_minutes,
      },
      venue,
      now,
    );
  };
  // Sessions come in the order of their days, so each week takes up where the last left off.
  let next = 0;
  return weeks.map((week, i) => {
    const cells: SessionCell<V>[] = [];
    for (; next < sessions.length && sessions[next]!.date <= week.to; next++) cells.push(cellOf(sessions[next]!));
    return weekCell({ week: first + i + 1, ...week }, row.per_week, cells, notThen(week, span, done));
  });
}

/** From when to when somebody is expected at it: agreed later, stopped earlier, or the path ended. */
function expectedIn(row: PrescribedRow): { from: string; until: string | null } {
  const until = [row.activityUntil, row.ended_on].filter((date) => date !== null);
  return { from: row.activityFrom ?? row.starts_on, until: until.sort()[0] ?? null };
}

/**
 * The start of the session with which all agreed visits to it were made; null
 * until then, and where no number was agreed. Nobody can miss what comes after.
 */
function allDone<V extends VisitTold>(row: PrescribedRow, visits: Map<string, V> | undefined): string | null {
  if (row.sessions === null || !visits || visits.size < row.sessions) return null;
  const starts = [...visits.values()].map((visit) => visit.startsAt).sort();
  return starts[row.sessions - 1] ?? null;
}

/** Why nothing is expected in a week without sessions, where that is known. */
function notThen(
  week: { from: string; to: string },
  span: { from: string; until: string | null },
  done: string | null,
): string | undefined {
  if (week.to < span.from) return `It begins on ${dayWords(span.from)}.`;
  if (span.until !== null && week.from > span.until) return `It ended on ${dayWords(span.until)}.`;
  return done !== null && week.from > done.slice(0, 10) ? 'All agreed visits are done.' : undefined;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
