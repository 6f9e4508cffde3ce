import type { ActivityEntry, ActivityView, DirectoryView } from '../../../directory/wire.ts';
import { type Fault, type Field, faultsOf, type Values, wordsOf } from '../form/fields.ts';

/** An activity as its form has it: text, as browsers do, and its times as rows. Pure. */
export interface ActivityDraft {
  values: Values;
  weekly: WeeklyTime[];
  single: SingleTime[];
  /** Dates on which it does not happen; a start where only one of the day's sessions is off. */
  cancelled: { date: string; start?: string | undefined }[];
}
export interface WeeklyTime {
  weekday: string;
  start: string;
  end: string;
  every: string;
}
export interface SingleTime {
  date: string;
  start: string;
  end: string;
}

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** What the form asks besides the times. */
export function activityFields({ areas, providers, venues }: DirectoryView, of: ActivityView | undefined): Field[] {
  const listed = of && !areas.includes(of.area) ? [...areas, of.area] : areas;
  const open = providers.filter((p) => p.open || p.id === of?.providerId);
  return [
    { is: 'words', name: 'name', label: 'Name', most: 200 },
    { is: 'select', name: 'area', label: 'Area', options: listed.map((value) => ({ value, label: value })) },
    {
      ...{ is: 'select', name: 'providerId', label: 'Provider' },
      options: open.map(({ id, name }) => ({ value: id, label: name })),
    },
    {
      is: 'select',
      name: 'venueId',
      label: 'Venue',
      options: venues.map(({ id, name }) => ({ value: id, label: name })),
    },
    { is: 'words', name: 'room', label: 'Room', most: 100, optional: true },
    { is: 'words', name: 'description', label: 'What it is', most: 4000, long: true, optional: true },
    {
      ...{ is: 'choice', name: 'together', label: 'How people come' },
      options: [
        { value: 'group', label: 'In a group' },
        { value: 'one', label: 'One by one' },
      ],
    },
    {
      is: 'number',
      name: 'capacity',
      label: 'Most people',
      hint: 'Leave empty where there is no limit.',
      from: 1,
      to: 10_000,
      optional: true,
    },
    { is: 'tick', name: 'timed', label: 'People tap again when they leave, and the hours count' },
    { is: 'words', name: 'cost', label: 'Cost', hint: 'For example: Free, or £2 a visit.', most: 300, optional: true },
    { is: 'words', name: 'eligibility', label: 'Whom it is for', most: 1000, optional: true },
    { is: 'number', name: 'minAge', label: 'Youngest age', from: 0, to: 120, optional: true },
    { is: 'number', name: 'maxAge', label: 'Oldest age', from: 0, to: 120, optional: true },
    {
      is: 'words',
      name: 'languages',
      label: 'Languages',
      hint: 'Codes with a space between them, for example: en pl ur.',
      most: 300,
      optional: true,
    },
    {
      is: 'words',
      name: 'accessibility',
      label: 'Getting in and taking part',
      hint: 'For example: step-free, hearing loop.',
      most: 1000,
      long: true,
      optional: true,
    },
    {
      is: 'words',
      name: 'phone',
      label: 'Phone for questions',
      hint: 'Everybody can see it: give a number of the group, not a person’s own.',
      most: 40,
      optional: true,
    },
    {
      is: 'words',
      name: 'email',
      label: 'Email for questions',
      hint: 'Everybody can see it.',
      most: 200,
      optional: true,
    },
    { is: 'words', name: 'url', label: 'Web page', hint: 'Begins with https://', most: 500, optional: true },
    { is: 'date', name: 'from', label: 'First day' },
    { is: 'date', name: 'until', label: 'Last day', hint: 'Leave empty where it goes on.', optional: true },
  ];
}

export function draftOf(of: ActivityView | undefined, today: string): ActivityDraft {
  if (!of) {
    return {
      values: { together: 'group', from: today },
      weekly: [{ weekday: '1', start: '', end: '', every: '1' }],
      single: [],
      cancelled: [],
    };
  }
  const text = (value: string | number | null) => (value === null ? '' : String(value));
  const { schedule } = of;
  return {
    values: {
      ...{ name: of.name, area: of.area, providerId: of.providerId, venueId: of.venueId, room: text(of.room) },
      ...{ description: text(of.description), together: of.inGroup ? 'group' : 'one', capacity: text(of.capacity) },
      ...{ timed: of.timed ? 'yes' : '', cost: text(of.cost), eligibility: text(of.eligibility) },
      ...{ minAge: text(of.minAge), maxAge: text(of.maxAge), languages: of.languages.join(' ') },
      ...{ accessibility: text(of.accessibility), phone: text(of.phone), email: text(of.email), url: text(of.url) },
      ...{ from: schedule.from, until: text(schedule.until) },
    },
    weekly: schedule.weekly.map(({ weekday, start, minutes, every }) => ({
      ...{ weekday: String(weekday), start, end: endOf(start, minutes), every: String(every ?? 1) },
    })),
    single: schedule.extra.map(({ date, start, minutes }) => ({ date, start, end: endOf(start, minutes) })),
    cancelled: schedule.cancelled,
  };
}

/** Everything that has to be put right first. */
export function draftFaults(fields: Field[], draft: ActivityDraft): Fault[] {
  const faults = faultsOf(fields, draft.values);
  const { minAge, maxAge, from, until } = draft.values;
  if (minAge && maxAge && Number(minAge) > Number(maxAge)) {
    faults.push({ name: 'maxAge', says: 'Oldest age: it is below the youngest.' });
  }
  if (from && until && until < from) faults.push({ name: 'until', says: 'Last day: it comes before the first.' });
  const times = (name: string, rows: { start: string; end: string }[]) =>
    rows.flatMap((row, i) => {
      const says = whyNotTimes(row);
      return says === null ? [] : [{ name: `${name}-${i}`, says }];
    });
  faults.push(...times('weekly', draft.weekly), ...times('single', draft.single));
  for (const [i, { date }] of draft.single.entries()) {
    if (!date) faults.push({ name: `single-${i}`, says: 'Single date: choose a day.' });
  }
  for (const [i, { date }] of draft.cancelled.entries()) {
    if (!date) faults.push({ name: `cancelled-${i}`, says: 'Not on: choose a day, or remove it.' });
  }
  return faults;
}

function whyNotTimes({ start, end }: { start: string; end: string }): string | null {
  if (!/^\d\d:\d\d$/.test(start) || !/^\d\d:\d\d$/.test(end)) return 'Times: give a start and an end.';
  return minutesOf(start, end) < 5 ? 'Times: it ends too soon after it starts.' : null;
}

/** As the server takes it. What the form does not ask stays as it was. */
export function entryOf(draft: ActivityDraft, of: ActivityView | undefined, zone: string): ActivityEntry {
  const { values } = draft;
  const words = (name: string) => wordsOf(values, name);
  const number = (name: string) => (words(name) === null ? null : Number(words(name)));
  return {
    ...{ name: words('name') ?? '', area: words('area') ?? '', room: words('room') },
    ...{ providerId: words('providerId') ?? '', venueId: words('venueId') ?? '' },
    ...{ description: words('description'), url: words('url'), email: words('email'), phone: words('phone') },
    ...{ cost: words('cost'), eligibility: words('eligibility'), minAge: number('minAge'), maxAge: number('maxAge') },
    languages: (words('languages') ?? '').split(/[\s,]+/).filter(Boolean),
    accessibility: words('accessibility'),
    schedule: {
      zone,
      weekly: draft.weekly.map(({ weekday, start, end, every }) => ({
        ...{ weekday: Number(weekday), start, minutes: minutesOf(start, end) },
        ...(every !== '1' && { every: Number(every) }),
      })),
      extra: draft.single.map(({ date, start, end }) => ({ date, start, minutes: minutesOf(start, end) })),
      from: words('from') ?? '',
      until: words('until'),
      cancelled: draft.cancelled.map(({ date, start }) => (start === undefined ? { date } : { date, start })),
    },
    earlyMinutes: of?.earlyMinutes ?? 30,
    lateAfterMinutes: of?.lateAfterMinutes ?? 15,
    ...{ timed: values.timed === 'yes', capacity: number('capacity'), inGroup: values.together !== 'one' },
  };
}

const DAY = 24 * 60;
const clock = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

/** One that ends before it starts ends after midnight. */
function minutesOf(start: string, end: string): number {
  return (clock(end) - clock(start) + DAY) % DAY;
}

function endOf(start: string, minutes: number): string {
  const end = (clock(start) + minutes) % DAY;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(end / 60))}:${two(end % 60)}`;
}
