import { Problem } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import { localDate } from '@tapwell/shared/schedule/sessions';
import { nextVersion } from '../decide/next-version.ts';
import type { DaySession } from '../roster/sessions.ts';
import { type CompanionFact, companionKey, type ExpectedFact, type SessionFact } from '../store/venue-day.ts';
import {
  type Book,
  type Change,
  type Done,
  inFew,
  mustBeKept,
  notPossible,
  ownPerson,
  ownSession,
  prescribedFor,
  sessionOf,
} from './book.ts';
import { mustTakePeople } from './must-take-people.ts';
import type { RegisterAction } from './wire.ts';

type Of<K extends RegisterAction['do']> = Extract<RegisterAction, { do: K }>;

const DAY_MS = 86_400_000;
/** How far ahead a register is kept, and how far back a session may still be added. */
export const AHEAD_DAYS = 56;
const BACK_DAYS = 31;

export function sessionStatus(action: Of<'session-status'>, book: Book): Done {
  const session = ownSession(book, action.sessionId);
  const { status } = action;
  if (status === 'cancelled' && book.countAt(session.id) > 0) {
    throw notPossible('Somebody is on record here, so it ran. Take their visits back first if that is wrong.');
  }
  if (status === 'cancelled' && session.guests > 0) {
    throw notPossible('There were guests, so it ran. Set their number to 0 first if that is wrong.');
  }
  if (status === 'run' && session.startsAt > book.now.toISOString()) throw notPossible('It has not begun yet.');
  const words = { planned: 'planned as before', run: 'marked as run', cancelled: 'cancelled' }[status];
  return {
    changes: [sayOfSession(session, book, { status, reason: action.note })],
    said: `${session.activity.name} at ${session.time} is ${words}.`,
    history: null,
    sessionId: session.id,
    personId: null,
  };
}

export function guests(action: Of<'guests'>, book: Book): Done {
  const session = ownSession(book, action.sessionId);
  // A wrong number can be taken back at any time.
  if (action.guests > 0) mustTakePeople(session, book);
  return {
    changes: [sayOfSession(session, book, { guests: action.guests })],
    said: action.guests === 1 ? '1 guest is counted.' : `${action.guests} guests are counted.`,
    history: null,
    sessionId: session.id,
    personId: null,
  };
}

export function extraSession(action: Of<'extra-session'>, book: Book): Done {
  const { activityId, date, start, minutes } = action;
  const activity = book.view.activities.get(activityId);
  const session =
    activity?.providerId === book.providerId ? book.extra(activityId, { date, start, minutes }) : undefined;
  if (!session) throw new Problem(404, 'Not found', 'You have no such activity.');
  const away = (Date.parse(date) - Date.parse(localDate(book.now, book.view.zone).toString())) / DAY_MS;
  if (away > AHEAD_DAYS || away < -BACK_DAYS) {
    throw notPossible('A session can be added up to eight weeks ahead and one month back.');
  }
  mustBeKept(book, date);
  if (book.session(session.id)) throw notPossible('There is such a session already.');
  return {
    changes: [sayOfSession(session, book, {})],
    said: `${session.activity.name} on ${date} at ${start} is added.`,
    history: null,
    sessionId: session.id,
    personId: null,
  };
}

/** The next version of what is said of a session. */
export function sayOfSession(
  session: DaySession,
  book: Book,
  part: Partial<Pick<SessionFact, 'status' | 'reason' | 'guests'>>,
): Change {
  const before = book.sessionFact(session.id);
  const fact: SessionFact = {
    kind: 'session',
    status: before?.status ?? 'planned',
    reason: before?.reason ?? null,
    guests: before?.guests ?? 0,
    ...part,
    id: newId(),
    at: book.now.toISOString(),
    ...sessionOf(session),
    version: nextVersion(before?.version, book.now),
    extra: session.extra,
    by: book.by,
  };
  return { kind: 'say', fact };
}

export function excuse(action: Of<'excuse'>, book: Book): Done {
  if (book.attendance(action.personId, ownSession(book, action.sessionId).id)) {
    throw notPossible('They are here. Take that back first if it is wrong.');
  }
  return expectation(action, book, 'excused', action.note);
}

export function expectAgain(action: Of<'expect-again'>, book: Book): Done {
  return expectation(action, book, 'expected', null);
}

function expectation(
  action: Of<'excuse'> | Of<'expect-again'>,
  book: Book,
  state: ExpectedFact['state'],
  note: string | null,
): Done {
  const session = ownSession(book, action.sessionId);
  const person = ownPerson(book, action.personId);
  const prescribed = prescribedFor(person, session);
  if (!prescribed) throw notPossible(`${person.displayName} is not expected at ${session.activity.name}.`);
  const before = book.expectation(person.id, session.id);
  const about = { sessionId: session.id, personId: person.id };
  const words = state === 'excused' ? 'excused' : 'expected again';
  const said = `${person.displayName} is ${words}.`;
  const isSo = (before?.state ?? 'expected') === state && (state === 'expected' || before?.reason === inFew(note));
  if (isSo) return { changes: [], said, history: null, ...about };
  const fact: ExpectedFact = {
    kind: 'expected',
    id: newId(),
    at: book.now.toISOString(),
    ...sessionOf(session),
    version: nextVersion(before?.version, book.now),
    personId: person.id,
    prescribedActivityId: prescribed.id,
    state,
    reason: inFew(note),
    by: book.by,
  };
  return {
    changes: [{ kind: 'say', fact }],
    said,
    history: `${state === 'excused' ? 'Excused' : 'Expected again'}, by ${book.by.name}${note ? `: ${note}` : ''}`,
    ...about,
  };
}

/**
 * Someone came along with a person; the same companion once. Whoever no longer
 * comes along as central has it, and was there all the same, is noted by name.
 */
export function companion(action: Of<'companion'>, book: Book): Done {
  const session = ownSession(book, action.sessionId);
  const person = ownPerson(book, action.personId);
  const theirs = [...book.view.companions.values()].filter((c) => c.accompanies.includes(person.id));
  const onFile =
    theirs.find((c) => c.id === action.companionId) ??
    theirs.find((c) => c.displayName.toLowerCase() === action.name.toLowerCase());
  const who = { companionId: onFile?.id ?? null, companionName: onFile?.displayName ?? action.name };
  const about = { sessionId: session.id, personId: person.id };
  const key = companionKey(who);
  const known = book.companionsAt(session.id).some((v) => v.personId === person.id && companionKey(v) === key);
  if (known) return { changes: [], said: `${who.companionName} is on the list already.`, history: null, ...about };
  mustTakePeople(session, book);
  const fact: CompanionFact = {
    kind: 'companion',
    id: newId(),
    at: book.now.toISOString(),
    ...sessionOf(session),
    version: 0,
    visitId: newId(),
    status: 'finished',
    personId: person.id,
    ...who,
    cardId: null,
    by: book.by,
  };
  return {
    changes: [{ kind: 'say', fact }],
    said: `${who.companionName} came along with ${person.displayName}.`,
    history: `Came with ${who.companionName}, says ${book.by.name}`,
    ...about,
  };
}

export function removeCompanion(action: Of<'remove-companion'>, book: Book): Done {
  const session = ownSession(book, action.sessionId);
  const visit = book.companionVisit(action.visitId);
  if (visit?.sessionId !== session.id || visit.status !== 'finished') {
    throw notPossible('That companion is not on the list.');
  }
  const fact: CompanionFact = {
    ...visit,
    id: newId(),
    at: book.now.toISOString(),
    version: nextVersion(visit.version, book.now),
    status: 'entered-in-error',
    by: book.by,
  };
  return {
    changes: [{ kind: 'say', fact }],
    said: `${visit.companionName} is taken off the list.`,
    history: `${visit.companionName} taken off by ${book.by.name}`,
    sessionId: session.id,
    personId: visit.personId,
  };
}
