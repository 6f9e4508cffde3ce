import type { Attendance, RecordedBy } from '@tapwell/shared/attendance/attendance';
import { Problem } from '@tapwell/shared/http/problem';
import type { RosterPerson, RosterPrescribedActivity } from '@tapwell/shared/roster/roster';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { RosterView } from '../roster/roster-view.ts';
import type { DaySession } from '../roster/sessions.ts';
import type { UnplacedTap } from '../store/taps.ts';
import type { CompanionFact, DayFact, ExpectedFact, PlacedFact, SessionFact } from '../store/venue-day.ts';

/** What a press of staff may look up, with who pressed and when. Everything it is given, it is given whole: the rules decide. */
export interface Book {
  view: RosterView;
  /** Whose staff pressed: nobody else's sessions are touched, or even said to exist. */
  providerId: string;
  by: RecordedBy;
  now: Date;
  /** The first local day of which everything is still here. */
  keptFrom: string;
  session(sessionId: string): DaySession | undefined;
  sessionFact(sessionId: string): SessionFact | undefined;
  extra(activityId: string, when: { date: string; start: string; minutes: number }): DaySession | undefined;
  attendance(personId: string, sessionId: string): Attendance | undefined;
  /** How many are on record for a session. */
  countAt(sessionId: string): number;
  visitsOf(prescribed: RosterPrescribedActivity): Set<string>;
  expectation(personId: string, sessionId: string): ExpectedFact | undefined;
  companionsAt(sessionId: string): CompanionFact[];
  companionVisit(visitId: string): CompanionFact | undefined;
  placed(tapId: string): PlacedFact | undefined;
  /** Providers whose staff said that a tap goes on no list of theirs. */
  dismissedBy(tapId: string): Set<string>;
  /** Providers who may have it on a list of theirs. */
  concernedBy(tap: UnplacedTap): Set<string>;
  /** Whose card it is on file, whether it was proved or not. */
  holderOf(tap: UnplacedTap): string | undefined;
  /** A tap that is on no register, with the others of the same person or card around that time; itself first. */
  unplaced(tapId: string): UnplacedTap[];
}

/** One thing to record. */
export type Change =
  | { kind: 'record'; attendance: Attendance; tapId: string | null }
  | { kind: 'change'; attendance: Attendance }
  | { kind: 'say'; fact: DayFact }
  /** For this provider alone: central hears nothing of it. */
  | { kind: 'dismiss'; tapId: string };

/** What a press leads to. */
export interface Done {
  changes: Change[];
  /** One sentence for who pressed. */
  said: string;
  /** The line of history, without a name; null for what leaves no trace on a person's line. */
  history: string | null;
  /** The session and person it was about, for the log. */
  sessionId: string | null;
  personId: string | null;
  /** What a kiosk's screen shows of it. */
  outcome?: Outcome;
}

/**
 * The provider's own session.
 * @throws Problem 404 for another's as for none at all: whose it is, is not said; 409 for one so long ago that
 *   we do not know any more what was said of it
 */
export function ownSession(book: Book, sessionId: string): DaySession {
  const session = book.session(sessionId);
  if (session?.activity.providerId !== book.providerId) {
    throw new Problem(404, 'Not found', 'You have no such session.');
  }
  mustBeKept(book, session.date);
  return session;
}

/** @throws Problem 409 for a day of which we no longer keep everything */
export function mustBeKept(book: Book, date: string): void {
  if (date < book.keptFrom) throw notPossible('The register of that day is no longer kept here.');
}

/** @throws Problem 404 for someone who has nothing prescribed at this provider */
export function ownPerson(book: Book, personId: string): RosterPerson {
  const person = book.view.people.get(personId);
  if (!person || !book.view.isOf(person, book.providerId)) {
    throw new Problem(404, 'Not found', 'You have nobody of that name on your lists.');
  }
  return person;
}

/**
 * The prescription under which a visit counts: one that is current on the day,
 * else one that ended or begins near it and is still on the roster. Without one,
 * central has nothing to put the visit under.
 */
export function prescribedFor(
  person: RosterPerson,
  { activityId, date }: DaySession,
): RosterPrescribedActivity | undefined {
  const all = person.prescribed.filter((p) => p.activityId === activityId);
  return all.find((p) => p.from <= date && (p.until === null || date <= p.until)) ?? all.at(-1);
}

/** Who is on record. @throws Problem 409 when they are not */
export function ownAttendance(book: Book, personId: string, sessionId: string): Attendance {
  ownSession(book, sessionId);
  const attendance = book.attendance(personId, sessionId);
  if (!attendance) throw notPossible('They are not on record as here.');
  return attendance;
}

export function notPossible(detail: string): Problem {
  return new Problem(409, 'Not possible', detail);
}

/** Which session, as facts say it. */
export function sessionOf({ id, activityId, startsAt, endsAt }: DaySession) {
  return { sessionId: id, activityId, sessionStart: startsAt, sessionEnd: endsAt };
}

/** Three hundred characters at most, as facts allow. */
export function inFew(words: string | null): string | null {
  return words === null ? null : words.slice(0, 300);
}
