import type { SchemePolicy } from '../scheme/policy.ts';
import { addDays, addWeeks, endOfMonth, monthOf } from './dates.ts';
import type { PathSoFar } from './path.ts';
import { current, type Programme } from './programme.ts';

export type DueKind =
  | 'first-contact'
  | 'baseline'
  | 'preparation'
  | 'one-off'
  /** No visit at all is on record. Whether any was missed is for the strip to say, which knows of missing data. */
  | 'never-started'
  /** No visit is on record for some time. */
  | 'no-visit'
  | 'review'
  | 'resume'
  /** The companion has come along as often as the scheme has it. */
  | 'companion'
  /** A visit with nobody alongside is on record: was it so? */
  | 'milestone'
  /** All that was planned is over: say how it ended. */
  | 'outcome'
  | 'follow-up';

/** Something for somebody to do, and when. */
export interface Due {
  kind: DueKind;
  /** The milestone, follow-up or one-off it is about, by the policy's id; the companion by their title. */
  of: string | null;
  title: string;
  on: string;
  overdue: boolean;
  /** The month of all who are asked together; null for everything but follow-ups of a cohort. */
  cohort: string | null;
}

type Item = Pick<Due, 'kind' | 'title' | 'on'> & Partial<Due>;

/** What is due and will be, in order of its date. Pure. */
export function dueOf(policy: SchemePolicy, path: PathSoFar): Due[] {
  const items: Item[] = path.outcome
    ? [...followUps(policy, path)]
    : [...beforeAgreement(policy, path), ...whileAttending(policy, path), ...followUps(policy, path)];
  return items
    .map((item) => ({ of: null, cohort: null, ...item, overdue: item.on < path.today }))
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

const FIRST = {
  'waiting-list': 'First contact',
  'direct-booking': 'First appointment with the provider',
  surgery: 'First appointment in the surgery',
  'home-visit': 'First visit at home',
};

function* beforeAgreement(policy: SchemePolicy, path: PathSoFar): Generator<Item> {
  const { by, withinDays } = policy.firstAppointment;
  if (path.referral && !path.firstContact && path.baseline.on === null && !current(path).prescription) {
    const on = path.waiting?.kind === 'booked' ? path.waiting.for : addDays(path.referral.on, withinDays);
    yield { kind: 'first-contact', title: FIRST[by], on };
  }
  if (path.firstContact && path.baseline.missing.length > 0) {
    yield { kind: 'baseline', title: 'Measures before it starts', on: path.firstContact.on };
  }
  const wantsGroup = !current(path).prescription || current(path).prescription!.activities.some((a) => a.group);
  if (policy.beforeGroup.length > 0 && path.baseline.on !== null && !path.preparation && wantsGroup) {
    yield { kind: 'preparation', title: 'Small group or one-to-one, before joining a group', on: path.baseline.on };
  }
}

function* whileAttending(policy: SchemePolicy, path: PathSoFar): Generator<Item> {
  const programme = current(path);
  const { prescription, over, until } = programme;
  if (!prescription) return;
  for (const rule of policy.oneOffs) {
    const one = path.oneOffs.find(({ id, doneOn }) => id === rule.id && doneOn === null);
    if (one) yield { kind: 'one-off', of: one.id, title: one.title, on: addDays(prescription.on, rule.withinDays) };
  }
  if (over) {
    const on = until !== null && until < path.today ? until : (path.lastSeen ?? path.today);
    yield { kind: 'outcome', title: 'Say how it ended', on };
    return;
  }
  if (until !== null) yield { kind: 'outcome', title: 'Say how it ended', on: until };
  if (path.paused) {
    const on = path.paused.until ?? addWeeks(path.paused.since, policy.review.everyWeeks);
    yield { kind: 'resume', title: 'Ask whether they come again', on };
    return;
  }
  yield* visiting(policy, path, programme);
}

function* visiting(
  policy: SchemePolicy,
  path: PathSoFar,
  { prescription, visits, onRecord }: Programme,
): Generator<Item> {
  const { everyWeeks, neverStartedDays, weeksWithoutVisit } = policy.review;
  const { start, activities, companions } = prescription!;
  const resumedOn = path.events.filter((e) => e.kind === 'resumed').at(-1)?.on;
  // Nobody could have come, for all that venues knew, before it was on record or while it was paused.
  const expectedSince = later(onRecord!, resumedOn);
  if (activities.length > 0) {
    if (visits.last === null) {
      const on = addDays(later(start, expectedSince), neverStartedDays);
      yield { kind: 'never-started', title: 'No visit on record', on };
    } else {
      const on = addWeeks(later(visits.last, expectedSince), weeksWithoutVisit);
      yield { kind: 'no-visit', title: 'No visit on record for some time', on };
    }
  }
  const review = path.lastReview?.nextOn ?? addWeeks(later(start, path.lastReview?.on), everyWeeks);
  yield { kind: 'review', title: 'Review', on: review };
  for (const { title, until } of policy.companions) {
    if (typeof until !== 'object' || !companions.includes(title) || visits.accompanied < until.visits) continue;
    yield { kind: 'companion', of: title, title: `${title}: talk about coming alone`, on: visits.last! };
  }
  if (companions.length > 0 && visits.firstAlone !== null) {
    for (const { id, title, onVisitAlone } of policy.milestones) {
      if (!onVisitAlone || path.milestones.some((m) => m.id === id)) continue;
      yield { kind: 'milestone', of: id, title, on: visits.firstAlone };
    }
  }
}

/** After these there is nobody to ask. */
const NOBODY_TO_ASK = ['declined', 'no-longer-eligible', 'moved', 'died'];

/** Counted from the actual last visit, so only once there will be no more. */
function* followUps(policy: SchemePolicy, path: PathSoFar): Generator<Item> {
  const last = path.lastSeen;
  const done = path.outcome !== null || current(path).over;
  if (last === null || !done || NOBODY_TO_ASK.includes(path.outcome?.outcome ?? '')) return;
  for (const { id, title, weeks, cohort } of policy.measures.followUps) {
    if (path.followUps.some((f) => f.followUp === id)) continue;
    yield {
      kind: 'follow-up',
      of: id,
      title,
      on: addWeeks(cohort ? endOfMonth(last) : last, weeks),
      cohort: cohort ? monthOf(last) : null,
    };
  }
}

function later(date: string, other: string | undefined): string {
  return other !== undefined && other > date ? other : date;
}
