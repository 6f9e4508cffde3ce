import type { AgreedSpan } from '@tapwell/shared/path/agreements';
import type { Session } from '@tapwell/shared/schedule/sessions';
import { venueAt } from '../directory/held-before.ts';
import { agreedOf, notThen, perWeekIn } from './agreed.ts';
import { lateWords } from './listed.ts';
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
  const spans = agreedOf(row);
  const listedLate = lateWords(row, (span) => allDone(span, visits));
  const { first, count } = shownWeeks(
    { startsOn: row.starts_on, weeks: row.weeks, endedOn: row.ended_on },
    today,
    most,
  );
  const weeks = Array.from({ length: count }, (_, i) => weekDates(row.starts_on, first + i));
  const days = { from: weeks[0]!.from, to: weeks.at(-1)!.to };
  const expectedIn = (span: AgreedSpan) => {
    const from = later(days.from, span.from);
    const to = span.until ? earlier(days.to, span.until) : days.to;
    if (from > to) return [];
    const planned = plannedSessions(row.activityId, row.schedule, from, to);
    const all = extras.length > 0 ? withTold(planned, { from, to }, row.activityId, extras) : planned;
    const done = allDone(span, visits);
    return done === null ? all : all.filter((s) => s.startsAt <= done || visits?.has(s.id));
  };
  const expected = spans.flatMap(expectedIn);
  const sessions = visits ? withTold(expected, days, row.activityId, visits.values()) : expected;
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
        listedLate: listedLate?.(s),
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
    const why = cells.length > 0 ? undefined : (notThen(spans, week) ?? doneBefore(spans, visits, week));
    return weekCell({ week: first + i + 1, ...week }, perWeekIn(spans, week), cells, why);
  });
}

/**
 * The start of the session with which all visits agreed then were made; null
 * until then, and where no number was agreed. Nobody can miss what comes after.
 */
function allDone<V extends VisitTold>(
  { sessions }: Pick<AgreedSpan, 'sessions'>,
  visits: Map<string, V> | undefined,
): string | null {
  if (sessions === null || !visits || visits.size < sessions) return null;
  const starts = [...visits.values()].map((visit) => visit.startsAt).sort();
  return starts[sessions - 1] ?? null;
}

function doneBefore<V extends VisitTold>(
  spans: AgreedSpan[],
  visits: Map<string, V> | undefined,
  week: { from: string },
): string | undefined {
  const then = spans.findLast(({ from }) => from <= week.from);
  const done = then && allDone(then, visits);
  return done && week.from > done.slice(0, 10) ? 'All agreed visits are done.' : undefined;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
