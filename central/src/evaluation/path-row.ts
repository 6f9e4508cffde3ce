import {
  serviceUseWindows,
  type UseBeforeAfter,
  type UsedService,
  useBeforeAfter,
} from '@tapwell/shared/evaluation/service-use';
import type { Score } from '@tapwell/shared/measures/score';
import { monthOf } from '@tapwell/shared/path/dates';
import type { OutcomeWord, PathEvent } from '@tapwell/shared/path/events';
import { ofKind } from '@tapwell/shared/path/programme';
import { standingOf } from '@tapwell/shared/path/standing';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import type { Referrer } from '@tapwell/shared/scheme/words';
import { answered, type Pair, pairsOf, scoresOf } from './scores.ts';
import { type UseImport, useKnown } from './use-coverage.ts';

/** How far someone came at the most; each includes those before it. */
export const STEPS = ['referred', 'contact', 'prescribed', 'started', 'completed'] as const;
export type Reached = (typeof STEPS)[number];

/** How it ended; `open` while nothing says so. */
export type Ended = Exclude<OutcomeWord, 'renewed'> | 'open';

/** A visit as figures need it. */
export interface VisitFact {
  sessionId: string;
  on: string;
  activityId: string;
  activity: string;
  area: string;
  /** Null where its length is not known. */
  minutes: number | null;
  /** Somebody who came along is on record. */
  accompanied: boolean;
  late: boolean;
}

/** Visits that were expected of someone at one activity, and what became of them. They add up to `expected`. */
export interface Places {
  activityId: string;
  activity: string;
  area: string;
  expected: number;
  attended: number;
  missed: number;
  excused: number;
  noData: number;
}

/** All that is read of one path. */
export interface PathFacts {
  id: string;
  patientId: string;
  /** Day of the referral, else of the first prescription. */
  openedOn: string;
  /** Date of birth; for the research extract's age bands alone. */
  born: string | null;
  /** Without visits. */
  events: PathEvent[];
  /** Of the rows that venues know: also where a path has no such event. */
  prescribed: { area: string; startsOn: string }[];
  /** In order of their days. */
  visits: VisitFact[];
  places: Places[];
  used: UsedService[];
}

/** One path as the figures count it. Nothing in it names anybody. */
export interface PathRow {
  openedOn: string;
  reached: Reached;
  ended: Ended;
  endedOn: string | null;
  renewed: boolean;
  /** Null where nobody referred them, or no referral is on record. */
  referrer: Referrer | 'nobody' | 'not-recorded';
  place: string | null;
  reason: string | null;
  as: 'patient' | 'carer';
  /** Days from the referral. */
  contactDays: number | null;
  visitDays: number | null;
  areas: string[];
  visits: VisitFact[];
  places: Places[];
  milestones: string[];
  /** The rules of which there is a number before. */
  before: Set<string>;
  baseline: { on: string; scores: Score[] } | null;
  /** By follow-up: what there is before and after. */
  followUps: Map<string, { on: string; scores: Score[]; pairs: Map<string, Pair> }>;
  /** Month of the last visit; null while the path goes on, or without a visit. */
  cohort: string | null;
  /** Null where the scheme imports none, or the time after is not over. */
  use: UseBeforeAfter | null;
}

/**
 * What figures count of one path. Pure.
 * @param imports of service use
 */
export function pathRow(policy: SchemePolicy, facts: PathFacts, imports: UseImport[] = []): PathRow {
  const { events } = standingOf(facts.events);
  const referral = ofKind(events, 'referral')[0];
  const contact = ofKind(events, 'first-contact')[0];
  const outcome = ofKind(events, 'outcome')
    .filter((e) => e.outcome !== 'renewed')
    .at(-1);
  const ended = (outcome?.outcome as Exclude<Ended, 'open'> | undefined) ?? 'open';
  const [first] = facts.visits;
  const agreed = ofKind(events, 'prescription').flatMap((p) => p.activities.map((a) => a.area));
  const prescribed = facts.prescribed.length > 0 || events.some((e) => e.kind === 'prescription');
  const conversations = ofKind(events, 'conversation');
  const baseline = conversations[0] && {
    on: conversations[0].on,
    scores: scoresOf(
      conversations.flatMap((c) => c.measures),
      policy,
    ),
  };
  const started = first !== undefined || events.some((e) => e.kind === 'coaching' || e.kind === 'one-off-done');
  const last = facts.visits.at(-1);
  return {
    openedOn: facts.openedOn,
    reached: reachedOf({ completed: ended === 'completed', started, prescribed, contact: contact !== undefined }),
    ended,
    endedOn: outcome?.on ?? null,
    renewed: ofKind(events, 'outcome').some((e) => e.outcome === 'renewed'),
    referrer: referral ? (referral.referrer?.kind ?? 'nobody') : 'not-recorded',
    place: referral?.referrer?.worksAt ?? null,
    reason: referral?.reason ?? null,
    as: referral?.as ?? 'patient',
    contactDays: contact ? daysBetween(facts.openedOn, contact.on) : null,
    visitDays: first ? daysBetween(facts.openedOn, first.on) : null,
    areas: [...new Set([...agreed, ...facts.prescribed.map((p) => p.area)])],
    visits: facts.visits,
    places: facts.places,
    milestones: [...new Set(ofKind(events, 'milestone').map((e) => e.milestone))],
    before: answered(baseline?.scores ?? []),
    baseline: baseline ?? null,
    followUps: new Map(
      ofKind(events, 'follow-up').map(({ followUp, on, measures }) => {
        const scores = scoresOf(measures, policy);
        return [followUp, { on, scores, pairs: pairsOf(baseline?.scores ?? [], scores) }];
      }),
    ),
    cohort: outcome && last ? monthOf(last.on) : null,
    use: useOf(policy, facts, imports),
  };
}

function useOf({ serviceUse }: SchemePolicy, { openedOn, used }: PathFacts, imports: UseImport[]) {
  if (!serviceUse || !useKnown(serviceUse, openedOn, imports)) return null;
  return useBeforeAfter(serviceUse, openedOn, used, serviceUseWindows(serviceUse, openedOn).after.until);
}

function reachedOf(had: { contact: boolean; prescribed: boolean; started: boolean; completed: boolean }): Reached {
  if (had.completed) return 'completed';
  if (had.started) return 'started';
  if (had.prescribed) return 'prescribed';
  return had.contact ? 'contact' : 'referred';
}

/** Not less than nought: someone may come along before anybody refers them. */
function daysBetween(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000));
}
