import { addDays, addWeeks } from '../path/dates.ts';
import type { SchemePolicy } from '../scheme/policy.ts';
import type { ServiceUse } from '../scheme/words.ts';

type ServiceUseRule = NonNullable<SchemePolicy['serviceUse']>;

/** From and until, both inclusive. */
export interface Window {
  from: string;
  until: string;
}

/** The times in which service use is counted, up to the day before the referral and from that day on. Pure. */
export function serviceUseWindows(rule: ServiceUseRule, referredOn: string): { before: Window; after: Window } {
  return {
    before: { from: addWeeks(referredOn, -rule.weeksBefore), until: addDays(referredOn, -1) },
    after: { from: referredOn, until: addDays(addWeeks(referredOn, rule.weeksAfter), -1) },
  };
}

/** One imported admission, visit or appointment. */
export interface UsedService {
  service: ServiceUse;
  on: string;
}

export type UseBeforeAfter = Partial<Record<ServiceUse, { before: number; after: number }>>;

/**
 * One person's service use before and after; null while the time after is not
 * over, because a shorter time would look like less use. Pure.
 */
export function useBeforeAfter(
  rule: ServiceUseRule,
  referredOn: string,
  used: UsedService[],
  importedUntil: string,
): UseBeforeAfter | null {
  const { before, after } = serviceUseWindows(rule, referredOn);
  if (importedUntil < after.until) return null;
  const within = (service: ServiceUse, { from, until }: Window) =>
    used.filter((u) => u.service === service && u.on >= from && u.on <= until).length;
  return Object.fromEntries(
    rule.imports.map((service) => [service, { before: within(service, before), after: within(service, after) }]),
  );
}

/** How a figure in pounds came about, so that it can be shown beside it. */
export interface ReturnPerPound {
  people: number;
  costPence: number;
  savedPence: number;
  /** Pounds saved for each pound spent. Use that only moved elsewhere, or would have fallen anyway, is not taken off. */
  perPound: number;
}

/** What all these people's change in service use is worth, against what they cost; null without figures. Pure. */
export function returnPerPound(rule: ServiceUseRule, people: UseBeforeAfter[]): ReturnPerPound | null {
  const figures = rule.returnPerPound;
  if (!figures || people.length === 0) return null;
  const costPence = figures.costPencePerPerson * people.length;
  const savedPence = people.reduce((all, use) => {
    return rule.imports.reduce((sum, service) => {
      const { before, after } = use[service] ?? { before: 0, after: 0 };
      return sum + (before - after) * (figures.savedPence[service] ?? 0);
    }, all);
  }, 0);
  return { people: people.length, costPence, savedPence, perPound: Math.round((savedPence / costPence) * 100) / 100 };
}
