import type { Attendance } from '@tapwell/shared/attendance/attendance';
import type { RosterPerson } from '@tapwell/shared/roster/roster';
import { localDate, localTime } from '@tapwell/shared/schedule/sessions';
import type { RosterView } from '../roster/roster-view.ts';
import type { DaySession } from '../roster/sessions.ts';
import type { LoggedAction } from '../store/register-log.ts';
import type { UnplacedTap } from '../store/taps.ts';
import type { CompanionFact, ExpectedFact } from '../store/venue-day.ts';
import type { PersonLine, SessionRegister, UnplacedLine } from './wire.ts';

/** What is on record of one session. */
export interface SessionRecord {
  present: Attendance[];
  takenBack: Attendance[];
  expected: ExpectedFact[];
  companions: CompanionFact[];
  log: LoggedAction[];
}

/** Sessions as their provider sees them. Pure. */
export function dayRegister(
  view: RosterView,
  sessions: DaySession[],
  now: Date,
  recordOf: (sessionId: string) => SessionRecord,
): SessionRegister[] {
  return sessions.map((session) => sessionRegister(view, session, now, recordOf(session.id)));
}

function sessionRegister(view: RosterView, session: DaySession, now: Date, record: SessionRecord): SessionRegister {
  const people = linesOf(view, session, now, record);
  const here = people.filter(isThere).length;
  const { activity, status } = session;
  return {
    sessionId: session.id,
    activity: activity.name,
    room: activity.room,
    starts: session.time,
    ends: localTime(new Date(session.endsAt), view.zone),
    when: whenOf(session, now.toISOString()),
    // Whoever is there proves that it runs.
    status: status === 'planned' && here > 0 ? 'run' : status,
    reason: session.reason,
    extra: session.extra,
    timed: activity.timed,
    capacity: activity.capacity,
    guests: session.guests,
    here,
    expected: people.filter((line) => line.state !== 'excused').length,
    people,
  };
}

const ORDER: PersonLine['state'][] = ['here', 'left', 'elsewhere', 'expected', 'excused', 'absent'];

/** They are or were at the session, whoever has it on record. */
export function isThere({ state }: Pick<PersonLine, 'state'>): boolean {
  return state === 'here' || state === 'left' || state === 'elsewhere';
}

function linesOf(view: RosterView, session: DaySession, now: Date, record: SessionRecord): PersonLine[] {
  const there = new Map(record.present.map((a) => [a.personId, a]));
  const due = [...view.people.values()].filter((person) => isDue(person, session)).map((person) => person.id);
  // Whoever was taken off the list again stays visible with what was done.
  const ids = new Set([...there.keys(), ...due, ...record.takenBack.map((a) => a.personId)]);
  const over = now.toISOString() >= session.endsAt && !session.cancelled;
  // Where we took a visit back, we know better than a roster that has not heard of it yet.
  const takenBack = new Set(record.takenBack.map((a) => a.personId));
  const attended = (personId: string) =>
    !takenBack.has(personId) &&
    view.people.get(personId)?.prescribed.some((p) => p.attended.includes(session.id)) === true;
  const lines = [...ids].map((personId): PersonLine => {
    const attendance = there.get(personId);
    const said = record.expected.find((e) => e.personId === personId);
    const excused = said?.state === 'excused' ? said : undefined;
    const clock = (instant: string | null | undefined) => (instant ? localTime(new Date(instant), view.zone) : null);
    const source = attendance ?? excused;
    return {
      personId,
      name: view.people.get(personId)?.displayName ?? 'Name no longer held here',
      state: stateOf(attendance, attended(personId), excused !== undefined, over),
      arrived: clock(attendance?.arrivedAt),
      left: clock(attendance?.leftAt),
      late: attendance?.late ?? false,
      method: attendance?.method ?? null,
      assurance: attendance?.assurance ?? null,
      by: source?.by?.name ?? null,
      reason: source?.reason ?? null,
      companions: record.companions
        .filter((visit) => visit.personId === personId)
        .map(({ visitId, companionName: name }) => ({ visitId, name })),
      history: historyOf(view, session, personId, record.log),
    };
  });
  return lines.sort(
    (a, b) =>
      ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
      (there.get(a.personId)?.arrivedAt ?? '').localeCompare(there.get(b.personId)?.arrivedAt ?? '') ||
      a.name.localeCompare(b.name),
  );
}

function stateOf(
  attendance: Attendance | undefined,
  attended: boolean,
  excused: boolean,
  over: boolean,
): PersonLine['state'] {
  if (attendance) return attendance.leftAt ? 'left' : 'here';
  if (attended) return 'elsewhere';
  if (excused) return 'excused';
  return over ? 'absent' : 'expected';
}

/** Whether a session falls under one of a person's prescriptions. */
export function isDue(person: RosterPerson, { activityId, date }: DaySession): boolean {
  return person.prescribed.some(
    (p) => p.activityId === activityId && p.from <= date && (p.until === null || date <= p.until),
  );
}

function historyOf(view: RosterView, session: DaySession, personId: string, log: LoggedAction[]) {
  return log
    .filter((entry) => entry.personId === personId && entry.result.history !== null)
    .map(({ at, result }) => ({ at: whenInWords(view, session, at), words: result.history! }));
}

/** `10:05`, and with the date when it was not the session's own day. */
function whenInWords(view: RosterView, session: DaySession, at: string): string {
  const time = localTime(new Date(at), view.zone);
  const date = localDate(new Date(at), view.zone);
  if (date.toString() === session.date) return time;
  const words = date.toLocaleString('en-GB', { day: 'numeric', month: 'long' });
  return `${words}, ${time}`;
}

function whenOf({ startsAt, endsAt }: DaySession, now: string): SessionRegister['when'] {
  if (now >= endsAt) return 'earlier';
  return now < startsAt ? 'later' : 'now';
}

const WHY: Record<string, UnplacedLine['why']> = {
  'choose-session': 'did not choose a session',
  'prescription-ended': 'prescription has ended',
  'card-not-recognised': 'card not known',
};

/**
 * Who tapped on a day without being on any list, for the team to place: people
 * with something prescribed at this provider and their companions, and cards
 * that nobody here knows. Pure.
 * @param sessions the provider's own of that day, with their registers
 */
export function unplacedOn(
  view: RosterView,
  providerId: string,
  sessions: DaySession[],
  taps: UnplacedTap[],
  registers: SessionRegister[],
): UnplacedLine[] {
  const present = new Set(registers.flatMap((s) => s.people.flatMap((p) => (isThere(p) ? [p.personId] : []))));
  const first = new Map<string, UnplacedTap>();
  for (const tap of taps) if (!first.has(tap.who)) first.set(tap.who, tap);
  return [...first.values()].flatMap((tap): UnplacedLine[] => {
    const holder = holderOf(view, tap);
    if (holder ? !holder.people.some((p) => view.isOf(p, providerId)) : sessions.length === 0) return [];
    if (tap.personId && present.has(tap.personId)) return [];
    return [
      {
        tapId: tap.id,
        name: holder?.name ?? null,
        time: localTime(new Date(tap.happenedAt), view.zone),
        why: WHY[tap.outcome.outcome] ?? 'not expected now',
        sessions: holder?.companion ? [] : placesFor(holder?.people[0], sessions),
      },
    ];
  });
}

/** The providers who may place a tap: those with a session that day, at which its holder may have something. Pure. */
export function concernedBy(view: RosterView, tap: UnplacedTap, sessions: DaySession[]): Set<string> {
  const holder = holderOf(view, tap);
  const providers = new Set(sessions.map((session) => session.activity.providerId));
  return new Set([...providers].filter((id) => !holder || holder.people.some((person) => view.isOf(person, id))));
}

function holderOf(view: RosterView, tap: UnplacedTap) {
  const person = tap.personId ? view.people.get(tap.personId) : undefined;
  if (person) return { name: person.displayName, people: [person], companion: false };
  const companion = tap.cardId ? view.companions.get(view.cardsById.get(tap.cardId)?.personId ?? '') : undefined;
  if (!companion) return undefined;
  const people = companion.accompanies.flatMap((id) => view.people.get(id) ?? []);
  return { name: companion.displayName, people, companion: true };
}

/** Where someone may be placed: at what they are prescribed; elsewhere they would be a guest. */
function placesFor(person: RosterPerson | undefined, sessions: DaySession[]): UnplacedLine['sessions'] {
  const on = sessions.filter((session) => !session.cancelled);
  const theirs = on.filter((s) => person?.prescribed.some((p) => p.activityId === s.activityId));
  const asGuest = person !== undefined && theirs.length === 0;
  return (theirs.length > 0 ? theirs : on).map(({ id, activity, time }) => ({
    sessionId: id,
    activity: activity.name,
    starts: time,
    asGuest,
  }));
}
