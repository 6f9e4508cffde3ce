import type { Schedule } from '@tapwell/shared/schedule/sessions';
import { Temporal } from 'temporal-polyfill';
import type { GivenSchedule } from './given.ts';
import { BYDAY, weekdayOf } from './schedules.ts';

type Read = Pick<Schedule, 'weekly' | 'extra' | 'from' | 'until'>;

/**
 * The standard's schedules as weekly times and single dates. What we cannot say
 * so (days of the month, opening hours without an end) is named for a person to
 * add by hand. Pure.
 * @param from first day, where the file does not say
 */
export function fromSchedules(
  given: GivenSchedule[],
  known: { from?: string | undefined; until?: string | undefined },
  from: string,
): { plan: Read; notes: string[] } {
  const notes = new Set<string>();
  const rules = given.flatMap((one) => {
    const times = timesOf(one);
    const days = (one.byday ?? '').split(',').map((day) => BYDAY.indexOf(day.trim().toUpperCase()) + 1);
    const start = one.dtstart ?? one.valid_from ?? null;
    const every = one.interval ?? 1;
    const weekly =
      (one.freq ?? 'WEEKLY').toUpperCase() === 'WEEKLY' && Number.isInteger(every) && every >= 1 && every <= 8;
    if (!times || !weekly || (days.includes(0) && (one.byday || start === null))) {
      notes.add('Some of its times cannot be read: please add them by hand.');
      return [];
    }
    const weekdays = one.byday ? days : [weekdayOf(start!)];
    return weekdays.map((weekday) => ({ one, start, rule: { weekday, ...times, ...(every > 1 && { every }) } }));
  });
  const isSingle = ({ one }: (typeof rules)[number]) => Boolean(one.valid_from && one.valid_from === one.valid_to);
  const single = rules.filter(isSingle);
  const weekly = rules.filter((r) => !isSingle(r));
  const starts = weekly.flatMap((r) => r.one.valid_from ?? r.start ?? []).sort();
  const ends = weekly.map((r) => r.one.valid_to ?? null);
  const first = known.from ?? starts[0] ?? from;
  const last = known.until ?? (weekly.length > 0 && !ends.includes(null) ? (ends as string[]).sort().at(-1)! : null);
  const fits = weekly.filter(({ start, rule }) => {
    const ok = rule.every === undefined || start === null || weeksBetween(first, start) % rule.every === 0;
    if (!ok) notes.add('Some of its times fall into other weeks than the rest: please add them by hand.');
    return ok;
  });
  const apart = new Set(weekly.map((r) => `${r.one.valid_from} ${r.one.valid_to}`)).size > 1;
  if (apart && known.from === undefined) notes.add('Its times begin or end on different days: please check them.');
  return {
    plan: {
      weekly: fits.map((r) => r.rule),
      extra: single.map(({ one, rule }) => ({ date: one.valid_from!, start: rule.start, minutes: rule.minutes })),
      from: first,
      until: last !== null && last < first ? null : last,
    },
    notes: [...notes],
  };
}

/** Opening and closing as a start and a length; one that closes first closes after midnight. */
function timesOf({ opens_at, closes_at }: GivenSchedule): { start: string; minutes: number } | null {
  const opens = clock(opens_at);
  const closes = clock(closes_at);
  if (opens === null || closes === null) return null;
  const minutes = (closes - opens + DAY) % DAY || DAY;
  if (minutes < 5) return null;
  const two = (n: number) => String(n).padStart(2, '0');
  return { start: `${two(Math.floor(opens / 60))}:${two(opens % 60)}`, minutes };
}
const DAY = 24 * 60;

/** Minutes after midnight; an offset is passed over, as what is meant is the clock on the wall. */
function clock(text: string | null | undefined): number | null {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})(?::\d{2})?/.exec(text?.trim() ?? '') ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return null;
  return Number(hours) * 60 + Number(minutes);
}

function weeksBetween(a: string, b: string): number {
  const monday = (date: string) => {
    const day = Temporal.PlainDate.from(date);
    return day.subtract({ days: day.dayOfWeek - 1 });
  };
  return monday(a).until(monday(b), { largestUnit: 'week' }).weeks;
}
