import type { Schedule } from '@tapwell/shared/schedule/sessions';
import { Temporal } from 'temporal-polyfill';

const DAYS = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'];

/** When an activity happens, as a person says it; `Only on agreed dates` without weekly times. Pure. */
export function scheduleWords({ weekly, extra, until }: Pick<Schedule, 'weekly' | 'extra' | 'until'>): string {
  const times = [...weekly]
    .sort((a, b) => a.weekday - b.weekday || a.start.localeCompare(b.start))
    .map((rule) => `${DAYS[rule.weekday - 1]} ${rule.start} to ${endOf(rule)}${everyWords(rule.every)}`);
  if (times.length === 0) return extra.length === 0 ? 'No times yet' : 'Only on agreed dates';
  return times.join(', ') + (until === null ? '' : `, until ${dateWords(until)}`);
}

/** Wall-clock time at which it ends. */
export function endOf({ start, minutes }: { start: string; minutes: number }): string {
  return Temporal.PlainTime.from(start).add({ minutes }).toString({ smallestUnit: 'minute' });
}

function everyWords(every = 1): string {
  if (every === 1) return '';
  return every === 2 ? ', every other week' : `, every ${every} weeks`;
}

function dateWords(date: string): string {
  return Temporal.PlainDate.from(date).toLocaleString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
}
