import { type Schedule, type Session, schedule, sessionsBetween } from '@tapwell/shared/schedule/sessions';
import { Temporal } from 'temporal-polyfill';

/** A week of a prescription: local dates, both inclusive, and the sessions planned in it. */
export interface Week {
  from: string;
  to: string;
  sessions: Session[];
}

/** Weeks of a schedule, each worked out once however many patients share it. */
export function sessionExpander() {
  const done = new Map<string, Week>();
  const schedules = new Map<string, Schedule>();
  return (activityId: string, scheduleJson: string, startsOn: string, week: number): Week => {
    const key = `${activityId} ${startsOn} ${week}`;
    let found = done.get(key);
    if (!found) {
      const plan = schedules.get(activityId) ?? schedule.parse(JSON.parse(scheduleJson));
      schedules.set(activityId, plan);
      const first = Temporal.PlainDate.from(startsOn).add({ weeks: week });
      const next = first.add({ weeks: 1 });
      const midnight = (d: Temporal.PlainDate) => new Date(d.toZonedDateTime(plan.zone).epochMilliseconds);
      const from = first.toString();
      const sessions = sessionsBetween(activityId, plan, midnight(first), midnight(next)).filter(
        (s) => s.date >= from && s.date < next.toString(),
      );
      found = { from, to: next.subtract({ days: 1 }).toString(), sessions };
      done.set(key, found);
    }
    return found;
  };
}

/** A session as a visit or a word of staff tells of it, whole. */
export interface Told {
  sessionId: string;
  startsAt: string;
  endsAt: string;
}

/**
 * The week's sessions with those the schedule does not know: extra ones, and
 * those of visits made before the schedule was changed. Pure.
 */
export function withTold(week: Week, activityId: string, told: Iterable<Told>): Session[] {
  const sessions = new Map(week.sessions.map((s) => [s.id, s]));
  for (const { sessionId: id, startsAt, endsAt } of told) {
    const date = dateOf(id);
    if (sessions.has(id) || date < week.from || date > week.to) continue;
    sessions.set(id, { id, activityId, startsAt, endsAt, date, time: id.slice(-5), cancelled: false });
  }
  return [...sessions.values()].sort((a, b) => a.startsAt.localeCompare(b.startsAt));
}

/** The local date of a session: part of its id. */
function dateOf(sessionId: string): string {
  return sessionId.split('@')[1]?.slice(0, 10) ?? '';
}
