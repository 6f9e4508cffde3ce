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

/** A scheme as small as most are, in its first half year: 71 people, ten activities, most of them of few people. */
export function demoRows(policy: SchemePolicy, seed: number): PathRow[] {
  const roll = dice(seed);
  // How many of twenty are sent there.
  const wanted = [5, 4, 4, 3, 1, 1, 1, 1].flatMap((times, i) => Array.from({ length: times }, () => `activity-${i}`));
  const comes = (row: PathRow): PathRow => {
    const ids = new Set([roll.chance(0.03) ? roll.of(['activity-8', 'activity-9']) : roll.of(wanted)]);
    if (roll.chance(0.15)) ids.add(roll.of(wanted));
    const places = [...ids].map((activityId) => {
      const expected = 4 + roll.below(9);
      const noData = roll.chance(0.06) ? 1 : 0;
      const missed = roll.chance(0.6) ? 1 + roll.below(4) : 0;
      const attended = expected - noData - missed;
      const area = policy.areas[Number(activityId.at(-1)) % 4]!;
      return { activityId, activity: activityId.toUpperCase(), area, expected, attended, missed, excused: 0, noData };
    });
    const visits = places.flatMap(({ activityId, activity, area, attended }) =>
      Array.from({ length: attended }, (_, i): VisitFact => {
        const on = addDays(row.openedOn, 14 + 7 * i);
        const session = { sessionId: `${activityId}@${on}T10:00`, on, activityId, activity, area };
        return { ...session, minutes: 60, accompanied: false, late: false };
      }),
    );
    const visitDays = visits.length > 0 ? 14 : null;
    return { ...row, places, visits, visitDays, areas: [...new Set(places.map(({ area }) => area))] };
  };
  return Array.from({ length: 71 }, (_, i) => {
    const openedOn = addDays('2026-07-10', roll.below(120));
    const row = {
      ...anyRow(policy, roll),
      openedOn,
      milestones: [],
      cohort: null,
      visits: [],
      places: [],
      visitDays: null,
    };
    if (i < 6) return { ...row, reached: 'referred' as const, ended: 'open' as const, contactDays: null, areas: [] };
    if (i < 9) return { ...row, reached: 'contact' as const, ended: 'declined' as const, contactDays: 7, areas: [] };
    const completed = i < 25;
    return comes({
      ...{ ...row, reached: completed ? 'completed' : 'started', ended: completed ? 'completed' : 'open' },
      contactDays: 7,
    });
  });
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
