import { type MeasureResult, measureId } from '../measures/results.ts';
import type { SchemePolicy } from '../scheme/policy.ts';
import { type Due, dueOf } from './due.ts';
import type { EventKind, EventOf, OutcomeWord, PathEvent } from './events.ts';
import { whyNotNext } from './next.ts';
import { current, ofKind, type Programme, programmesOf } from './programme.ts';
import { type Corrected, standingOf } from './standing.ts';

/**
 * How far someone has come.
 * `none`: no referral on record. `waiting`: on the list, or booked. `in-touch`:
 * first contact had. `ready`: the guided conversation had, nothing agreed yet.
 * `prescribed`: agreed, nothing used yet. `finishing`: all that was planned is
 * over, and somebody has to say how it ended.
 */
export type Step =
  | 'none'
  | 'referred'
  | 'waiting'
  | 'in-touch'
  | 'ready'
  | 'prescribed'
  | 'attending'
  | 'paused'
  | 'finishing'
  | 'ended';

/** A person's path as far as it is on record. */
export interface Path {
  today: string;
  step: Step;
  referral: EventOf<'referral'> | null;
  /** Started to wait or was booked; the booking if both. */
  waiting: EventOf<'waiting'> | EventOf<'booked'> | null;
  firstContact: EventOf<'first-contact'> | null;
  /** Of all guided conversations, the last answer to each measure. */
  baseline: { on: string | null; measures: MeasureResult[]; missing: string[] };
  preparation: EventOf<'preparation'> | null;
  programmes: [Programme, ...Programme[]];
  card: EventOf<'card'> | null;
  /** Coaching sessions with the link worker; null where the scheme has none. */
  coaching: { had: number; of: number; last: string | null } | null;
  oneOffs: { id: string; title: string; doneOn: string | null }[];
  milestones: { id: string; title: string; on: string }[];
  /** Hours and what they are worth, of visits whose length is known; null where visits are not timed. */
  hours: { minutes: number; worthPence: number; withoutLength: number } | null;
  lastReview: EventOf<'review'> | null;
  paused: { since: string; until: string | null } | null;
  /** The last visit; where there are none, the last coaching session or one-off. */
  lastSeen: string | null;
  followUps: EventOf<'follow-up'>[];
  /** How it ended; null while it goes on, also when it was renewed. */
  outcome: { outcome: Exclude<OutcomeWord, 'renewed'>; on: string; why: string | null } | null;
  due: Due[];
  /** For each kind of event, why it may not come next; null where it may. */
  next: Record<EventKind, string | null>;
  /** All that holds, in the order it happened, and what was corrected. */
  events: PathEvent[];
  corrected: Corrected[];
}

/** What is known before it is asked what is due and what may come next. */
export type PathSoFar = Omit<Path, 'due' | 'next'>;

/**
 * Where a person is on their path, what is due, and what may come next. The
 * same events give the same path in whatever order and however often they come,
 * so it is worked out anew from all of them each time. Pure.
 */
export function pathOf(policy: SchemePolicy, recorded: PathEvent[], today: string): Path {
  const path = soFar(policy, recorded, today);
  return { ...path, due: dueOf(policy, path), next: whyNotNext(policy, path) };
}

function soFar(policy: SchemePolicy, recorded: PathEvent[], today: string): PathSoFar {
  const standing = standingOf(recorded);
  const { events, corrected } = standing;
  const first = <K extends EventKind>(kind: K) => ofKind(events, kind)[0] ?? null;
  const last = <K extends EventKind>(kind: K) => ofKind(events, kind).at(-1) ?? null;
  const programmes = programmesOf(policy, standing, today);
  const coachingOn = ofKind(events, 'coaching').map((e) => e.on);
  const oneOffs = oneOffsOf(policy, events);
  const path: PathSoFar = {
    today,
    step: 'none',
    referral: first('referral'),
    waiting: last('booked') ?? first('waiting'),
    firstContact: first('first-contact'),
    baseline: baselineOf(policy, events),
    preparation: first('preparation'),
    programmes,
    card: last('card'),
    coaching:
      policy.length.is === 'coaching'
        ? { had: coachingOn.length, of: policy.length.sessions, last: coachingOn.at(-1) ?? null }
        : null,
    oneOffs,
    milestones: policy.milestones.flatMap(({ id, title }) => {
      const reached = ofKind(events, 'milestone').find((e) => e.milestone === id);
      return reached ? [{ id, title, on: reached.on }] : [];
    }),
    hours: policy.hours && hoursOf(policy.hours.penceAnHour, programmes),
    lastReview: last('review'),
    paused: pauseOf(events),
    lastSeen:
      latest(programmes.map((p) => p.visits.last)) ?? latest([...coachingOn, ...oneOffs.map((one) => one.doneOn)]),
    followUps: ofKind(events, 'follow-up'),
    outcome: outcomeOf(events),
    events,
    corrected,
  };
  return { ...path, step: stepOf(path) };
}

function stepOf(path: PathSoFar): Step {
  const { prescription, visits, over } = current(path);
  if (path.outcome) return 'ended';
  if (prescription) {
    if (path.paused) return 'paused';
    if (over) return 'finishing';
    if (visits.count > 0) return 'attending';
    const used = path.coaching?.had || path.oneOffs.some((one) => one.doneOn !== null);
    return used ? 'attending' : 'prescribed';
  }
  // A visit that nobody expected is on record, and something still has to be agreed.
  if (path.baseline.on !== null) return 'ready';
  if (path.firstContact) return 'in-touch';
  if (path.waiting) return 'waiting';
  return path.referral ? 'referred' : 'none';
}

function baselineOf(policy: SchemePolicy, events: PathEvent[]): Path['baseline'] {
  const conversations = ofKind(events, 'conversation');
  const byId = new Map(conversations.flatMap((c) => c.measures.map((m) => [measureId(m), m] as const)));
  return {
    on: conversations[0]?.on ?? null,
    measures: [...byId.values()],
    missing: policy.measures.baseline.filter((id) => !byId.has(id)),
  };
}

function oneOffsOf(policy: SchemePolicy, events: PathEvent[]): Path['oneOffs'] {
  const prescribed = new Set(ofKind(events, 'prescription').flatMap((p) => p.oneOffs));
  return policy.oneOffs
    .filter(({ id }) => prescribed.has(id))
    .map(({ id, title }) => {
      const done = ofKind(events, 'one-off-done').find((e) => e.oneOff === id);
      return { id, title, doneOn: done?.on ?? null };
    });
}

function hoursOf(penceAnHour: number, programmes: Programme[]): NonNullable<Path['hours']> {
  const minutes = programmes.reduce((sum, p) => sum + p.visits.minutes, 0);
  const withoutLength = programmes.reduce((sum, p) => sum + p.visits.withoutLength, 0);
  return { minutes, worthPence: Math.round((minutes * penceAnHour) / 60), withoutLength };
}

function pauseOf(events: PathEvent[]): Path['paused'] {
  const last = events.filter((e) => e.kind === 'paused' || e.kind === 'resumed').at(-1);
  return last?.kind === 'paused' ? { since: last.on, until: last.until } : null;
}

function outcomeOf(events: PathEvent[]): Path['outcome'] {
  const last = ofKind(events, 'outcome')
    .filter((e) => e.outcome !== 'renewed')
    .at(-1);
  return last ? { outcome: last.outcome as Exclude<OutcomeWord, 'renewed'>, on: last.on, why: last.why } : null;
}

function latest(dates: (string | null)[]): string | null {
  return dates.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
}
