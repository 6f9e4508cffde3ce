import type { AgreedSpan, Agreement } from '@tapwell/shared/path/agreements';
import { addDays, addWeeks, dayNumber } from '@tapwell/shared/path/dates';
import type { PathEvent } from '@tapwell/shared/path/events';
import { type AgreedThen, agreedThen } from './agreed-then.ts';
import { type ListedSpan, listedOf } from './listed.ts';

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
  /** When that was on record, where it was not before its first day. */
  listed: ListedSpan[] | null;
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
  const { openedOn, endedOn, programmes } = agreedThen(recorded);
  const listed = listedOf(recorded);
  return { openedOn, endedOn, prescriptions: programmes.map((one) => rowOf(pathId, one, listed)) };
}

type Listed = ReturnType<typeof listedOf>;

function rowOf(pathId: string, agreed: AgreedThen['programmes'][0], listed: Listed): PrescriptionRow {
  const { programme, over, startsOn, until, activities } = agreed;
  const weeks = until === null ? null : Math.max(1, Math.ceil((dayNumber(until) + 1 - dayNumber(startsOn)) / 7));
  const rowUntil = weeks === null ? null : addDays(addWeeks(startsOn, weeks), -1);
  return {
    id: prescriptionId(pathId, programme),
    programme,
    startsOn,
    weeks,
    status: over ? 'ended' : 'active',
    activities: activities.map((one) => ({
      ...activityRow(one, { startsOn, until: rowUntil }),
      listed: listed.get(one.id) ?? null,
    })),
  };
}

function activityRow(
  { spans, from, ...row }: Agreement,
  plan: { startsOn: string; until: string | null },
): Omit<ActivityRow, 'listed'> {
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
