import type { Due, DueKind } from '@tapwell/shared/path/due';
import type { EventKind } from '@tapwell/shared/path/events';
import type { Path } from '@tapwell/shared/path/path';
import { current } from '@tapwell/shared/path/programme';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { withDays } from './path-words.ts';

/** What a member of staff may record, by its kind of event. Visits come from venues, cards from the card desk. */
export type ActionKind = Exclude<EventKind, 'visit' | 'card' | 'taken-back'>;

export interface Action {
  kind: ActionKind;
  /** What the button says: a verb. */
  does: string;
  /** Why it may not come now, as a sentence; null where it may. */
  whyNot: string | null;
}

/** In the order of the path. */
const KINDS: ActionKind[] = [
  ...(['referral', 'waiting', 'booked', 'contact', 'first-contact', 'conversation', 'preparation'] as const),
  ...(['prescription', 'coaching', 'one-off-done', 'milestone', 'review', 'paused', 'resumed'] as const),
  ...(['follow-up', 'outcome'] as const),
];

/**
 * All that this scheme has, and why not now. What a scheme never has is not
 * mentioned; nor is what can be only once and is done. Pure.
 */
export function actionsOf(policy: SchemePolicy, path: Path): Action[] {
  return KINDS.filter((kind) => has(policy, path, kind)).map((kind) => ({
    kind,
    does: doesOf(policy, path, kind),
    whyNot: path.next[kind] === null ? null : withDays(path.next[kind]),
  }));
}

function has(policy: SchemePolicy, path: Path, kind: ActionKind): boolean {
  const { by } = policy.firstAppointment;
  switch (kind) {
    case 'referral':
      return path.referral === null;
    case 'waiting':
      return (by === 'waiting-list' || by === 'home-visit') && !path.waiting && !path.firstContact;
    case 'booked':
      return (by === 'surgery' || by === 'direct-booking') && !path.firstContact;
    case 'first-contact':
      return !path.firstContact;
    case 'preparation':
      return policy.beforeGroup.length > 0;
    case 'coaching':
      return policy.length.is === 'coaching';
    case 'one-off-done':
      return policy.oneOffs.length > 0;
    case 'milestone':
      return path.milestones.length < policy.milestones.length;
    case 'paused':
      return !path.paused;
    case 'resumed':
      return path.paused !== null;
    case 'follow-up':
      return path.followUps.length < policy.measures.followUps.length;
    default:
      return true;
  }
}

function doesOf(policy: SchemePolicy, path: Path, kind: ActionKind): string {
  switch (kind) {
    case 'prescription':
      return current(path).prescription ? 'Change prescription' : 'Agree a prescription';
    case 'preparation':
      return `Record ${policy.beforeGroup.map((form) => FORMS[form]).join(' or ')}`;
    case 'one-off-done': {
      const open = path.oneOffs.filter((one) => one.doneOn === null);
      return open.length === 1 ? `Record ${open[0]!.title.toLowerCase()} as done` : 'Record a one-off as done';
    }
    case 'conversation':
      return path.baseline.on === null ? 'Record the conversation' : 'Record another conversation';
    case 'booked':
      return path.waiting ? 'Book another appointment' : 'Book the first appointment';
    default:
      return DOES[kind];
  }
}

const FORMS = { 'small-group': 'a small group', 'one-to-one': 'a one-to-one' };
const DOES = {
  referral: 'Record the referral',
  waiting: 'Put on the waiting list',
  contact: 'Record a contact',
  'first-contact': 'Record first contact',
  coaching: 'Record a coaching session',
  milestone: 'Record a milestone',
  review: 'Record a review',
  paused: 'Pause',
  resumed: 'Resume',
  'follow-up': 'Start follow-up',
  outcome: 'Record the outcome',
} as const;

/** What is done about something due. */
const ABOUT: Record<DueKind, ActionKind> = {
  'first-contact': 'first-contact',
  baseline: 'conversation',
  preparation: 'preparation',
  'one-off': 'one-off-done',
  'never-started': 'contact',
  'no-visit': 'contact',
  review: 'review',
  resume: 'resumed',
  companion: 'contact',
  milestone: 'milestone',
  outcome: 'outcome',
  'follow-up': 'follow-up',
};

/** What is due first, with the one thing to do about it; null where nothing is, or it may not be done yet. Pure. */
export function nextDue(policy: SchemePolicy, path: Path): { due: Due; action: Action | null } | null {
  const due = path.due.find((one) => isDue(one, path));
  if (!due) return null;
  const action = actionsOf(policy, path).find(({ kind }) => kind === ABOUT[due.kind]);
  return { due, action: action && action.whyNot === null ? action : null };
}

/** That nobody came is due only once they did not; and once it has started there is no "before" any more. */
function isDue({ kind, on }: Due, { step, today }: Path): boolean {
  if (kind === 'never-started' || kind === 'no-visit') return on <= today;
  const started = step === 'attending' || step === 'finishing';
  return !(started && (kind === 'baseline' || kind === 'preparation'));
}

/** The step that comes next on the path itself, whatever else is due; null once a prescription runs. Pure. */
export function stepForward(policy: SchemePolicy, path: Path): Action | null {
  const kind = forward(policy, path);
  return (kind && actionsOf(policy, path).find((action) => action.kind === kind && action.whyNot === null)) ?? null;
}

function forward(policy: SchemePolicy, path: Path): ActionKind | null {
  switch (path.step) {
    case 'none':
      return 'referral';
    case 'referred':
    case 'waiting':
      return 'first-contact';
    case 'in-touch':
      return 'conversation';
    case 'ready':
      return policy.beforeGroup.length > 0 && !path.preparation ? 'preparation' : 'prescription';
    case 'finishing':
      return 'outcome';
    default:
      return null;
  }
}
