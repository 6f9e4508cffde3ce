import { addDays } from '@tapwell/shared/path/dates';
import type { Schedule } from '@tapwell/shared/schedule/sessions';
import { Temporal } from 'temporal-polyfill';
import { derivedId } from '../../paths/derived-id.ts';
import { endOf, scheduleWords } from '../schedule-words.ts';
import type { HsdsSchedule } from './model.ts';

/** RFC 5545's names of the weekdays, Monday first. */
export const BYDAY = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/**
 * Weekly times and single dates as the standard's schedules; a single date is a
 * rule that is valid for that day alone. Pure.
 */
export function toSchedules(serviceId: string, plan: Schedule): HsdsSchedule[] {
  const weekly = plan.weekly.flatMap((rule) => {
    const first = firstDay(plan.from, rule.weekday, rule.every ?? 1);
    if (plan.until !== null && first > plan.until) return [];
    return [{ first, until: plan.until, from: plan.from, rule }];
  });
  const single = plan.extra.map(({ date, start, minutes }) => ({
    first: date,
    from: date,
    until: date,
    rule: { weekday: weekdayOf(date), start, minutes, every: 1 },
  }));
  return [...weekly, ...single]
    .map(({ first, from, until, rule }): HsdsSchedule => {
      const interval = rule.every ?? 1;
      const byday = BYDAY[rule.weekday - 1]!;
      return {
        id: derivedId(`schedule ${serviceId} ${from} ${until} ${first} ${interval} ${rule.start} ${rule.minutes}`),
        service_id: serviceId,
        valid_from: from,
        ...(until !== null && { valid_to: until }),
        dtstart: first,
        freq: 'WEEKLY',
        interval,
        byday,
        opens_at: rule.start,
        closes_at: endOf(rule),
        description: scheduleWords({ weekly: [rule], extra: [], until }),
      };
    })
    .sort((a, b) => `${a.dtstart} ${a.opens_at} ${a.id}`.localeCompare(`${b.dtstart} ${b.opens_at} ${b.id}`));
}

/** The first date of a rule of every so many weeks, counted from the week of `from`. */
function firstDay(from: string, weekday: number, every: number): string {
  const first = addDays(from, (weekday - weekdayOf(from) + 7) % 7);
  // Past the week of `from`: the next of its weeks is `every` weeks after that one.
  const inFirstWeek = weekday >= weekdayOf(from);
  return inFirstWeek ? first : addDays(first, (every - 1) * 7);
}

export function weekdayOf(date: string): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}
