import { z } from 'zod';
import { addDays, addWeeks } from './dates.ts';
import type { AgreedActivity, EventOf } from './events.ts';

/** How often somebody was to come from one day to another, both inclusive. */
export const agreedSpan = z.strictObject({
  from: z.iso.date(),
  /** Null without an end. */
  until: z.iso.date().nullable(),
  perWeek: z.number().int(),
  /** Planned number of visits in all; null without one. */
  sessions: z.number().int().nullable(),
});
export type AgreedSpan = z.infer<typeof agreedSpan>;

/** An activity that was agreed at some time of a programme. */
export interface Agreement extends Pick<AgreedActivity, 'id' | 'activityId' | 'perWeek' | 'sessions'> {
  /** The day from which it was agreed first. */
  from: string;
  /** In order, none overlapping another; none where something else was agreed before it began. */
  spans: AgreedSpan[];
}

/** A programme as it was agreed from time to time. */
export interface Agreements {
  startsOn: string;
  /** Last day on which it was agreed; null without an end. */
  until: string | null;
  /** By their ids. */
  activities: Agreement[];
}

type Agreed = EventOf<'prescription'>;

/**
 * What was agreed in a programme, from when to when. Agreed again, all is
 * changed from that day on, or from the day it is to begin; what was agreed
 * before holds for the days before, so that nobody is judged by what was agreed
 * later. Each activity says how often as it was agreed last. Pure.
 * @param agreed at least one, in the order they happened
 */
export function agreementsOf(agreed: Agreed[]): Agreements {
  const activities = new Map<string, Agreement>();
  const whole: AgreedSpan[] = [];
  const days: string[] = [];
  for (const event of agreed) {
    const from = days.length === 0 || event.start > event.on ? event.start : event.on;
    const until = event.weeks === null ? null : addDays(addWeeks(event.start, event.weeks), -1);
    days.push(from);
    const before = addDays(from, -1);
    endBy(whole, before);
    for (const { spans } of activities.values()) endBy(spans, before);
    goOn(whole, { from, until, perWeek: 0, sessions: null });
    for (const { id, activityId, perWeek, sessions } of event.activities) {
      const own = activities.get(id) ?? { id, activityId, perWeek, sessions, from, spans: [] };
      activities.set(id, { ...own, perWeek, sessions, from: earlier(own.from, from) });
      goOn(own.spans, { from, until, perWeek, sessions });
    }
  }
  const startsOn = days.reduce(earlier);
  const last = whole.at(-1);
  return {
    startsOn,
    until: last ? last.until : startsOn,
    activities: [...activities.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** Takes away what lies after a day. */
export function endBy(spans: AgreedSpan[], day: string): void {
  while (spans.length > 0 && spans.at(-1)!.from > day) spans.pop();
  const last = spans.at(-1);
  if (last && (last.until === null || last.until > day)) last.until = day;
}

/** Adds a span behind the others; the same as before, without a day between, is one. */
function goOn(spans: AgreedSpan[], span: AgreedSpan): void {
  if (span.until !== null && span.until < span.from) return;
  const last = spans.at(-1);
  const same = last?.perWeek === span.perWeek && last.sessions === span.sessions;
  if (same && last.until !== null && addDays(last.until, 1) === span.from) last.until = span.until;
  else spans.push(span);
}

function earlier(a: string, b: string): string {
  return b < a ? b : a;
}
