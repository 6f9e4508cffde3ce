import type { RosterCard, RosterPerson, RosterPrescribedActivity } from '@tapwell/shared/roster/roster';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { HubSession } from '../roster/roster-view.ts';

/** Everything a decision needs, gathered beforehand; no clock, no store. */
export interface Situation {
  /** Who the card says it is; `replayed` when its counter was used before. */
  identified: { kind: 'unknown' } | { kind: 'suspect' } | { kind: 'replayed' } | { kind: 'card'; card: RosterCard };
  /** The card's holder, when the roster has them. */
  person?: RosterPerson | undefined;
  /** The holder's prescribed activities that are current on the day. */
  current: RosterPrescribedActivity[];
  /** Their sessions open for arrivals, in order of start. */
  open: OpenSession[];
}

export interface OpenSession {
  session: HubSession;
  prescribed: RosterPrescribedActivity;
  /** Already on record for this session. */
  present: boolean;
  /** Different sessions of this prescribed activity on record, this one aside. */
  visitsBefore: number;
}

/** What to answer, and which attendance to record with it, if any. */
export interface Decision {
  outcome: Outcome;
  attend?: OpenSession;
}

/** Short codes by which staff know why, without the screen saying it. */
const STAFF_CODES = { unknown: 'N1', suspect: 'S1', replayed: 'S2', state: 'B1' } as const;

/** Decides one tap. Pure: the same situation gives the same decision. */
export function decide({ identified, person, current, open }: Situation): Decision {
  if (identified.kind === 'unknown') return { outcome: { outcome: 'card-not-recognised', code: STAFF_CODES.unknown } };
  if (identified.kind !== 'card') return { outcome: { outcome: 'card-suspect', code: STAFF_CODES[identified.kind] } };
  if (identified.card.state !== 'active') return { outcome: { outcome: 'card-blocked', code: STAFF_CODES.state } };
  // The card is known but its holder has nothing at this venue: central may know more, so it is kept as a drop-in.
  if (!person) return { outcome: { outcome: 'card-not-recognised', code: STAFF_CODES.unknown } };

  const greeting = greetingOf(person);
  const here = open.find((o) => o.present);
  if (here) {
    const { id: sessionId, time, activity } = here.session;
    return { outcome: { outcome: 'already-checked-in', ...greeting, activity: activity.name, time, sessionId } };
  }
  if (open.length > 1) {
    return { outcome: { outcome: 'choose-session', ...greeting, choices: open.map(choiceOf) } };
  }
  if (open[0]) return attend(person, open[0], false);
  if (current.length === 0) {
    return { outcome: { outcome: 'prescription-ended', ...greeting, linkWorker: person.linkWorker } };
  }
  return { outcome: { outcome: 'drop-in', ...greeting } };
}

/** Records a visit to `open`; `chosen` when the patient picked it among several. */
export function attend(person: RosterPerson, open: OpenSession, chosen: boolean): Decision {
  const { session, prescribed, visitsBefore } = open;
  return {
    outcome: {
      outcome: 'checked-in',
      ...greetingOf(person),
      activity: session.activity.name,
      time: session.time,
      sessionId: session.id,
      visit: visitsBefore + 1,
      of: prescribed.sessions,
      chosen,
    },
    attend: open,
  };
}

function greetingOf({ displayName, language, largerText }: RosterPerson) {
  return { name: displayName, language, largerText };
}

function choiceOf({ session }: OpenSession) {
  const { id: sessionId, startsAt, time, activity } = session;
  return { sessionId, activity: activity.name, room: activity.room, startsAt, time };
}
