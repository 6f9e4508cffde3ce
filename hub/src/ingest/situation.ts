import type { RosterCompanion, RosterPerson } from '@tapwell/shared/roster/roster';
import { localDate } from '@tapwell/shared/schedule/sessions';
import type { Accompanied, OpenSession, Situation } from '../decide/decide.ts';
import { OLDEST_MS } from '../decide/happened-at.ts';
import type { Identified } from '../decide/identify.ts';
import type { RosterStore } from '../roster/roster-store.ts';
import type { RosterView } from '../roster/roster-view.ts';
import type { Sessions } from '../roster/sessions.ts';
import type { Attendances } from '../store/attendances.ts';
import type { Taps } from '../store/taps.ts';
import { companionKey, type VenueDay } from '../store/venue-day.ts';

interface Deps {
  roster: Pick<RosterStore, 'view'>;
  sessions: Sessions;
  attendances: Attendances;
  taps: Taps;
  day: VenueDay;
}

/** Who leaves this long after the end has still been there. */
const MAY_LEAVE_MS = 2 * 3_600_000;
const DAY_MS = 86_400_000;

/** Gathers what the decision about a tap needs to know. */
export class Situations {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @param hubAt when the tap came here */
  of(identified: Identified, at: Date, sure: boolean, hubAt = at): Situation {
    const { view } = this.#deps.roster;
    const nobody = { current: [], open: [], ended: [], at, sure };
    if (identified.kind !== 'card') return { identified, ...nobody };
    const { card, counter } = identified;
    // Of a time whose reads may be forgotten by now, only the very same read is a copy.
    const long = sure && hubAt.getTime() - at.getTime() > OLDEST_MS;
    if (counter !== null && !this.#deps.taps.counterIsFresh(card.id, counter, at.toISOString(), sure, long)) {
      return { identified: { kind: 'replayed' }, ...nobody };
    }
    const known = { identified: { kind: 'card' as const, card } };
    const companion = view.companions.get(card.personId);
    if (companion)
      return { ...known, ...nobody, companion: { who: companion, with: this.#accompanied(companion, at) } };
    const person = view.people.get(card.personId);
    if (!person) return { ...known, ...nobody };
    return { ...known, person, current: currentOn(person, view, at), ...this.times(person, at, sure) };
  }

  /** Where a person may be at an instant. */
  times(person: RosterPerson, at: Date, sure: boolean): Pick<Situation, 'open' | 'ended' | 'at' | 'sure'> {
    return { open: this.#open(person, at), ended: this.#ended(person, at), at, sure };
  }

  #open(person: RosterPerson, at: Date, due = this.#deps.sessions.openAt(at)): OpenSession[] {
    const current = currentOn(person, this.#deps.roster.view, at);
    return due.flatMap((session): OpenSession[] => {
      const prescribed = current.find((p) => p.activityId === session.activityId);
      const known = this.#deps.attendances.find(person.id, session.id);
      if (!prescribed || (session.cancelled && !known)) return [];
      const visited = this.#deps.attendances.sessionsAttended(prescribed);
      const byOthers = visited.has(session.id) ? { since: null, leftAt: null, byCard: false } : null;
      visited.delete(session.id);
      const present = known
        ? { since: known.arrivedAt, leftAt: known.leftAt, byCard: known.method === 'card' }
        : byOthers;
      return [{ session, prescribed, present, visitsBefore: visited.size }];
    });
  }

  /** Sessions that ended a short while ago, where they are on record here. */
  #ended(person: RosterPerson, at: Date): OpenSession[] {
    const { attendances, sessions } = this.#deps;
    const iso = at.toISOString();
    const since = new Date(at.getTime() - MAY_LEAVE_MS).toISOString();
    return attendances
      .recent(person.id, new Date(at.getTime() - 2 * DAY_MS))
      .filter((a) => a.sessionEnd <= iso && a.sessionEnd > since)
      .sort((a, b) => a.sessionStart.localeCompare(b.sessionStart))
      .flatMap((a): OpenSession[] => {
        const session = sessions.session(a.sessionId);
        const prescribed = person.prescribed.find((p) => p.id === a.prescribedActivityId);
        if (!session || !prescribed) return [];
        const present = { since: a.arrivedAt, leftAt: a.leftAt, byCard: a.method === 'card' };
        return [{ session, prescribed, present, visitsBefore: 0 }];
      });
  }

  #accompanied(companion: RosterCompanion, at: Date): Accompanied[] {
    const { roster, sessions, day } = this.#deps;
    const due = sessions.openAt(at);
    const key = companionKey({ companionId: companion.id, companionName: companion.displayName });
    return companion.accompanies.flatMap((id): Accompanied[] => {
      const person = roster.view.people.get(id);
      if (!person) return [];
      return this.#open(person, at, due).map(({ session, present }) => ({
        person,
        session,
        present: present !== null,
        recorded: day.companionsAt(session.id).some((visit) => visit.personId === id && companionKey(visit) === key),
      }));
    });
  }
}

/** Prescribed activities whose dates include the local day of `at`. */
export function currentOn(person: RosterPerson, view: RosterView, at: Date): RosterPerson['prescribed'] {
  const day = localDate(at, view.zone).toString();
  return person.prescribed.filter((p) => p.from <= day && (p.until === null || day <= p.until));
}
