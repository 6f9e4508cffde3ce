import type { RosterPerson } from '@tapwell/shared/roster/roster';
import type { RosterView } from '../roster/roster-view.ts';
import type { DaySession } from '../roster/sessions.ts';
import { isDue } from './register.ts';
import type { Found } from './wire.ts';

const MOST = 20;

/**
 * Who is meant, for a session: by part of a name, or the number of a card. Only
 * people with something prescribed at the session's provider are ever found;
 * those who are expected come first. Pure.
 */
export function find(
  view: RosterView,
  session: DaySession,
  query: { name: string } | { cardNumber: string },
  isHere: (personId: string) => boolean,
): Found {
  const matches =
    'cardNumber' in query
      ? [view.people.get(view.cardsByUid.get(query.cardNumber)?.personId ?? '')].filter((p) => p !== undefined)
      : [...view.people.values()].filter((person) => folded(person.displayName).includes(folded(query.name)));
  const ours = matches.filter((person) => view.isOf(person, session.activity.providerId));
  const line = (person: RosterPerson) => ({
    personId: person.id,
    name: person.displayName,
    here: isHere(person.id),
    expected: isDue(person, session),
  });
  const people = ours.map(line).sort((a, b) => Number(b.expected) - Number(a.expected) || a.name.localeCompare(b.name));
  return { people: people.slice(0, MOST) };
}

/** Nobody types accents in a hurry. */
function folded(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
