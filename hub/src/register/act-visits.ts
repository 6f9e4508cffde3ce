import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { localTime } from '@tapwell/shared/schedule/sessions';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { ManualReason } from '@tapwell/shared/tap/staff-wire';
import { isLate, newAttendance } from '../decide/new-attendance.ts';
import { nextVersion } from '../decide/next-version.ts';
import { takesArrivals } from '../roster/roster-view.ts';
import type { DaySession } from '../roster/sessions.ts';
import {
  type Book,
  type Done,
  inFew,
  notPossible,
  ownAttendance,
  ownPerson,
  ownSession,
  prescribedFor,
} from './book.ts';
import { mustTakePeople } from './must-take-people.ts';
import type { RegisterAction } from './wire.ts';

type Of<K extends RegisterAction['do']> = Extract<RegisterAction, { do: K }>;

const REASONS: Record<ManualReason, string> = {
  'forgot-card': 'Forgot their card',
  'card-not-working': 'Their card did not work',
  'no-card-yet': 'Has no card yet',
  'kiosk-down': 'The kiosk was not working',
  other: 'Another reason',
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Clocks on walls and wrists differ a little. */
const AHEAD_MS = 2 * MINUTE_MS;
/** Nobody stays longer after the end, nor comes earlier than that before the start. */
const AROUND_MS = 12 * HOUR_MS;

/** "Mark as here": someone who forgot the card, or whose visit no kiosk could read. */
export function checkIn(action: Of<'check-in'>, book: Book): Done {
  const session = ownSession(book, action.sessionId);
  const person = ownPerson(book, action.personId);
  const prescribed = prescribedFor(person, session);
  const name = person.displayName;
  const { activity, time } = session;
  const about = { sessionId: session.id, personId: person.id };
  const greeting = { name, language: person.language, largerText: person.largerText };
  const place = { activity: activity.name, time, sessionId: session.id };
  if (!prescribed) {
    throw notPossible(
      `${name} has no prescription for ${activity.name}. Count them as a guest, or ask their link worker.`,
    );
  }
  if (book.attendance(person.id, session.id)) {
    const outcome: Outcome = { outcome: 'already-checked-in', ...greeting, ...place };
    return { changes: [], said: `${name} is here already.`, history: null, ...about, outcome };
  }
  mustTakePeople(session, book);
  const reason = inFew([REASONS[action.reason], action.note].filter(Boolean).join(': '));
  const ended = book.now.toISOString() >= session.endsAt;
  const attendance = newAttendance(person, prescribed, whereOf(session, book), {
    // After the end nobody remembers the minute: the start is what is said of it.
    arrivedAt: takesArrivals(session, book.now) || !ended ? book.now.toISOString() : session.startsAt,
    method: ended ? 'correction' : 'manual',
    assurance: 'asserted',
    by: book.by,
    reason,
    cardId: null,
    counter: null,
    kioskAt: null,
    hubAt: book.now.toISOString(),
  });
  const visits = book.visitsOf(prescribed);
  visits.delete(session.id);
  const visit = { visit: visits.size + 1, of: prescribed.sessions, chosen: false };
  const over = overIn(attendance, session);
  return {
    changes: [{ kind: 'record', attendance, tapId: null }],
    said: `${name} is marked as here.${roomWords(over)}`,
    history: `Marked as here by ${book.by.name}: ${reason}`,
    ...about,
    outcome: { outcome: 'checked-in', ...greeting, ...place, ...visit, ...(over !== undefined && { over }) },
  };
}

export function undo(action: Of<'undo'>, book: Book): Done {
  const attendance = ownAttendance(book, action.personId, action.sessionId);
  const note = action.note ? `: ${action.note}` : '';
  return change(book, attendance, {
    with: { status: 'entered-in-error', reason: inFew(action.note ?? 'Taken back by staff') },
    said: `${nameOf(book, action.personId)} is no longer marked as here.`,
    history: `Taken back by ${book.by.name}${note}`,
  });
}

export function left(action: Of<'left'>, book: Book): Done {
  const attendance = ownAttendance(book, action.personId, action.sessionId);
  const name = nameOf(book, action.personId);
  if (action.at === null) {
    return change(book, attendance, {
      with: { leftAt: null },
      said: `${name} is marked as still here.`,
      history: `Marked as still here by ${book.by.name}`,
    });
  }
  const at = action.at ?? book.now.toISOString();
  if (at > later(book.now.toISOString(), AHEAD_MS)) throw notPossible('That time has not come yet.');
  if (at < attendance.arrivedAt) throw notPossible(`${name} came at ${clock(book, attendance.arrivedAt)}.`);
  if (at > later(attendance.sessionEnd, AROUND_MS)) {
    throw notPossible('The session has long been over. Please give the time they left.');
  }
  return change(book, attendance, {
    with: { leftAt: at },
    said: `${name} left at ${clock(book, at)}.`,
    history: `Left at ${clock(book, at)}, by ${book.by.name}`,
  });
}

export function correctArrival(action: Of<'correct-arrival'>, book: Book): Done {
  const attendance = ownAttendance(book, action.personId, action.sessionId);
  const session = ownSession(book, action.sessionId);
  const { at } = action;
  if (at > later(book.now.toISOString(), AHEAD_MS)) throw notPossible('That time has not come yet.');
  if (at < later(session.startsAt, -AROUND_MS) || at > later(session.endsAt, AROUND_MS)) {
    throw notPossible('That is not near the session.');
  }
  if (attendance.leftAt !== null && at > attendance.leftAt) {
    throw notPossible(`They left at ${clock(book, attendance.leftAt)}.`);
  }
  const time = clock(book, at);
  return change(book, attendance, {
    with: {
      arrivedAt: at,
      late: isLate(at, session),
      // Staff vouch for the time.
      flags: attendance.flags.filter((flag) => flag !== 'clock-unsure'),
      reason: inFew(action.note ?? 'Time of arrival put right'),
    },
    said: `${nameOf(book, action.personId)} came at ${time}.`,
    history: `Arrival put right to ${time} by ${book.by.name}${action.note ? `: ${action.note}` : ''}`,
  });
}

/** On who is on record the note goes up with the visit; on others it stays here. */
export function note(action: Of<'note'>, book: Book): Done {
  const session = ownSession(book, action.sessionId);
  const attendance = book.attendance(action.personId, session.id);
  const words = { said: 'The note is kept.', history: `Note by ${book.by.name}: ${action.note}` };
  if (!attendance) {
    const person = ownPerson(book, action.personId);
    return { changes: [], ...words, sessionId: session.id, personId: person.id };
  }
  const reason = [attendance.reason, action.note].filter(Boolean).join('. ');
  return change(book, attendance, { with: { reason: inFew(reason) }, ...words });
}

/** The next version of an attendance, and what is said of it. */
function change(
  book: Book,
  attendance: Attendance,
  { with: part, ...words }: { with: Partial<Attendance>; said: string; history: string },
): Done {
  const next = { ...attendance, ...part, version: nextVersion(attendance.version, book.now), by: book.by };
  const { sessionId, personId } = attendance;
  return { changes: [{ kind: 'change', attendance: next }], ...words, sessionId, personId };
}

export function whereOf(session: DaySession, book: Book) {
  const venueId = book.view.venue?.id ?? 'unknown';
  return { session, venueId, present: book.countAt(session.id) + session.guests };
}

/** How many the room takes, where somebody is one more than that. */
export function overIn({ flags }: Pick<Attendance, 'flags'>, { activity }: DaySession): number | undefined {
  return flags.includes('over-capacity') ? (activity.capacity ?? undefined) : undefined;
}

export function roomWords(takes: number | undefined): string {
  return takes === undefined ? '' : ` The room takes ${takes}.`;
}

function nameOf(book: Book, personId: string): string {
  return book.view.people.get(personId)?.displayName ?? 'This person';
}

export function clock(book: Book, instant: string): string {
  return localTime(new Date(instant), book.view.zone);
}

function later(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString();
}
