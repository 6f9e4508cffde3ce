import { addDays } from '@tapwell/shared/path/dates';
import { type Schedule, type Session, sessionsBetween } from '@tapwell/shared/schedule/sessions';
import { Temporal } from 'temporal-polyfill';

/** Where the hall's people go; the same for every scheme, but for the areas' names. */
export const ZONE = 'Europe/London';

export interface HallActivity {
  id: 'walk' | 'garden' | 'advice';
  name: string;
  area: string;
  venue: string;
  provider: string;
  start: string;
  minutes: number;
  timed: boolean;
  inGroup: boolean;
}

export const ACTIVITIES: Record<HallActivity['id'], HallActivity> = {
  walk: {
    ...{ id: 'walk', name: 'Walking for Health', area: 'Physical activity', venue: 'hall', provider: 'strides' },
    ...{ start: '10:00', minutes: 60, timed: false, inGroup: true },
  },
  garden: {
    ...{ id: 'garden', name: 'Community garden', area: 'Volunteering', venue: 'allotment', provider: 'growers' },
    ...{ start: '13:00', minutes: 120, timed: true, inGroup: true },
  },
  advice: {
    ...{ id: 'advice', name: 'Money advice', area: 'Information, advice and guidance', venue: 'hall' },
    ...{ provider: 'strides', start: '15:00', minutes: 30, timed: false, inGroup: false },
  },
};

export const VENUES = [
  { id: 'hall', name: 'Mill Lane Hall' },
  { id: 'allotment', name: 'Long Acre Allotment' },
];
export const PROVIDERS = [
  { id: 'strides', name: 'Strides' },
  { id: 'growers', name: 'Long Acre Growers' },
];

/** Once a week, two days before today's weekday, so that none runs while a test does. */
export function scheduleOf(activity: HallActivity['id'], today: string): Schedule {
  const { start, minutes } = ACTIVITIES[activity];
  const weekday = Temporal.PlainDate.from(today).subtract({ days: 2 }).dayOfWeek;
  const weekly = [{ weekday, start, minutes }];
  return { zone: ZONE, weekly, extra: [], from: addDays(today, -365), until: null, cancelled: [] };
}

/** Sessions from a day on that are over, oldest first. */
export function pastSessions(activity: HallActivity['id'], today: string, from: string, now: Date): Session[] {
  return sessionsBetween(activity, scheduleOf(activity, today), new Date(`${from}T00:00:00Z`), now);
}
