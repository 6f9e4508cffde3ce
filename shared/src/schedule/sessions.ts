import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { addDays, dayNumber } from '../path/dates.ts';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const minutes = z
  .number()
  .int()
  .min(5)
  .max(24 * 60);

/**
 * When an activity happens, in wall-clock time of its venue's zone. Every part
 * that expands the same schedule gets the same session ids, so hub and central
 * agree on a session without telling each other about it.
 */
export const schedule = z.object({
  /** IANA zone, e.g. `Europe/London`. */
  zone: z.string().refine(isZone, 'not a time zone'),
  /** ISO weekday 1 = Monday … 7 = Sunday. */
  weekly: z.array(
    z.object({
      weekday: z.number().int().min(1).max(7),
      start: timeOfDay,
      minutes,
      /** Every so many weeks, counted from the week of `from`; 1 is every week. */
      every: z.number().int().min(1).max(8).optional(),
    }),
  ),
  /** Single dates besides the weekly ones. */
  extra: z.array(z.object({ date: z.iso.date(), start: timeOfDay, minutes })),
  from: z.iso.date(),
  until: z.iso.date().nullable(),
  /** Dates on which it does not happen: the whole day, or the one session that starts then. */
  cancelled: z.array(z.object({ date: z.iso.date(), start: timeOfDay.optional() })).default([]),
});
export type Schedule = z.infer<typeof schedule>;

/** One dated occurrence of an activity. */
export interface Session {
  /** `<activity>@<local date>T<local start>`; the same wherever it is worked out. */
  id: string;
  activityId: string;
  /** UTC instants, RFC 3339. */
  startsAt: string;
  endsAt: string;
  /** Wall-clock start, `HH:MM`. */
  time: string;
  /** Local date, `YYYY-MM-DD`. */
  date: string;
  /** It would have been then, and does not happen. It keeps its place, so that nobody is called absent from it. */
  cancelled: boolean;
}

/**
 * Sessions that overlap [from, to), in order of start.
 *
 * A start that falls into the hour skipped in spring moves on by that hour; one
 * in the hour repeated in autumn means the first of the two (RFC 5545 §3.3.5).
 * A session may pass midnight: it belongs to the day it started.
 */
export function sessionsBetween(activityId: string, plan: Schedule, from: Date, to: Date): Session[] {
  // One day earlier, for a session that began before midnight and still runs.
  let date = addDays(localDate(from, plan.zone).toString(), -1);
  const lastDate = localDate(to, plan.zone).toString();
  const sessions: Session[] = [];
  for (; date <= lastDate; date = addDays(date, 1)) {
    const inTerm = date >= plan.from && (plan.until === null || date <= plan.until);
    const rules = [
      ...(inTerm ? plan.weekly.filter((rule) => rule.weekday === weekdayOf(date) && inItsWeek(rule, date, plan)) : []),
      ...plan.extra.filter((one) => one.date === date),
    ];
    for (const { start, minutes: length } of rules) {
      const begin = onTheWall(date, start, plan.zone);
      const end = begin + length * 60_000;
      if (end <= from.getTime() || begin >= to.getTime()) continue;
      sessions.push({
        id: `${activityId}@${date}T${start}`,
        activityId,
        startsAt: new Date(begin).toISOString(),
        endsAt: new Date(end).toISOString(),
        time: start,
        date,
        cancelled: plan.cancelled.some((off) => off.date === date && (off.start ?? start) === start),
      });
    }
  }
  const unique = new Map(sessions.map((s) => [s.id, s]));
  return [...unique.values()].sort((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0));
}

/** Whether a rule of every so many weeks falls into the week of `date`; weeks begin on Monday. */
function inItsWeek({ every = 1 }: Schedule['weekly'][number], date: string, plan: Schedule): boolean {
  const monday = (d: string) => dayNumber(d) - weekdayOf(d);
  return ((monday(date) - monday(plan.from)) / 7) % every === 0;
}

/** 1 for a Monday; the first of January 1970 was a Thursday. */
function weekdayOf(date: string): number {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

const MOST_TIMES = 20_000;
const times = new Map<string, number>();

/**
 * The instant at which the clock in `zone` shows this time, in ms; without a
 * time, at which the day begins. Activities begin at the same few times of the
 * same days, and asking the zone is dear.
 */
function onTheWall(date: string, time: string | undefined, zone: string): number {
  const key = `${date} ${time} ${zone}`;
  let ms = times.get(key);
  if (ms === undefined) {
    const plainTime = time === undefined ? undefined : Temporal.PlainTime.from(time);
    const at = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, ...(plainTime && { plainTime }) });
    ms = at.epochMilliseconds;
    if (times.size >= MOST_TIMES) times.clear();
    times.set(key, ms);
  }
  return ms;
}

const QUARTER_MS = 15 * 60_000;
const MOST_QUARTERS = 2_000;
const dates = new Map<string, Temporal.PlainDate>();

/**
 * The date on the wall in `zone` at an instant. In every zone of our time an
 * offset begins, and a day, on a quarter of an hour, so one answer does for the whole of it: every
 * tap asks, and asking the zone is dear.
 */
export function localDate(at: Date, zone: string): Temporal.PlainDate {
  const quarter = Math.floor(at.getTime() / QUARTER_MS);
  const key = `${quarter} ${zone}`;
  let date = dates.get(key);
  if (!date) {
    date = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate();
    if (dates.size >= MOST_QUARTERS) dates.clear();
    dates.set(key, date);
  }
  return date;
}

/** The instants at which the local day of `at` begins and ends (23 to 25 hours apart). */
export function localDay(at: Date, zone: string): { from: Date; to: Date } {
  return dayBounds(localDate(at, zone).toString(), zone);
}

/** The same for a date on the wall. */
export function dayBounds(date: string, zone: string): { from: Date; to: Date } {
  return {
    from: new Date(onTheWall(date, undefined, zone)),
    to: new Date(onTheWall(addDays(date, 1), undefined, zone)),
  };
}

/** Time of day on the wall, `HH:MM`. */
export function localTime(at: Date, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainTime().toString({
    smallestUnit: 'minute',
  });
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
