import { addDays, dayNumber } from '@tapwell/shared/path/dates';
import { dayBounds, type Schedule, type Session, schedule, sessionsBetween } from '@tapwell/shared/schedule/sessions';

/** An activity's schedule as it was read, and what is known of it so far. */
interface Plan {
  text: string;
  schedule: Schedule;
  /** Sessions of each calendar week, by its Monday. */
  weeks: Map<string, Session[]>;
}

const plans = new Map<string, Plan>();
/** Some hundred bytes each. */
const MOST_WEEKS = 100_000;
let known = 0;

/**
 * The sessions planned for an activity on some local dates, both inclusive, in
 * order. Each week of the calendar is worked out once for as long as the
 * schedule is the same, whoever asks and whenever their own weeks begin.
 */
export function plannedSessions(activityId: string, scheduleText: string, from: string, to: string): Session[] {
  const plan = planOf(activityId, scheduleText);
  const found: Session[] = [];
  for (let monday = mondayOf(from); monday <= to; monday = addDays(monday, 7)) {
    for (const session of weekOf(activityId, plan, monday)) {
      if (session.date >= from && session.date <= to) found.push(session);
    }
  }
  return found;
}

function planOf(activityId: string, text: string): Plan {
  const read = plans.get(activityId);
  if (read?.text === text) return read;
  const plan = { text, schedule: schedule.parse(JSON.parse(text)), weeks: new Map() };
  known -= read?.weeks.size ?? 0;
  plans.set(activityId, plan);
  return plan;
}

function weekOf(activityId: string, plan: Plan, monday: string): Session[] {
  const read = plan.weeks.get(monday);
  if (read) return read;
  const sunday = addDays(monday, 6);
  const { zone } = plan.schedule;
  const sessions = sessionsBetween(
    activityId,
    plan.schedule,
    dayBounds(monday, zone).from,
    dayBounds(sunday, zone).to,
  ).filter((s) => s.date >= monday && s.date <= sunday);
  if (++known > MOST_WEEKS) {
    // Whoever asks next works theirs out anew.
    for (const other of plans.values()) other.weeks.clear();
    plans.clear();
    plans.set(activityId, plan);
    known = 1;
  }
  plan.weeks.set(monday, sessions);
  return sessions;
}

function mondayOf(date: string): string {
  // Day 4 of 1970 was a Monday.
  return addDays(date, -((((dayNumber(date) - 4) % 7) + 7) % 7));
}

/** A session as a visit or a word of staff tells of it, whole. */
export interface Told {
  sessionId: string;
  startsAt: string;
  endsAt: string;
}

/**
 * The planned sessions of some days with those the schedule does not know:
 * extra ones, and those of visits made before the schedule was changed. Pure.
 */
export function withTold(
  planned: Session[],
  days: { from: string; to: string },
  activityId: string,
  told: Iterable<Told>,
): Session[] {
  const known = new Set(planned.map((s) => s.id));
  const others: Session[] = [];
  for (const { sessionId: id, startsAt, endsAt } of told) {
    if (known.has(id)) continue;
    known.add(id);
    const date = dateOf(id);
    if (date < days.from || date > days.to) continue;
    others.push({ id, activityId, startsAt, endsAt, date, time: id.slice(-5), cancelled: false });
  }
  if (others.length === 0) return planned;
  return [...planned, ...others].sort((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0));
}

/** The local date of a session: part of its id. */
export function dateOf(sessionId: string): string {
  const at = sessionId.lastIndexOf('@') + 1;
  return at === 0 ? '' : sessionId.slice(at, at + 10);
}
