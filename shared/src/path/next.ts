import type { SchemePolicy } from '../scheme/policy.ts';
import { EVENT_KINDS, type EventKind } from './events.ts';
import type { PathSoFar } from './path.ts';
import { current } from './programme.ts';

type Rule = (policy: SchemePolicy, path: PathSoFar) => string | null;

/**
 * For each kind of event: why it may not come next, as a sentence for the
 * person who wants to record it; null where it may. What a hub or another
 * member of staff reports is never refused for its order: who was there was there.
 */
export function whyNotNext(policy: SchemePolicy, path: PathSoFar): Record<EventKind, string | null> {
  const all = EVENT_KINDS.map((kind) => {
    const early = ALWAYS.includes(kind) ? null : tooEarlyOrLate(kind, policy, path);
    return [kind, early ?? RULES[kind](policy, path)] as const;
  });
  return Object.fromEntries(all) as Record<EventKind, string | null>;
}

/** Facts from venues, and corrections. */
const ALWAYS: EventKind[] = ['referral', 'visit', 'taken-back'];

/**
 * Of somebody whose prescription is from before paths were nothing but that is
 * on record: what goes on, and how it ended, is recorded without a made-up referral.
 */
const FROM_BEFORE: EventKind[] = ['contact', 'milestone', 'review', 'paused', 'resumed', 'follow-up', 'outcome'];

function tooEarlyOrLate(kind: EventKind, policy: SchemePolicy, path: PathSoFar): string | null {
  const goesOn = path.referral || (FROM_BEFORE.includes(kind) && current(path).prescription);
  if (!goesOn) return 'There is no referral on record yet.';
  if (!path.outcome) return null;
  const afterEnd =
    kind === 'contact' ||
    kind === 'follow-up' ||
    kind === 'outcome' ||
    (kind === 'milestone' && lateMilestone(policy, path));
  return afterEnd ? null : `The path ended on ${path.outcome.on}.`;
}

const RULES: Record<EventKind, Rule> = {
  referral: (_, path) => (path.referral ? 'There is a referral on record already.' : null),
  waiting: ({ firstAppointment: { by } }, path) => {
    if (by === 'direct-booking') return 'Here the first appointment is booked with the provider; nobody waits.';
    if (by === 'surgery') return 'Here the first appointment is booked in the surgery; nobody waits.';
    if (path.waiting) return 'They are on the waiting list already.';
    return firstContactHad(path);
  },
  booked: ({ firstAppointment: { by } }, path) => {
    if (by === 'waiting-list') return 'Here people wait on a list; nobody books for them.';
    if (by === 'home-visit') return 'Here the first appointment is a visit at home, from the waiting list.';
    return firstContactHad(path);
  },
  contact: () => null,
  'first-contact': (_, path) => firstContactHad(path),
  conversation: (_, path) => (path.firstContact ? null : 'Record the first contact first.'),
  preparation: ({ beforeGroup }, path) => {
    if (beforeGroup.length === 0) return 'This scheme has nothing before joining a group.';
    return path.baseline.on === null ? 'Record the guided conversation first.' : null;
  },
  prescription: (_, path) => (path.baseline.on === null ? 'Record the guided conversation first.' : null),
  card: (_, path) => noPrescription(path),
  visit: () => null,
  coaching: (_, path) => {
    if (!path.coaching) return 'This scheme has no coaching sessions.';
    return path.firstContact ? null : 'Record the first contact first.';
  },
  'one-off-done': ({ oneOffs }, path) => {
    if (oneOffs.length === 0) return 'This scheme has nothing that is done only once.';
    return path.oneOffs.some((one) => one.doneOn === null) ? null : 'Nothing of that kind is waiting to be done.';
  },
  milestone: ({ milestones }, path) => {
    if (milestones.length === 0) return 'This scheme has no milestones.';
    return path.milestones.length < milestones.length ? null : 'All milestones are on record already.';
  },
  review: (_, path) => noPrescription(path),
  paused: (_, path) => noPrescription(path) ?? (path.paused ? 'It is paused already.' : null),
  resumed: (_, path) => (path.paused ? null : 'It is not paused.'),
  'follow-up': ({ measures: { followUps } }, path) => {
    if (followUps.length === 0) return 'This scheme has no follow-up.';
    if (path.lastSeen === null) return 'They have not been anywhere yet, so there is nothing to follow up.';
    return path.followUps.length < followUps.length ? null : 'All follow-ups are on record already.';
  },
  outcome: () => null,
  'taken-back': (_, path) => (path.events.length > 0 ? null : 'There is nothing to take back.'),
};

function firstContactHad(path: PathSoFar): string | null {
  return path.firstContact ? `First contact was on ${path.firstContact.on}.` : null;
}

function noPrescription(path: PathSoFar): string | null {
  return current(path).prescription ? null : 'Nothing has been agreed yet.';
}

function lateMilestone(policy: SchemePolicy, path: PathSoFar): boolean {
  return policy.milestones.some(({ id, afterEnd }) => afterEnd && !path.milestones.some((m) => m.id === id));
}
