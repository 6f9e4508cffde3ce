import { agreedOf } from './agreed.ts';
import type { PrescribedRow } from './prescribed.ts';
import type { LeanVisit } from './visits.ts';
import { dateOf } from './week-sessions.ts';
import { endOf } from './weeks.ts';

/**
 * Visits that are on record under what was prescribed on another path, as
 * visits of this one: to the same activity, on a day on which it is agreed here
 * too. A hub that was offline knows the earlier path only; and whoever was
 * there was there. Pure.
 * @param rows what is prescribed on this path
 * @param visits of the same person, to what they were prescribed more than once
 */
export function cameElsewhere(rows: PrescribedRow[], visits: Iterable<LeanVisit>): LeanVisit[] {
  const own = new Set(rows.map((row) => row.prescribedId));
  const came: LeanVisit[] = [];
  for (const visit of visits) {
    if (own.has(visit.prescribedId)) continue;
    const row = rows.find(
      (one) => visit.sessionId.startsWith(`${one.activityId}@`) && holdsOn(one, dateOf(visit.sessionId)),
    );
    if (row) came.push({ ...visit, prescribedId: row.prescribedId });
  }
  return came;
}

function holdsOn(row: PrescribedRow, date: string): boolean {
  const end = endOf(row.starts_on, row.weeks);
  if (end !== null && date > end) return false;
  return agreedOf(row).some(({ from, until }) => from <= date && (until === null || date <= until));
}
