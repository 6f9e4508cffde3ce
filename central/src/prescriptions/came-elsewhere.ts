import { agreedOf } from './agreed.ts';
import type { PrescribedRow } from './prescribed.ts';
import { put } from './put.ts';
import type { LeanVisit } from './visits.ts';
import { dateOf } from './week-sessions.ts';
import { endOf } from './weeks.ts';

/** What tells whether something prescribed was agreed on a day. */
export type AgreedRow = Parameters<typeof agreedOf>[0] & Pick<PrescribedRow, 'prescribedId' | 'path_id' | 'weeks'>;

/** A visit, and the prescribed activity of which it counts as a visit: for nearly all that which it is on record under. */
export interface CountedVisit extends LeanVisit {
  countsUnder: string;
}

/**
 * Of which prescribed activity a visit counts: of that which it is on record
 * under, or, where that was not agreed on its day, of another that was. A hub
 * that was offline knows the earlier path only; and whoever was there was
 * there, once. Pure.
 * @param same all that the person was prescribed of this activity, oldest first
 */
export function countsUnder({ prescribedId, sessionId }: LeanVisit, same: AgreedRow[]): string {
  const date = dateOf(sessionId);
  const recorded = same.find((row) => row.prescribedId === prescribedId);
  if (!recorded || holdsOn(recorded, date)) return prescribedId;
  const others = same.filter((row) => holdsOn(row, date));
  const other = others.find((row) => row.path_id === recorded.path_id) ?? others.at(-1);
  return other?.prescribedId ?? prescribedId;
}

/** The visits that count of another prescribed activity than they are on record under. */
export function movedOf(visits: Iterable<CountedVisit>): CountedVisit[] {
  return [...visits].filter((visit) => visit.countsUnder !== visit.prescribedId);
}

/**
 * Puts visits where they count, by prescribed activity and session.
 * @param as such a visit as these are; nothing where it is of no interest
 */
export function countOnce<V>(
  visits: Map<string, Map<string, V>>,
  moved: CountedVisit[],
  as: (visit: CountedVisit) => V | undefined,
): void {
  for (const visit of moved) {
    const { prescribedId, countsUnder, sessionId } = visit;
    const there = as(visit);
    visits.get(prescribedId)?.delete(sessionId);
    if (there !== undefined) put(visits, countsUnder, sessionId, there);
  }
}

function holdsOn(row: AgreedRow, date: string): boolean {
  const end = endOf(row.starts_on, row.weeks);
  if (end !== null && date > end) return false;
  return agreedOf(row).some(({ from, until }) => from <= date && (until === null || date <= until));
}
