import type { Attendance } from '@tapwell/shared/attendance/attendance';
import type { RosterPerson } from '@tapwell/shared/roster/roster';
import { localDate, localTime } from '@tapwell/shared/schedule/sessions';
import type { RosterView } from '../roster/roster-view.ts';
import type { DaySession } from '../roster/sessions.ts';
import type { LoggedAction } from '../store/register-log.ts';
import { type CompanionFact, companionKey, type ExpectedFact } from '../store/venue-day.ts';
import type { PersonLine, SessionRegister } from './wire.ts';

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
    date: session.date,
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
      mayCome: mayCome(view, personId, record.companions),
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

function mayCome(view: RosterView, personId: string, there: CompanionFact[]): PersonLine['mayCome'] {
  const known = new Set(there.filter((visit) => visit.personId === personId).map(companionKey));
  return [...view.companions.values()]
    .filter((one) => one.accompanies.includes(personId))
    .filter((one) => !known.has(companionKey({ companionId: one.id, companionName: one.displayName })))
    .map((one) => ({ companionId: one.id, name: one.displayName }))
    .sort((a, b) => a.name.localeCompare(b.name));
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
