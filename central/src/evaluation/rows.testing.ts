import { addDays } from '@tapwell/shared/path/dates';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { REFERRERS } from '@tapwell/shared/scheme/words';
import { type Ended, type PathRow, STEPS, type VisitFact } from './path-row.ts';
import { type Pair, scoreRules } from './scores.ts';

/** Numbers that look random and are the same each time (mulberry32). */
export function dice(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { below, chance: (p: number) => next() < p, of: <T>(list: readonly T[]): T => list[below(list.length)]! };
}
export type Dice = ReturnType<typeof dice>;

const ENDED: Ended[] = ['completed', 'stopped', 'declined', 'no-longer-eligible', 'moved', 'died', 'open', 'open'];
const ACTIVITIES = ['walk', 'choir', 'garden', 'advice'];

/** A path of any kind that the record of a scheme can give, with nothing more likely than need be. */
export function anyRow(policy: SchemePolicy, roll: Dice): PathRow {
  const ended = roll.of(ENDED);
  const reached = ended === 'completed' ? 'completed' : roll.of(STEPS.slice(0, 4));
  const step = STEPS.indexOf(reached);
  const openedOn = addDays('2026-04-01', roll.below(365));
  const visits: VisitFact[] = step >= 3 && roll.chance(0.8) ? anyVisits(policy, roll, openedOn) : [];
  const areas = step >= 2 ? policy.areas.filter(() => roll.chance(0.4)) : [];
  const referrer = roll.chance(0.1) ? 'nobody' : roll.chance(0.1) ? 'not-recorded' : roll.of(REFERRERS);
  const rules = policy.measures.followUps.flatMap((f) => scoreRules(policy, f));
  const before = new Set(rules.filter(() => roll.chance(0.7)).map(({ id }) => id));
  const last = visits.at(-1);
  return {
    openedOn,
    reached,
    ended,
    endedOn: ended === 'open' ? null : addDays(openedOn, 100),
    renewed: step >= 2 && policy.secondProgramme !== null && roll.chance(0.4),
    referrer,
    place: roll.chance(0.8) ? roll.of(['Elm Tree Surgery', 'Mill Lane Surgery', 'High Street Pharmacy']) : null,
    reason: roll.chance(0.1) ? null : roll.of(policy.referral.reasons),
    as: policy.referral.carers && roll.chance(0.3) ? 'carer' : 'patient',
    contactDays: step >= 1 && roll.chance(0.9) ? roll.below(40) : null,
    visitDays: visits.length > 0 ? roll.below(60) : null,
    areas,
    visits,
    places: anyPlaces(visits, roll),
    milestones: policy.milestones.map(({ id }) => id).filter(() => roll.chance(0.4)),
    before,
    baseline: null,
    followUps: new Map(
      policy.measures.followUps
        .filter(() => roll.chance(0.6))
        .map((rule) => {
          const pairs = new Map<string, Pair>();
          for (const { id } of scoreRules(policy, rule)) {
            if (before.has(id) && roll.chance(0.8)) pairs.set(id, { before: roll.below(11), after: roll.below(11) });
          }
          return [rule.id, { on: addDays(openedOn, 90), scores: [], pairs }];
        }),
    ),
    cohort: ended !== 'open' && last ? last.on.slice(0, 7) : null,
    use:
      policy.serviceUse && roll.chance(0.7)
        ? Object.fromEntries(
            policy.serviceUse.imports.map((service) => [service, { before: roll.below(4), after: roll.below(4) }]),
          )
        : null,
  };
}

function anyVisits(policy: SchemePolicy, roll: Dice, openedOn: string): VisitFact[] {
  return Array.from({ length: 1 + roll.below(8) }, (_, i) => {
    const activityId = roll.of(ACTIVITIES);
    const on = addDays(openedOn, 14 + 7 * i);
    return {
      ...{ sessionId: `${activityId}@${on}T10:00`, on, activityId, activity: activityId.toUpperCase() },
      ...{ area: areaOf(policy, activityId), minutes: roll.chance(0.5) ? 30 + roll.below(120) : null },
      ...{ accompanied: roll.chance(0.4), late: false },
    };
  });
}

function areaOf(policy: SchemePolicy, activityId: string): string {
  return policy.areas[ACTIVITIES.indexOf(activityId) % policy.areas.length]!;
}

function anyPlaces(visits: VisitFact[], roll: Dice): PathRow['places'] {
  const byActivity = new Map(visits.map((visit) => [visit.activityId, visit]));
  return [...byActivity.values()].map(({ activityId, activity, area }) => {
    const all = visits.filter((visit) => visit.activityId === activityId).length;
    const attended = roll.below(all + 1);
    const [missed, excused, noData] = [roll.below(4), roll.below(3), roll.below(3)];
    const expected = attended + missed + excused + noData;
    return { activityId, activity, area, expected, attended, missed, excused, noData };
  });
}
