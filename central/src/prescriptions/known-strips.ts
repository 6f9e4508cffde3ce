import { weekCells } from './cells.ts';
import type { Visited } from './known-visits.ts';
import type { Pause } from './pauses.ts';
import type { PrescribedRow } from './prescribed.ts';
import type { Surroundings } from './records.ts';
import type { WeekCell } from './strip.ts';
import type { LeanVisit } from './visits.ts';
import { IN_A_LIST } from './weeks.ts';

/** A strip, and what it follows from besides the visits. */
interface Known {
  row: PrescribedRow;
  mark: string;
  /** Of the venue. */
  syncedThrough: string | null;
  today: string;
  /** It holds from then on, */
  from: string;
  /** and before this, when a session begins that is still to come; null when none does. */
  until: string | null;
  /** Something is not known because the venue's record is not complete so far. */
  waits: boolean;
  weeks: WeekCell<LeanVisit>[];
}

/** By the visits, as `knownVisits` gave them: other visits are another object. */
const strips = new WeakMap<Visited, Known>();

/**
 * The strips of a list of people. Each is worked out again only when something
 * it follows from has changed. All of that is read from the record and compared
 * each time: visits, what was prescribed, the schedule, which sessions ran, what
 * staff said of them, gaps, how far the venue's record is complete, the day, and
 * whether a session has begun since. Whoever has an excuse, a pause, a card that
 * was not placed or somebody who came along is worked out each time, and so is
 * an activity that was held elsewhere before, as several venues tell of it.
 */
export function knownStrips(around: Surroundings, now: Date) {
  const marks = activityMarks(around);
  const at = now.toISOString();
  return (row: PrescribedRow, visited: Visited, pauses: Pause[], today: string): WeekCell<LeanVisit>[] => {
    const work = () => {
      const visits = new Map([[row.prescribedId, visited.visits]]);
      return weekCells(row, { visits, takenBack: NONE, ...around }, pauses, { now, today, most: IN_A_LIST });
    };
    const isPlain =
      pauses.length === 0 &&
      row.heldBefore === null &&
      !around.excuses.has(row.prescribedId) &&
      !around.companions.has(row.patientId) &&
      !around.unplaced.has(row.patientId) &&
      !around.elsewhere.has(row.patientId);
    if (!isPlain) return work();
    const venue = around.venues.get(row.venue_id);
    const syncedThrough = venue?.syncedThrough ?? null;
    const mark = `${marks.get(row.activityId) ?? marks.get('')}${venue?.gaps.length ? JSON.stringify(venue.gaps) : ''}`;
    const known = strips.get(visited);
    if (known && known.mark === mark && holds(known, syncedThrough, today, at) && isSameRow(known.row, row)) {
      return known.weeks;
    }
    const weeks = work();
    const sessions = weeks.flatMap((week) => week.sessions);
    const ahead = sessions.filter((s) => s.state === 'to-come').map((s) => s.startsAt);
    // While a session is under way it is not remembered how long: it may end any minute.
    if (ahead.every((startsAt) => startsAt > at)) {
      const until = ahead.sort()[0] ?? null;
      const waits = sessions.some((s) => s.unknown === 'not-arrived');
      strips.set(visited, { row, mark, syncedThrough, today, from: at, until, waits, weeks });
    }
    return weeks;
  };
}

const NONE = new Map();

function holds(known: Known, syncedThrough: string | null, today: string, at: string): boolean {
  if (known.today !== today || at < known.from || (known.until !== null && at >= known.until)) return false;
  if (syncedThrough === known.syncedThrough) return true;
  // Where all that is past was on record already, a record that goes further says nothing new.
  return !known.waits && syncedThrough !== null && known.syncedThrough !== null && syncedThrough > known.syncedThrough;
}

function isSameRow(a: PrescribedRow, b: PrescribedRow): boolean {
  for (const key in b) if (a[key as keyof PrescribedRow] !== b[key as keyof PrescribedRow]) return false;
  return true;
}

/**
 * What is known of the sessions of each activity, as text: which ran, and what
 * staff said. For activities of which nothing is known: that of `''`.
 */
function activityMarks({ ran, days }: Surroundings): Map<string, string> {
  const marks = new Map<string, string>([['', '']]);
  for (const id of ran) {
    const activity = id.slice(0, Math.max(0, id.lastIndexOf('@')));
    marks.set(activity, `${marks.get(activity) ?? ''}${id}\n`);
  }
  for (const [activity, words] of days) {
    const said = [...words.values()];
    // A word may be of a session whose id tells of no activity, or of another.
    marks.set(
      activity,
      `${marks.get(activity) ?? ''}${JSON.stringify(said.map((word) => [word, ran.has(word.sessionId)]))}`,
    );
  }
  return marks;
}
