import { newId } from '@tapwell/shared/ids';
import { newAttendance } from '../decide/new-attendance.ts';
import type { UnplacedTap } from '../store/taps.ts';
import { sayOfSession } from './act-sessions.ts';
import { mustTakePeople, whereOf } from './act-visits.ts';
import { type Book, type Change, type Done, inFew, notPossible, ownPerson, ownSession, prescribedFor } from './book.ts';
import type { RegisterAction } from './wire.ts';

type Of<K extends RegisterAction['do']> = Extract<RegisterAction, { do: K }>;

/**
 * Puts a tap that is on no register on one.
 *
 * A visit counts under a prescription of that activity, current or of late;
 * central has nothing to put any other under. Whoever has none is counted as a
 * guest, and the tap is told as placed with that reason.
 */
export function place(action: Of<'place'>, book: Book): Done {
  const session = ownSession(book, action.sessionId);
  const taps = unplacedHere(action.tapId, book);
  const tap = taps[0]!;
  const personId = tap.personId ?? action.personId;
  if (!personId) throw notPossible('Nobody knows yet whose card this was. Please choose who it was.');
  if (tap.personId && action.personId && action.personId !== tap.personId) {
    throw notPossible('This card belongs to someone else.');
  }
  const person = ownPerson(book, personId);
  mustTakePeople(session, book);
  if (Math.abs(Date.parse(tap.happenedAt) - Date.parse(session.startsAt)) > DAY_MS) {
    throw notPossible('The card was not tapped on the day of this session.');
  }
  const about = { sessionId: session.id, personId };
  const name = person.displayName;
  const prescribed = prescribedFor(person, session);
  if (!prescribed) {
    const reason = inFew(`Counted as a guest: no prescription for ${session.activity.name}`);
    return {
      changes: [
        sayOfSession(session, book, { guests: session.guests + 1 }),
        ...taps.map((t) => settled(t, null, reason, book)),
      ],
      said: `${name} has no prescription for ${session.activity.name} and is counted as a guest.`,
      history: `Counted as a guest by ${book.by.name}: no prescription for ${session.activity.name}`,
      ...about,
    };
  }
  const here = book.attendance(personId, session.id);
  const attendance =
    here ??
    newAttendance(
      person,
      prescribed,
      whereOf(session, book),
      {
        arrivedAt: tap.happenedAt,
        method: 'correction',
        // Where the card said who it was, that is how sure it is; else a member of staff does.
        assurance: (tap.personId && tap.assurance) || 'asserted',
        by: book.by,
        reason: inFew(action.note ?? 'Placed by staff'),
        cardId: tap.personId ? tap.cardId : null,
        counter: tap.personId ? tap.counter : null,
        kioskAt: tap.kioskAt,
        hubAt: tap.hubAt,
      },
      tap.sure,
    );
  const recorded: Change[] = here ? [] : [{ kind: 'record', attendance, tapId: tap.id }];
  return {
    changes: [...recorded, ...taps.map((t) => settled(t, attendance.id, action.note, book))],
    said: `${name} is placed at ${session.activity.name}.`,
    history: `Placed by ${book.by.name}${action.note ? `: ${action.note}` : ''}`,
    ...about,
  };
}

/**
 * A tap that goes on no list of this provider's. It stays on the page of every
 * other provider at whose session the person may have been, and central hears
 * that nothing came of it only from the last of them: until then nobody is
 * called absent that day. Whose else it may be is not said.
 */
export function dismiss(action: Of<'dismiss'>, book: Book): Done {
  if (book.dismissedBy(action.tapId).has(book.providerId)) throw notPossible('Someone has settled this tap already.');
  const taps = unplacedHere(action.tapId, book);
  const waitsForOthers = (tap: UnplacedTap) => {
    const done = book.dismissedBy(tap.id).add(book.providerId);
    return [...book.concernedBy(tap)].some((provider) => !done.has(provider));
  };
  return {
    changes: taps.map((t) =>
      waitsForOthers(t) ? { kind: 'dismiss', tapId: t.id } : settled(t, null, action.note, book),
    ),
    said: 'It is settled: this tap goes on no list of yours.',
    history: null,
    sessionId: null,
    personId: taps[0]!.personId,
  };
}

const DAY_MS = 86_400_000;

/** The tap, and the others of the same person or card that day: they are settled together. */
function unplacedHere(tapId: string, book: Book): UnplacedTap[] {
  if (book.placed(tapId)) throw notPossible('Someone has settled this tap already.');
  const taps = book.unplaced(tapId);
  const holder = taps[0]?.personId;
  if (taps.length === 0) throw notPossible('This tap is not waiting to be placed.');
  if (holder) ownPerson(book, holder);
  return taps;
}

function settled(tap: UnplacedTap, attendanceId: string | null, reason: string | null, book: Book): Change {
  const fact = {
    kind: 'placed' as const,
    id: newId(),
    at: book.now.toISOString(),
    tapId: tap.id,
    attendanceId,
    reason,
    by: book.by,
  };
  return { kind: 'say', fact };
}
