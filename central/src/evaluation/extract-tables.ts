import { csvLine } from './csv.ts';
import { smallOnes } from './group-small.ts';
import type { PathFacts, PathRow } from './path-row.ts';
import { isGoal } from './scores.ts';

/**
 * Rows for research: one for each path, visit and answer. Nobody is named, no
 * date is told but the month of the referral (all else is in weeks from it),
 * ages are in bands, and what few people share is "other". Pure.
 */

type Field = 'age' | 'referrer' | 'place' | 'reason';
const FIELDS: Field[] = ['age', 'referrer', 'place', 'reason'];
const OTHER = 'other';

/** Which values too few people share: of each field, and of activities and areas. */
export interface Small {
  fields: Record<Field, Set<string>>;
  activities: Set<string>;
  areas: Set<string>;
}

/** How many people share what; filled by a first look at all paths. */
export class Shared {
  readonly #fields: Record<Field, Map<string, number>> = {
    age: new Map(),
    referrer: new Map(),
    place: new Map(),
    reason: new Map(),
  };
  readonly #activities = new Map<string, number>();
  readonly #areas = new Map<string, number>();

  count(row: PathRow, born: string | null): void {
    const one = (map: Map<string, number>, value: string) => map.set(value, (map.get(value) ?? 0) + 1);
    const values = fieldsOf(row, born);
    for (const field of FIELDS) one(this.#fields[field], values[field]);
    for (const name of new Set(row.visits.map((visit) => visit.activity))) one(this.#activities, name);
    for (const area of new Set([...row.areas, ...row.visits.map((visit) => visit.area)])) one(this.#areas, area);
  }

  small(below: number): Small {
    return {
      fields: Object.fromEntries(
        FIELDS.map((field) => [field, smallOnes(this.#fields[field], below)]),
      ) as Small['fields'],
      activities: smallOnes(this.#activities, below),
      areas: smallOnes(this.#areas, below),
    };
  }
}

function fieldsOf(row: PathRow, born: string | null): Record<Field, string> {
  return {
    age: ageBand(born, row.openedOn),
    referrer: row.referrer,
    place: row.place ?? '',
    reason: row.reason ?? '',
  };
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
  const fields = fieldsOf(row, facts.born);
  const shared = (field: Field) => (small.fields[field].has(fields[field]) ? OTHER : fields[field]);
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
    shared('age'),
    row.openedOn.slice(0, 7),
    shared('referrer'),
    shared('place'),
    shared('reason'),
    row.as,
    [...new Set(row.areas.map(areaOf))].sort().join('; '),
    row.reached,
    row.ended,
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
    [...row.milestones].sort().join('; '),
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
