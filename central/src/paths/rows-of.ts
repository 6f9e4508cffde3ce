import { addDays, addWeeks } from '@tapwell/shared/path/dates';
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
  perWeek: number;
  sessions: number | null;
  /** First and last day, where they are not the prescription's. */
  startsOn: string | null;
  endsOn: string | null;
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
    const next = second.length > 0 ? addDays(firstDay(second), -1) : null;
    prescriptions.push(rowOf(pathId, first, over || second.length > 0, next));
  }
  if (second.length > 0) prescriptions.push(rowOf(pathId, second, over, null));
  return { openedOn: ofKind(events, 'referral')[0]?.on ?? null, endedOn: outcome?.on ?? null, prescriptions };
}

type Agreed = EventOf<'prescription'>;

function firstDay(agreed: Agreed[]): string {
  return agreed.map((e) => e.start).sort()[0]!;
}

/** @param notAfter the last day that another programme leaves it */
function rowOf(pathId: string, agreed: Agreed[], over: boolean, notAfter: string | null): PrescriptionRow {
  const { programme } = agreed[0]!;
  const startsOn = firstDay(agreed);
  const last = agreed.at(-1)!;
  const until = last.weeks === null ? null : addDays(addWeeks(last.start, last.weeks), -1);
  const weeks = until === null ? null : Math.max(1, Math.ceil((days(until) + 1 - days(startsOn)) / 7));
  const rowUntil = weeks === null ? null : addDays(addWeeks(startsOn, weeks), -1);
  const activities = activitiesOf(agreed).map(({ from, to, ...row }) => {
    const end = earliest(to, until, notAfter);
    return {
      ...row,
      startsOn: from === startsOn ? null : from,
      endsOn: end === rowUntil ? null : end,
    };
  });
  return {
    id: prescriptionId(pathId, programme),
    programme,
    startsOn,
    weeks,
    status: over ? 'ended' : 'active',
    activities,
  };
}

interface Agreement extends Omit<ActivityRow, 'startsOn' | 'endsOn'> {
  from: string;
  /** The day before it was agreed without it; null while it is part of what was agreed last. */
  to: string | null;
}

/** Each activity that ever was agreed, as it was agreed last. */
function activitiesOf(agreed: Agreed[]): Agreement[] {
  const rows = new Map<string, Agreement>();
  for (const [i, event] of agreed.entries()) {
    // Agreed again, it is changed from that day on, or from the day it is to begin.
    const day = i === 0 || event.start > event.on ? event.start : event.on;
    for (const { id, activityId, perWeek, sessions } of event.activities) {
      const from = rows.get(id)?.from;
      rows.set(id, {
        id,
        activityId,
        perWeek,
        sessions,
        from: from !== undefined && from < day ? from : day,
        to: null,
      });
    }
    for (const row of rows.values()) {
      if (row.to === null && !event.activities.some((a) => a.id === row.id)) row.to = addDays(day, -1);
    }
  }
  return [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function days(date: string): number {
  return Date.parse(date) / 86_400_000;
}

function earliest(...dates: (string | null)[]): string | null {
  return dates.reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null);
}
