import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { localDay, localTime } from '@tapwell/shared/schedule/sessions';
import type { HubSession, RosterView } from '../roster/roster-view.ts';

/** One line of a register, as the provider sees it. */
export interface RegisterLine {
  personId: string;
  name: string;
  /** Null while expected. */
  here: { time: string; late: boolean; method: Attendance['method'] } | null;
}

/** Someone who tapped today and is on no session's list yet. */
export interface UnplacedLine {
  name: string;
  time: string;
  why: 'not expected now' | 'did not choose a session' | 'prescription has ended';
}

export interface SessionRegister {
  sessionId: string;
  activity: string;
  room: string | null;
  /** Wall-clock, `HH:MM`. */
  starts: string;
  ends: string;
  when: 'earlier' | 'now' | 'later';
  here: RegisterLine[];
  expected: RegisterLine[];
}

/** A provider's sessions of the local day of `now`, each with who is here and who is expected. Pure. */
export function dayRegister(
  view: RosterView,
  providerId: string,
  now: Date,
  attendancesAt: (sessionId: string) => Attendance[],
): SessionRegister[] {
  const { from, to } = localDay(now, view.zone);
  return view
    .sessions(from, to)
    .filter((session) => session.activity.providerId === providerId)
    .map((session) => sessionRegister(view, session, now, attendancesAt(session.id)));
}

const WHY: Record<string, UnplacedLine['why']> = {
  'choose-session': 'did not choose a session',
  'prescription-ended': 'prescription has ended',
};

/**
 * Who tapped today without being checked in, for the team to place: only people
 * with something prescribed at this provider. Pure.
 */
export function unplacedToday(
  view: RosterView,
  providerId: string,
  taps: { personId: string; happenedAt: string; outcome: string }[],
  present: ReadonlySet<string>,
): UnplacedLine[] {
  return taps.flatMap(({ personId, happenedAt, outcome }): UnplacedLine[] => {
    const person = view.people.get(personId);
    const ours = person?.prescribed.some((p) => view.activities.get(p.activityId)?.providerId === providerId);
    if (!person || !ours || present.has(personId)) return [];
    return [
      {
        name: person.displayName,
        time: localTime(new Date(happenedAt), view.zone),
        why: WHY[outcome] ?? 'not expected now',
      },
    ];
  });
}

function sessionRegister(view: RosterView, session: HubSession, now: Date, present: Attendance[]): SessionRegister {
  const nameOf = (id: string) => view.people.get(id)?.displayName ?? 'Name no longer held here';
  const here = present.map(({ personId, arrivedAt, late, method }) => ({
    personId,
    name: nameOf(personId),
    here: { time: localTime(new Date(arrivedAt), view.zone), late, method },
  }));
  const there = new Set(present.map((a) => a.personId));
  const expected = [...view.people.values()]
    .filter((person) => !there.has(person.id))
    .filter((person) =>
      person.prescribed.some(
        (p) =>
          p.activityId === session.activityId &&
          p.from <= session.date &&
          (p.until === null || session.date <= p.until),
      ),
    )
    .map((person): RegisterLine => ({ personId: person.id, name: person.displayName, here: null }))
    .sort((a, b) => a.name.localeCompare(b.name));
  return {
    sessionId: session.id,
    activity: session.activity.name,
    room: session.activity.room,
    starts: session.time,
    ends: localTime(new Date(session.endsAt), view.zone),
    when: whenOf(session, now.toISOString()),
    here,
    expected,
  };
}

function whenOf({ startsAt, endsAt }: HubSession, now: string): SessionRegister['when'] {
  if (now >= endsAt) return 'earlier';
  return now < startsAt ? 'later' : 'now';
}
