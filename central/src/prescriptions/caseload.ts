import type { Step } from '@tapwell/shared/path/path';
import { needsOf } from '../today/needs.ts';
import type { ListedActivity, Person } from './people.ts';
import type { CellState } from './strip.ts';
import { endOf } from './weeks.ts';

/** One line of the caseload: all that a list shows, and no more. */
export interface CaseloadRow {
  /** Of the path. */
  id: string;
  name: string;
  displayName: string;
  step: Step;
  linkWorker: { id: string; name: string } | null;
  /** Somebody else's, whom the reader covers, and until when. */
  cover: { name: string; untilOn: string } | null;
  referredOn: string;
  startsOn: string | null;
  /** Null without an end, and before anything was agreed. */
  endsOn: string | null;
  lastVisit: string | null;
  nextReview: string | null;
  /** How many things they need today. */
  needs: number;
  activities: CaseloadStrip[];
}

export interface CaseloadStrip {
  id: string;
  activity: string;
  area: string;
  zone: string;
  attended: number;
  sessions: number | null;
  /** Number and first day of the first week shown. */
  firstWeek: number;
  from: string;
  weeks: CellState[];
  /** Why nothing is known or expected, by the place of the week; only where there is something to say. */
  why: Record<number, string>;
  /** How many weeks were agreed; null without an end. */
  of: number | null;
}

/** Pure. */
export function caseloadRow(person: Person): CaseloadRow {
  const { path, patient, activities } = person;
  const { prescription } = path.programmes.at(-1)!;
  const review = path.due.find((due) => due.kind === 'review');
  return {
    id: person.id,
    name: `${patient.given} ${patient.family}`,
    displayName: patient.displayName,
    step: path.step,
    linkWorker: person.linkWorker,
    cover: person.cover,
    referredOn: person.openedOn,
    startsOn: prescription?.start ?? null,
    endsOn: prescription ? endOf(prescription.start, prescription.weeks) : null,
    lastVisit: person.lastVisit,
    nextReview: review?.on ?? null,
    needs: needsOf(person).length,
    activities: activities.map(stripOf),
  };
}

function stripOf({ row, attended, weeks }: ListedActivity): CaseloadStrip {
  let words = said.get(weeks);
  if (!words) {
    words = wordsOf(weeks);
    said.set(weeks, words);
  }
  return {
    id: row.prescribedId,
    activity: row.activity,
    area: row.area,
    zone: row.zone,
    attended,
    sessions: row.sessions,
    firstWeek: weeks[0]?.week ?? 1,
    from: weeks[0]?.from ?? row.starts_on,
    weeks: words.weeks,
    why: words.why,
    of: row.weeks,
  };
}

/** By the weeks: a strip that is as it was is the same object. */
const said = new WeakMap<ListedActivity['weeks'], Pick<CaseloadStrip, 'weeks' | 'why'>>();

function wordsOf(weeks: ListedActivity['weeks']): Pick<CaseloadStrip, 'weeks' | 'why'> {
  const why: Record<number, string> = {};
  for (const [i, week] of weeks.entries()) {
    if (week.why !== null && week.state !== 'no-session') why[i] = week.why;
  }
  return { weeks: weeks.map((week) => week.state), why };
}
