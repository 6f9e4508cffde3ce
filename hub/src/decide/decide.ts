import type {
  RosterCard,
  RosterCompanion,
  RosterPerson,
  RosterPrescribedActivity,
} from '@tapwell/shared/roster/roster';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { HubSession } from '../roster/roster-view.ts';
import {
  arrivalsAt,
  mayHaveStayedFor,
  onRecord,
  overFor,
  sameTap,
  stayOf,
  type Times,
  whereabouts,
} from './arrivals.ts';
import { GOING_MS } from './sitting.ts';
import { type FurtherTap, furtherTap, type Stay } from './stay.ts';

/** Everything a decision needs, gathered beforehand; no clock, no store. */
export interface Situation {
  /** Who the card says it is; `replayed` when its counter was used before. */
  identified: { kind: 'unknown' } | { kind: 'suspect' } | { kind: 'replayed' } | { kind: 'card'; card: RosterCard };
  /** The card's holder, when the roster has them. */
  person?: RosterPerson | undefined;
  /** The card's holder, when they come along with others. */
  companion?: { who: RosterCompanion; with: Accompanied[] } | undefined;
  /** The holder's prescribed activities that are current on the day. */
  current: RosterPrescribedActivity[];
  /** Their sessions open for arrivals, in order of start. */
  open: OpenSession[];
  /** Sessions where they are on record, over for a short while: where hours count they may be leaving only now. */
  ended: OpenSession[];
  /** When the card was tapped, and whether that is sure. */
  at: Date;
  sure: boolean;
}

export interface OpenSession {
  session: HubSession;
  prescribed: RosterPrescribedActivity;
  /** Already on record for this session. */
  present: Stay | null;
  /** Different sessions of this prescribed activity on record, this one aside. */
  visitsBefore: number;
}

/** One of those whom a companion may be with now. */
export interface Accompanied {
  person: RosterPerson;
  session: HubSession;
  /** They are at the session; else they are only expected there. */
  present: boolean;
  /** The companion is on record with them there already. */
  recorded: boolean;
}

/** What to answer, and what to record with it. */
export interface Decision {
  outcome: Outcome;
  attend?: OpenSession;
  /** A stay on record that this tap changes. */
  stay?: { session: HubSession; tap: FurtherTap };
  accompanied?: Accompanied[];
}

/** Short codes by which staff know why, without the screen saying it. */
const STAFF_CODES = { unknown: 'N1', suspect: 'S1', replayed: 'S2', state: 'B1' } as const;

/** Decides one tap. Pure: the same situation gives the same decision. */
export function decide(situation: Situation): Decision {
  const { identified, person, companion, current, at } = situation;
  if (identified.kind === 'unknown') return { outcome: { outcome: 'card-not-recognised', code: STAFF_CODES.unknown } };
  if (identified.kind !== 'card') return { outcome: { outcome: 'card-suspect', code: STAFF_CODES[identified.kind] } };
  if (!usable(identified.card, at)) return { outcome: { outcome: 'card-blocked', code: STAFF_CODES.state } };
  if (companion) return accompany(companion.who, companion.with);
  // The card is known but its holder has nothing at this venue: central may know more, so it is kept as a drop-in.
  if (!person) return { outcome: { outcome: 'card-not-recognised', code: STAFF_CODES.unknown } };

  const greeting = greetingOf(person);
  const where = decideWhere(person, situation);
  if (where) return where;
  if (current.length === 0) {
    return { outcome: { outcome: 'prescription-ended', ...greeting, linkWorker: person.linkWorker } };
  }
  return { outcome: { outcome: 'drop-in', ...greeting } };
}

/** What a tap of somebody says of where they are; undefined when they are expected nowhere. Pure. */
export function decideWhere(person: RosterPerson, times: Times): Decision | undefined {
  const again = sameTap(times);
  if (again) return tapAgain(person, again, times);
  const arrivals = arrivalsAt(times);
  // A question changes nothing that is known: nobody may answer it, or nobody be there to be asked.
  if (arrivals.length > 1) {
    return { outcome: { outcome: 'choose-session', ...greetingOf(person), choices: arrivals.map(choiceOf) } };
  }
  if (arrivals[0]) return { ...attend(person, arrivals[0], false), ...leavingFor(times) };
  const here = whereabouts(times);
  if (!here) return undefined;
  const decision = tapAgain(person, here, times);
  const { outcome, stay } = decision;
  const next = stay?.tap.kind === 'leaves' ? mayHaveStayedFor(here, times) : [];
  return outcome.outcome === 'checked-out' && next.length > 0
    ? { ...decision, outcome: { ...outcome, next } }
    : decision;
}

/** Whoever goes on to the next session leaves the one whose hours count; not who comes again long after it, for nobody's leaving is made up. */
export function leavingFor(times: Times): Pick<Decision, 'stay'> {
  for (const { session, present } of onRecord(times).reverse()) {
    if (overFor(session, times.at) >= GOING_MS) continue;
    const tap = furtherTap(present!, stayOf(session), times);
    if (tap.kind === 'leaves') return { stay: { session, tap } };
  }
  return {};
}

/** One more tap of somebody who is on record for that session. */
export function tapAgain(person: RosterPerson, { session, present }: OpenSession, times: Times): Decision {
  const tap = furtherTap(present!, stayOf(session), times);
  const place = { activity: session.activity.name, time: session.time, sessionId: session.id };
  const outcome: Outcome =
    tap.kind === 'leaves' || tap.kind === 'gone'
      ? { outcome: 'checked-out', ...greetingOf(person), ...place, minutes: tap.minutes }
      : { outcome: 'already-checked-in', ...greetingOf(person), ...place };
  return tap.kind === 'here' || tap.kind === 'gone' ? { outcome } : { outcome, stay: { session, tap } };
}

/** A companion is recorded with those who are here; before anyone came, with those they are expected with. */
function accompany(who: RosterCompanion, all: Accompanied[]): Decision {
  const here = all.filter((one) => one.present);
  const once = new Map<string, Accompanied>();
  for (const one of here.length > 0 ? here : all) {
    if (!once.has(one.person.id)) once.set(one.person.id, one);
  }
  const accompanied = [...once.values()];
  const [first] = accompanied;
  if (!first) return { outcome: { outcome: 'drop-in', ...greetingOf(who) } };
  const { id: sessionId, time, activity } = first.session;
  return {
    outcome: {
      outcome: 'companion-recorded',
      ...greetingOf(who),
      activity: activity.name,
      time,
      sessionId,
      with: accompanied.map((one) => one.person.displayName),
    },
    accompanied: accompanied.filter((one) => !one.recorded),
  };
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

function greetingOf({ displayName, language, largerText }: RosterPerson | RosterCompanion) {
  return { name: displayName, language, largerText };
}

function choiceOf({ session }: OpenSession) {
  const { id: sessionId, startsAt, time, activity } = session;
  return { sessionId, activity: activity.name, room: activity.room, startsAt, time };
}
