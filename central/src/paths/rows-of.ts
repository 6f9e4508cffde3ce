import { type AgreedSpan, type Agreement, agreementsOf, endBy } from '@tapwell/shared/path/agreements';
import { addDays, addWeeks, dayNumber } from '@tapwell/shared/path/dates';
import type { EventOf, PathEvent } from '@tapwell/shared/path/events';
import { ofKind } from '@tapwell/shared/path/programme';
import { standingOf } from '@tapwell/shared/path/standing';

/** What of a path stands in rows of their own, for venues and lists. */
export interface PathRows {
  /** Day of the referral; null without one. */
  openedOn: string | null;
  /** Day of the outcome. */
  endedOn: string | null;
  prescriptions: PrescriptionRow[];
}

export interface PrescriptionRow {
  id: string;
  programme: 1 | 2;
  startsOn: string;
  /** From the first day to the last agreed one, the last week begun; null without an end. */
  weeks: number | null;
  status: 'active' | 'ended';
  activities: ActivityRow[];
}

export interface ActivityRow {
  id: string;
  activityId: string;
  /** As it was agreed last. */
  perWeek: number;
  sessions: number | null;
  /** First and last day, where they are not the prescription's. */
  startsOn: string | null;
  endsOn: string | null;
  /** What was agreed from when to when, where that is not told by the rest. */
  agreed: AgreedSpan[] | null;
}

/** A path's first prescription bears its id. */
export function prescriptionId(pathId: string, programme: number): string {
  return programme === 1 ? pathId : `${pathId}.${programme}`;
}

/**
 * The rows that all events of a path amount to, whatever the order in which
 * they are given. Pure.
 */
export function rowsOf(pathId: string, recorded: PathEvent[]): PathRows {
  const { events } = standingOf(recorded);
  const outcome = ofKind(events, 'outcome')
    .filter((e) => e.outcome !== 'renewed')
    .at(-1);
  const agreed = ofKind(events, 'prescription');
  const of = (programme: 1 | 2) => agreed.filter((e) => e.programme === programme);
  const [first, second] = [of(1), of(2)];
  const over = outcome !== undefined;
  const prescriptions: PrescriptionRow[] = [];
  if (first.length > 0) {
    const next = second.length > 0 ? addDays(agreementsOf(second).startsOn, -1) : null;
    prescriptions.push(rowOf(pathId, first, over || second.length > 0, next));
  }
  if (second.length > 0) prescriptions.push(rowOf(pathId, second, over, null));
  return { openedOn: ofKind(events, 'referral')[0]?.on ?? null, endedOn: outcome?.on ?? null, prescriptions };
}

type Agreed = EventOf<'prescription'>;

/** @param notAfter the last day that another programme leaves it */
function rowOf(pathId: string, agreed: Agreed[], over: boolean, notAfter: string | null): PrescriptionRow {
  const { programme } = agreed[0]!;
  const { startsOn, until, activities } = agreementsOf(agreed);
  const weeks = until === null ? null : Math.max(1, Math.ceil((dayNumber(until) + 1 - dayNumber(startsOn)) / 7));
  const rowUntil = weeks === null ? null : addDays(addWeeks(startsOn, weeks), -1);
  return {
    id: prescriptionId(pathId, programme),
    programme,
    startsOn,
    weeks,
    status: over ? 'ended' : 'active',
    activities: activities.map((one) => activityRow(one, { startsOn, until: rowUntil, notAfter })),
  };
}

function activityRow(
  { spans, from, ...row }: Agreement,
  plan: { startsOn: string; until: string | null; notAfter: string | null },
): ActivityRow {
  if (plan.notAfter !== null) endBy(spans, plan.notAfter);
  const [first, last] = [spans[0], spans.at(-1)];
  const begins = first?.from ?? from;
  // What was never so holds on no day.
  const ends = last ? last.until : addDays(begins, -1);
  const plain = spans.length < 2 && (!first || (first.perWeek === row.perWeek && first.sessions === row.sessions));
  return {
    ...row,
    startsOn: begins === plan.startsOn ? null : begins,
    endsOn: ends === plan.until ? null : ends,
    agreed: plain ? null : spans,
  };
}
