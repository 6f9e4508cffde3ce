import { type AgreedSpan, agreedSpan } from '@tapwell/shared/path/agreements';
import { addDays } from '@tapwell/shared/path/dates';
import { z } from 'zod';
import { dayWords } from './day-words.ts';
import type { PrescribedRow } from './prescribed.ts';

type Row = Pick<
  PrescribedRow,
  'starts_on' | 'ended_on' | 'per_week' | 'sessions' | 'activityFrom' | 'activityUntil' | 'agreed'
>;

/**
 * What was agreed of a prescribed activity, from when to when; in order and at
 * least one. Nobody is expected at it on other days: agreed later, stopped for
 * a time or for good, or the path ended. Pure.
 */
export function agreedOf(row: Row): AgreedSpan[] {
  const { ended_on } = row;
  const spans = row.agreed === null ? [plain(row)] : spansIn(row.agreed);
  if (ended_on === null) return spans;
  return spans
    .filter(({ from }, i) => i === 0 || from <= ended_on)
    .map((span) => (span.until === null || span.until > ended_on ? { ...span, until: ended_on } : span));
}

/**
 * Since when without a break somebody is expected at it today; null where
 * something else took its place, or it begins again later. Pure.
 */
export function expectedSince(row: Row, today: string): string | null {
  const spans = agreedOf(row);
  const now = spans.findIndex(({ from, until }) => from <= today && (until === null || until >= today));
  return now < 0 ? null : goesBackTo(spans, now);
}

/** The first day of a span, or of those before it where there is no day between. */
export function goesBackTo(spans: AgreedSpan[], at: number): string {
  const [{ from }, before] = [spans[at]!, spans[at - 1]];
  return before && before.until === addDays(from, -1) ? goesBackTo(spans, at - 1) : from;
}

/** Nearly everybody’s: agreed once, and so ever since. */
function plain(row: Row): AgreedSpan {
  const { per_week: perWeek, sessions } = row;
  return { from: row.activityFrom ?? row.starts_on, until: row.activityUntil, perWeek, sessions };
}

const stored = z.array(agreedSpan).min(1);
const read = new Map<string, AgreedSpan[]>();
/** Some hundred bytes each. */
const MOST = 10_000;

/** Of the text in the record; each text is read once. */
export function spansIn(text: string): AgreedSpan[] {
  let spans = read.get(text);
  if (!spans) {
    spans = stored.parse(JSON.parse(text));
    if (read.size >= MOST) read.clear();
    read.set(text, spans);
  }
  return spans;
}

/**
 * How often they were to come in a week. In a week in which that was agreed
 * anew the smaller number holds: nobody misses what was agreed on its last day.
 * Who comes when it is over comes as it was agreed last, and before it begins
 * once. Pure.
 */
export function perWeekIn(spans: AgreedSpan[], week: { from: string; to: string }): number {
  let [least, last] = [Number.POSITIVE_INFINITY, 1];
  for (const { from, until, perWeek } of spans) {
    if (from > week.to) break;
    // What ended before it began was never so.
    if (until !== null && until < from) continue;
    last = perWeek;
    if ((until === null || until >= week.from) && perWeek < least) least = perWeek;
  }
  return least === Number.POSITIVE_INFINITY ? last : least;
}

/** Why nothing is expected in a week without sessions, where that is known. Pure. */
export function notThen(spans: AgreedSpan[], week: { from: string; to: string }): string | undefined {
  const [first, last] = [spans[0]!, spans.at(-1)!];
  if (week.to < first.from) return `It begins on ${dayWords(first.from)}.`;
  if (last.until !== null && week.from > last.until) return `It ended on ${dayWords(last.until)}.`;
  const next = spans.findIndex(({ from }) => from > week.to);
  const before = spans[next - 1]?.until;
  if (!before || before >= week.from) return undefined;
  const [from, to] = [addDays(before, 1), addDays(spans[next]!.from, -1)];
  return `It was stopped from ${dayWords(from)} to ${dayWords(to)}.`;
}
