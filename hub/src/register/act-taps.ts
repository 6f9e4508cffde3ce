import { newId } from '@tapwell/shared/ids';
import { newAttendance } from '../decide/new-attendance.ts';
import { isOneComing, isWithin, mayBeFor, sittingOf } from '../decide/sitting.ts';
import type { UnplacedTap } from '../store/taps.ts';
import { sayOfSession } from './act-sessions.ts';
import { overIn, roomWords, whereOf } from './act-visits.ts';
import { type Book, type Change, type Done, inFew, notPossible, ownPerson, ownSession, prescribedFor } from './book.ts';
import { mustTakePeople } from './must-take-people.ts';
import { MOST_GUESTS, type RegisterAction } from './wire.ts';

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
  const early = session.activity.earlyMinutes;
  const sitting = sittingOf(session, early);
  const [tap, ...others] = unplacedHere(action.tapId, book);
  const holder = tap.personId ?? book.holderOf(tap);
  // Whoever comes twice in a day comes to two sessions: only what belongs to this one is settled with it.
  const taps = [
    tap,
    ...others.filter((t) => isOneComing(t.happenedAt, tap.happenedAt) || isWithin(t.happenedAt, sitting)),
  ];
  const personId = holder ?? action.personId;
  if (!personId) throw notPossible('Nobody knows yet whose card this was. Please choose who it was.');
  if (holder && action.personId && action.personId !== holder) {
    throw notPossible('This card belongs to someone else.');
  }
  const person = ownPerson(book, personId);
  mustTakePeople(session, book);
  const isNear = Math.abs(Date.parse(tap.happenedAt) - Date.parse(session.startsAt)) <= DAY_MS;
  if (!isNear && !isWithin(tap.happenedAt, mayBeFor(session, early))) {
    throw notPossible('The card was not tapped on the day of this session.');
  }
  const about = { sessionId: session.id, personId };
  const name = person.displayName;
  const prescribed = prescribedFor(person, session);
  if (!prescribed) {
    if (session.guests >= MOST_GUESTS) throw notPossible(`No more than ${MOST_GUESTS} guests can be counted.`);
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
  const proof = proofOf(tap);
  const attendance =
    here ??
    newAttendance(
      person,
      prescribed,
      whereOf(session, book),
      {
        arrivedAt: tap.happenedAt,
        method: 'correction',
        assurance: proof ?? 'asserted',
        by: book.by,
        reason: inFew(action.note ?? 'Placed by staff'),
        cardId: proof ? tap.cardId : null,
        counter: proof ? tap.counter : null,
        kioskAt: tap.kioskAt,
        hubAt: tap.hubAt,
      },
      tap.sure,
    );
  const recorded: Change[] = here ? [] : [{ kind: 'record', attendance, tapId: tap.id }];
  return {
    changes: [...recorded, ...taps.map((t) => settled(t, attendance.id, action.note, book))],
    said: `${name} is placed at ${session.activity.name}.${here ? '' : roomWords(overIn(attendance, session))}`,
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
  const [first, ...others] = unplacedHere(action.tapId, book);
  const taps = [first, ...others.filter((tap) => isOneComing(tap.happenedAt, first.happenedAt))];
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
    personId: first.personId,
  };
}

const DAY_MS = 86_400_000;

/** The tap, and the others of the same person or card around that time. */
function unplacedHere(tapId: string, book: Book): [UnplacedTap, ...UnplacedTap[]] {
  const [tap, ...others] = book.unplaced(tapId);
  if (!tap) {
    if (book.placed(tapId)) throw notPossible('Someone has settled this tap already.');
    throw notPossible('This tap is not waiting to be placed.');
  }
  const holder = tap.personId ?? book.holderOf(tap);
  if (holder) ownPerson(book, holder);
  return [tap, ...others];
}

/** How sure the card said who it was; null where only staff can: a lost card may be in anybody's hand. */
function proofOf({ personId, assurance, outcome }: UnplacedTap) {
  const isInQuestion = outcome.outcome === 'card-blocked' || outcome.outcome === 'card-suspect';
  return personId && !isInQuestion ? assurance : null;
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
