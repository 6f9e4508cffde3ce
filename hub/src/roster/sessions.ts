import type { Attendance } from '@tapwell/shared/attendance/attendance';
import type { RosterActivity } from '@tapwell/shared/roster/roster';
import { dayBounds, localDate, sessionsBetween } from '@tapwell/shared/schedule/sessions';
import type { SessionFact, VenueDay } from '../store/venue-day.ts';
import type { RosterStore } from './roster-store.ts';
import { type HubSession, type RosterView, takesArrivals } from './roster-view.ts';

/** A session together with what staff here have said of it. */
export interface DaySession extends HubSession {
  /** `cancelled` by staff, or by the schedule where staff say nothing. */
  status: 'planned' | 'run' | 'cancelled';
  reason: string | null;
  /** Added here for the day; not in the activity's schedule. */
  extra: boolean;
  guests: number;
}

/** The sessions of a venue: central's schedule, and what staff here changed of it for a day. */
export class Sessions {
  readonly #roster: Pick<RosterStore, 'view'>;
  readonly #day: VenueDay;

  constructor(roster: Pick<RosterStore, 'view'>, day: VenueDay) {
    this.#roster = roster;
    this.#day = day;
  }

  /** Sessions that take arrivals at an instant, or would if they were not cancelled. */
  openAt(at: Date): DaySession[] {
    const { view } = this.#roster;
    const longestEarly = 24 * 60 * 60_000;
    const facts = this.#day.sessionsBetween(at, new Date(at.getTime() + longestEarly));
    if (facts.length === 0) return view.openAt(at).map(withoutWord);
    return merged(view, view.openAt(at), facts).filter((session) => takesArrivals(session, at));
  }

  /** Sessions that overlap [from, to), in order of start. */
  between(from: Date, to: Date): DaySession[] {
    const { view } = this.#roster;
    return merged(view, view.sessions(from, to), this.#day.sessionsBetween(from, to));
  }

  /**
   * The sessions of a local day, with those of last night that still run. A
   * session somebody attended keeps its place though the schedule has changed since.
   * @param attended visits on record for that day
   */
  ofDay(day: string, now: Date, attended: Pick<Attendance, 'sessionId'>[]): DaySession[] {
    const { view } = this.#roster;
    const { from, to } = dayBounds(day, view.zone);
    const today = localDate(now, view.zone).toString() === day;
    const iso = now.toISOString();
    const sessions = this.between(from, to).filter((s) => s.date === day || (today && s.date < day && s.endsAt > iso));
    const known = new Set(sessions.map((s) => s.id));
    const others = [...new Set(attended.map((a) => a.sessionId))].filter((id) => !known.has(id));
    return inOrder([...sessions, ...others.flatMap((id) => this.session(id) ?? [])]);
  }

  /** The session with this id, wherever in time it lies. */
  session(sessionId: string): DaySession | undefined {
    const { view } = this.#roster;
    const fact = this.#day.session(sessionId);
    const planned = view.session(sessionId) ?? notInSchedule(view, fact ?? this.#day.visitTo(sessionId));
    return planned && withWord(planned, fact);
  }

  /** What an extra session of an activity would be. */
  extra(activity: RosterActivity, when: { date: string; start: string; minutes: number }): DaySession {
    const { zone } = activity.schedule;
    const plan = { zone, weekly: [], extra: [when], from: when.date, until: null, cancelled: [] };
    const { from, to } = dayBounds(when.date, zone);
    const [session] = sessionsBetween(activity.id, plan, from, to);
    return { ...withWord({ ...session!, activity }, undefined), extra: true };
  }
}

/** A session with the newest word of staff on it. Pure. */
export function withWord(session: HubSession, fact: SessionFact | undefined): DaySession {
  const said = fact?.status ?? 'planned';
  const status = said === 'planned' && session.cancelled ? 'cancelled' : said;
  const { reason = null, extra = false, guests = 0 } = fact ?? {};
  return { ...session, cancelled: status === 'cancelled', status, reason, extra, guests };
}

const withoutWords = new WeakMap<HubSession, DaySession>();

/** As most sessions are; every tap asks. */
function withoutWord(session: HubSession): DaySession {
  let known = withoutWords.get(session);
  if (!known) {
    known = withWord(session, undefined);
    withoutWords.set(session, known);
  }
  return known;
}

function merged(view: RosterView, planned: HubSession[], facts: SessionFact[]): DaySession[] {
  const byId = new Map(facts.map((fact) => [fact.sessionId, fact]));
  const known = new Set(planned.map((s) => s.id));
  const extra = facts.filter((fact) => fact.extra && !known.has(fact.sessionId));
  return inOrder([
    ...planned.map((session) => withWord(session, byId.get(session.id))),
    ...extra.flatMap((fact) => {
      const session = notInSchedule(view, fact);
      return session ? [withWord(session, fact)] : [];
    }),
  ]);
}

/** A session known only by a fact about it. */
function notInSchedule(
  view: RosterView,
  fact: { sessionId: string; activityId: string; sessionStart: string; sessionEnd: string } | undefined,
): HubSession | undefined {
  const activity = fact && view.activities.get(fact.activityId);
  if (!fact || !activity) return undefined;
  const [date = '', time = ''] = fact.sessionId.slice(fact.activityId.length + 1).split('T');
  const { sessionId: id, activityId, sessionStart: startsAt, sessionEnd: endsAt } = fact;
  return { id, activityId, startsAt, endsAt, date, time, cancelled: false, activity };
}

function inOrder(sessions: DaySession[]): DaySession[] {
  return sessions.sort(
    (a, b) => a.startsAt.localeCompare(b.startsAt) || a.activity.name.localeCompare(b.activity.name),
  );
}
