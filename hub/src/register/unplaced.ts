import type { RosterPerson } from '@tapwell/shared/roster/roster';
import { localTime } from '@tapwell/shared/schedule/sessions';
import { offeredBy } from '../decide/offered.ts';
import { isOneComing, isWithin, mayBeFor, sittingOf } from '../decide/sitting.ts';
import type { RosterView } from '../roster/roster-view.ts';
import type { DaySession } from '../roster/sessions.ts';
import type { UnplacedTap } from '../store/taps.ts';
import { isThere } from './register.ts';
import type { SessionRegister, UnplacedLine } from './wire.ts';

const WHY: Record<string, UnplacedLine['why']> = {
  'choose-session': 'did not choose a session',
  'checked-out': 'left, or went on to the next session',
  'prescription-ended': 'prescription has ended',
  'card-not-recognised': 'card not known',
  'card-blocked': 'card is blocked',
  'card-suspect': 'card could not prove itself',
  'checked-in': 'taken off the list',
};

/** A provider's day, for whoever is on none of its lists. */
export interface ProviderDay {
  view: RosterView;
  providerId: string;
  bounds: { from: Date; to: Date };
  /** The provider's own of that day. */
  sessions: DaySession[];
  /** The provider's own that ended so late the night before that somebody may have tapped after midnight. */
  lastNight: DaySession[];
  /** Of all of these. */
  registers: SessionRegister[];
}

/**
 * Who tapped on a day without being on any list, for the team to place: people
 * with something prescribed at this provider and their companions, cards out of
 * use, and cards that nobody here knows. One line for each time somebody came. Pure.
 * @param taps of that day and the night after
 */
export function unplacedOn(day: ProviderDay, taps: UnplacedTap[]): UnplacedLine[] {
  const { view, providerId, sessions, lastNight } = day;
  const isToday = (tap: UnplacedTap) =>
    isWithin(tap.happenedAt, { from: day.bounds.from.toISOString(), to: day.bounds.to.toISOString() });
  const comings: UnplacedTap[] = [];
  for (const tap of taps) {
    if (!comings.some((one) => one.who === tap.who && isOneComing(one.happenedAt, tap.happenedAt))) comings.push(tap);
  }
  return comings.flatMap((tap): UnplacedLine[] => {
    const near = [...lastNight, ...sessions].filter((s) =>
      isWithin(tap.happenedAt, mayBeFor(s, s.activity.earlyMinutes)),
    );
    if (!isToday(tap) && near.length === 0) return [];
    const places = isToday(tap) ? [...lastNight.filter((s) => near.includes(s)), ...sessions] : near;
    const holder = holderOf(view, tap);
    if (holder ? !holder.people.some((p) => view.isOf(p, providerId)) : places.length === 0) return [];
    if (isOnListThen(day, tap, tap.personId) && !asksStill(day, tap)) return [];
    // A copy, or a worn card: the visit stands, and nobody is put on a list they are on.
    const onList = holder?.person !== undefined && isOnListThen(day, tap, holder.person.id);
    return [
      {
        tapId: tap.id,
        name: holder?.name ?? null,
        time: localTime(new Date(tap.happenedAt), view.zone),
        why: WHY[tap.outcome.outcome] ?? 'not expected now',
        onList,
        sessions: holder?.companion || onList ? [] : placesFor(holder?.person, places),
      },
    ];
  });
}

/** Whether the tap is one more of somebody who is on the list of the session of that time; of another they are not. */
function isOnListThen(
  { sessions, lastNight, registers }: ProviderDay,
  tap: UnplacedTap,
  personId: string | null,
): boolean {
  return [...sessions, ...lastNight].some(
    (session) =>
      isWithin(tap.happenedAt, sittingOf(session, session.activity.earlyMinutes)) &&
      registers.some((r) => r.sessionId === session.id && r.people.some((p) => p.personId === personId && isThere(p))),
  );
}

/** Whether it asked a question that nobody answered, and they may be missing from another list of this provider. */
function asksStill({ registers }: ProviderDay, { outcome, personId }: UnplacedTap): boolean {
  const offered = offeredBy(outcome) ?? [];
  return registers
    .filter((r) => offered.includes(r.sessionId))
    .some((r) => !r.people.some((p) => p.personId === personId && isThere(p)));
}

/**
 * The providers who may place a tap: those with a session that day, at which
 * its holder may have something; of a question, not who has them on its list for
 * all that was offered there. Pure.
 * @param isOn whether somebody is on the list of a session
 */
export function concernedBy(
  view: RosterView,
  tap: UnplacedTap,
  sessions: DaySession[],
  isOn: (personId: string, sessionId: string) => boolean,
): Set<string> {
  const holder = holderOf(view, tap);
  const { outcome, personId } = tap;
  const offered = offeredBy(outcome) ?? [];
  const providers = new Set(sessions.map((session) => session.activity.providerId));
  const explained = (providerId: string) => {
    const theirs = sessions.filter((s) => s.activity.providerId === providerId && offered.includes(s.id));
    return personId !== null && theirs.length > 0 && theirs.every((s) => isOn(personId, s.id));
  };
  return new Set(
    [...providers].filter((id) => (!holder || holder.people.some((person) => view.isOf(person, id))) && !explained(id)),
  );
}

interface Holder {
  name: string;
  /** Null for a companion. */
  person?: RosterPerson;
  /** The person, or whom the companion accompanies. */
  people: RosterPerson[];
  companion: boolean;
}

/** Whose card it is on file, whether it was proved or not. Pure. */
export function holderOf(view: RosterView, tap: UnplacedTap): Holder | undefined {
  const onFile = tap.cardId ? view.cardsById.get(tap.cardId)?.personId : undefined;
  const person = view.people.get(tap.personId ?? onFile ?? '');
  if (person) return { name: person.displayName, person, people: [person], companion: false };
  const companion = view.companions.get(onFile ?? '');
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
