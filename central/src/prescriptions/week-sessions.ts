import { addDays } from '@tapwell/shared/path/dates';
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

const DAY_MS = 86_400_000;
/** A Monday. */
const EPOCH = Date.parse('1970-01-05');

function mondayOf(date: string): string {
  const days = Math.floor((Date.parse(date) - EPOCH) / DAY_MS);
  return addDays(date, -(((days % 7) + 7) % 7));
}

/** A session as a visit or a word of staff tells of it, whole. */
export interface Told {
  sessionId: string;
  startsAt: string;
  endsAt: string;
}

/**
 * The sessions planned for a week with those the schedule does not know: extra
 * ones, and those of visits made before the schedule was changed. Pure.
 */
export function withTold(
  planned: Session[],
  week: { from: string; to: string },
  activityId: string,
  told: Iterable<Told>,
): Session[] {
  let sessions: Map<string, Session> | undefined;
  for (const { sessionId: id, startsAt, endsAt } of told) {
    const date = dateOf(id);
    if (date < week.from || date > week.to) continue;
    sessions ??= new Map(planned.map((s) => [s.id, s]));
    if (sessions.has(id)) continue;
    sessions.set(id, { id, activityId, startsAt, endsAt, date, time: id.slice(-5), cancelled: false });
  }
  if (!sessions || sessions.size === planned.length) return planned;
  return [...sessions.values()].sort((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0));
}

/** The local date of a session: part of its id. */
export function dateOf(sessionId: string): string {
  return sessionId.split('@')[1]?.slice(0, 10) ?? '';
}
