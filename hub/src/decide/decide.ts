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
  /** When the card was tapped. */
  at: Date;
}

export interface OpenSession {
  session: HubSession;
  prescribed: RosterPrescribedActivity;
  /** Already on record for this session; `since` when this hub knows. */
  present: { since: string | null } | null;
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
export function decide({ identified, person, current, open, at }: Situation): Decision {
  if (identified.kind === 'unknown') return { outcome: { outcome: 'card-not-recognised', code: STAFF_CODES.unknown } };
  if (identified.kind !== 'card') return { outcome: { outcome: 'card-suspect', code: STAFF_CODES[identified.kind] } };
  if (!usable(identified.card, at)) return { outcome: { outcome: 'card-blocked', code: STAFF_CODES.state } };
  // The card is known but its holder has nothing at this venue: central may know more, so it is kept as a drop-in.
  if (!person) return { outcome: { outcome: 'card-not-recognised', code: STAFF_CODES.unknown } };

  const greeting = greetingOf(person);
  const arrivals = arrivalsAt(open, at);
  if (arrivals.length > 1) {
    return { outcome: { outcome: 'choose-session', ...greeting, choices: arrivals.map(choiceOf) } };
  }
  if (arrivals[0]) return attend(person, arrivals[0], false);
  const here = open.findLast((o) => o.present);
  if (here) {
    const { id: sessionId, time, activity } = here.session;
    return { outcome: { outcome: 'already-checked-in', ...greeting, activity: activity.name, time, sessionId } };
  }
  if (current.length === 0) {
    return { outcome: { outcome: 'prescription-ended', ...greeting, linkWorker: person.linkWorker } };
  }
  return { outcome: { outcome: 'drop-in', ...greeting } };
}

/** A second read within this time is the same tap. */
const SAME_TAP_MS = 2 * 60_000;

/**
 * The sessions this tap may be the arrival for. Who is at one session already
 * is not at another of the same hour, but may be going on to the next.
 */
function arrivalsAt(open: OpenSession[], at: Date): OpenSession[] {
  const here = open.filter((o) => o.present);
  const justCame = here.some(
    (o) => o.present?.since && Math.abs(at.getTime() - Date.parse(o.present.since)) < SAME_TAP_MS,
  );
  if (justCame) return [];
  const last = here.at(-1);
  return open.filter((o) => !o.present && (!last || o.session.startsAt > last.session.startsAt));
}

/** A card is judged by its state when it was tapped, not when the tap arrived. */
function usable(card: RosterCard, at: Date): boolean {
  if (card.state === 'active' || card.state === 'issued') return true;
  return at.toISOString() < card.stateSince;
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
