import { csvLine } from './csv.ts';
import { smallOnes } from './group-small.ts';
import type { PathFacts, PathRow } from './path-row.ts';
import { isGoal } from './scores.ts';

/**
 * Rows for research: one for each path, visit and answer. Nobody is named, no
 * date is told but the month of the referral (all else is in weeks from it),
 * ages are in bands, and what few people share is "other". Pure.
 */

const FIELDS = ['age', 'month', 'referrer', 'place', 'reason', 'came_as', 'outcome'] as const;
type Field = (typeof FIELDS)[number];
const OTHER = 'other';

/** Which values too few people share: of each field, and of activities, areas and milestones. */
export interface Small {
  fields: Record<Field, Set<string>>;
  activities: Set<string>;
  areas: Set<string>;
  milestones: Set<string>;
}

/** How many people share what, whoever came twice being one; filled by a first look at all paths. */
export class Shared {
  readonly #fields = Object.fromEntries(FIELDS.map((field) => [field, new People()])) as Record<Field, People>;
  readonly #activities = new People();
  readonly #areas = new People();
  readonly #milestones = new People();

  count(row: PathRow, { patientId, born }: Who): void {
    const values = fieldsOf(row, born);
    for (const field of FIELDS) this.#fields[field].put(values[field], patientId);
    for (const { activity, area } of row.visits) {
      this.#activities.put(activity, patientId);
      this.#areas.put(area, patientId);
    }
    for (const area of row.areas) this.#areas.put(area, patientId);
    for (const milestone of row.milestones) this.#milestones.put(milestone, patientId);
  }

  small(below: number): Small {
    return {
      fields: Object.fromEntries(
        FIELDS.map((field) => [field, smallOnes(this.#fields[field].counts(), below)]),
      ) as Small['fields'],
      activities: smallOnes(this.#activities.counts(), below),
      areas: smallOnes(this.#areas.counts(), below),
      milestones: smallOnes(this.#milestones.counts(), below),
    };
  }
}

/** How many people share their age, month and place as the extract tells them: what a neighbour may know. */
export class Alike {
  readonly #people = new People();

  count(row: PathRow, { patientId, born }: Who, small: Small): void {
    const fields = shownFields(row, born, small);
    this.#people.put(JSON.stringify([fields.age, fields.month, fields.place]), patientId);
  }

  /** How many people have theirs with fewer than so many. */
  fewer(than: number): number {
    return [...this.#people.counts().values()].filter((n) => n < than).reduce((all, n) => all + n, 0);
  }
}

type Who = Pick<PathFacts, 'patientId' | 'born'>;

class People {
  readonly #by = new Map<string, Set<string>>();

  put(value: string, patientId: string): void {
    const people = this.#by.get(value);
    if (people) people.add(patientId);
    else this.#by.set(value, new Set([patientId]));
  }

  counts(): Map<string, number> {
    return new Map([...this.#by].map(([value, people]) => [value, people.size]));
  }
}

function fieldsOf(row: PathRow, born: string | null): Record<Field, string> {
  return {
    age: ageBand(born, row.openedOn),
    month: row.openedOn.slice(0, 7),
    referrer: row.referrer,
    place: row.place ?? '',
    reason: row.reason ?? '',
    came_as: row.as,
    outcome: row.ended,
  };
}

function shownFields(row: PathRow, born: string | null, small: Small): Record<Field, string> {
  const fields = fieldsOf(row, born);
  for (const field of FIELDS) if (small.fields[field].has(fields[field])) fields[field] = OTHER;
  return fields;
}

/** In the year of the referral, by ten years. */
export function ageBand(born: string | null, on: string): string {
  if (born === null) return 'not known';
  const years = Number(on.slice(0, 4)) - Number(born.slice(0, 4)) - (on.slice(5) < born.slice(5) ? 1 : 0);
  if (years < 18) return 'under 18';
  if (years < 30) return '18 to 29';
  if (years >= 80) return '80 and over';
  const from = Math.floor(years / 10) * 10;
  return `${from} to ${from + 9}`;
}

/** Each column and what it means; the order is that of the files. */
export const COLUMNS = {
  'paths.csv': [
    ['path', 'A path through the scheme; the same in the other files, and in no other extract.'],
    ['person', 'Whose; the same where somebody has several paths in this extract.'],
    ['age', 'In the year of the referral, by ten years.'],
    ['month', 'Of the referral.'],
    ['referrer', 'Who referred.'],
    ['place', 'Where they work.'],
    ['reason', 'Of the referral.'],
    ['came_as', '"patient" or "carer".'],
    ['areas', 'In which activities were prescribed, with a semicolon between.'],
    ['reached', 'How far they came at the most: "referred", "contact", "prescribed", "started" or "completed".'],
    ['outcome', '"open" where none is recorded.'],
    ['outcome_week', 'Weeks from the referral to the outcome.'],
    ['renewed', '1 where a second programme began.'],
    ['contact_week', 'Weeks from the referral to the first contact.'],
    ['visit_week', 'Weeks from the referral to the first visit.'],
    ['visits', 'On record.'],
    ['expected', 'Visits expected so far; the next four add up to it.'],
    ['attended', 'Of those expected.'],
    ['missed', 'Known to be missed.'],
    ['excused', ''],
    ['no_data', 'Nobody knows whether they took place.'],
    ['minutes', 'Of visits whose length is known.'],
    ['milestones', 'With a semicolon between.'],
    ['admissions_before', 'Imported use for as long before the referral as after it; empty where it is not known.'],
    ['admissions_after', ''],
    ['a_and_e_before', ''],
    ['a_and_e_after', ''],
    ['gp_appointments_before', ''],
    ['gp_appointments_after', ''],
  ],
  'visits.csv': [
    ['path', 'As in paths.csv.'],
    ['week', 'From the referral; 0 is its own week.'],
    ['activity', ''],
    ['area', ''],
    ['minutes', 'Empty where the length is not known.'],
    ['accompanied', '1 where somebody who came along is on record.'],
    ['late', '1 where they came late.'],
  ],
  'measures.csv': [
    ['path', 'As in paths.csv.'],
    ['time', '"start", or the id of the follow-up in the scheme’s policy.'],
    ['week', 'From the referral.'],
    ['score', 'E.g. ons4-happy, ipaq-total, or an imported score; own goals by number, without their words.'],
    ['value', ''],
  ],
} as const satisfies Record<string, readonly (readonly [string, string])[]>;
export type FileName = keyof typeof COLUMNS;

export function header(file: FileName): string {
  return csvLine(COLUMNS[file].map(([name]) => name));
}

/** The lines of one path in each file. */
export function linesOf(
  facts: PathFacts,
  row: PathRow,
  ids: { path: string; person: string },
  small: Small,
): Record<FileName, string> {
  const fields = shownFields(row, facts.born, small);
  const areaOf = (area: string) => (small.areas.has(area) ? OTHER : area);
  const week = (on: string | null) => (on === null ? null : Math.floor(daysFrom(row.openedOn, on) / 7));
  const inWeeks = (days: number | null) => (days === null ? null : Math.floor(days / 7));
  const sum = (of: 'expected' | 'attended' | 'missed' | 'excused' | 'noData') =>
    row.places.reduce((all, places) => all + places[of], 0);
  const known = row.visits.filter((visit) => visit.minutes !== null);
  const use = (['admissions', 'a-and-e', 'gp-appointments'] as const).flatMap((service) => {
    const own = row.use?.[service];
    return [own?.before ?? null, own?.after ?? null];
  });
  const path = csvLine([
    ids.path,
    ids.person,
    fields.age,
    fields.month,
    fields.referrer,
    fields.place,
    fields.reason,
    fields.came_as,
    [...new Set(row.areas.map(areaOf))].sort().join('; '),
    row.reached,
    fields.outcome,
    week(row.endedOn),
    row.renewed ? 1 : 0,
    inWeeks(row.contactDays),
    inWeeks(row.visitDays),
    row.visits.length,
    sum('expected'),
    sum('attended'),
    sum('missed'),
    sum('excused'),
    sum('noData'),
    known.length > 0 ? known.reduce((all, visit) => all + visit.minutes!, 0) : null,
    [...new Set(row.milestones.map((one) => (small.milestones.has(one) ? OTHER : one)))].sort().join('; '),
    ...use,
  ]);
  const visits = row.visits.map((visit) =>
    csvLine([
      ids.path,
      week(visit.on),
      small.activities.has(visit.activity) ? OTHER : visit.activity,
      areaOf(visit.area),
      visit.minutes,
      visit.accompanied ? 1 : 0,
      visit.late ? 1 : 0,
    ]),
  );
  const times = [
    ...(row.baseline ? [{ time: 'start', ...row.baseline }] : []),
    ...[...row.followUps].map(([time, { on, scores }]) => ({ time, on, scores })),
  ];
  const goals = [...new Set(times.flatMap(({ scores }) => scores.map(({ id }) => id).filter(isGoal)))];
  const answers = times.flatMap(({ time, on, scores }) =>
    scores.map(({ id, value }) =>
      csvLine([ids.path, time, week(on), isGoal(id) ? `goal-${goals.indexOf(id) + 1}` : id, value]),
    ),
  );
  return { 'paths.csv': path, 'visits.csv': visits.join(''), 'measures.csv': answers.join('') };
}

function daysFrom(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
