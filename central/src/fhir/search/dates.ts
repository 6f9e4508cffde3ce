import { Problem } from '@tapwell/shared/http/problem';
import { Temporal } from 'temporal-polyfill';
import type { Span } from '../kinds/kind.ts';

const PREFIXES = ['eq', 'ge', 'le', 'gt', 'lt'] as const;

/** A date to search by: what it stands for, in milliseconds, `to` exclusive. */
export interface DateTerm {
  prefix: (typeof PREFIXES)[number];
  from: number;
  to: number;
}

const PATTERN = /^(eq|ge|le|gt|lt)?(\d{4}(?:-\d{2}(?:-\d{2})?)?)(T.+)?$/;
const END_OF_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Reads a date as R4 has it (§3.1.1.4.7): a prefix and a year, month, day or
 * instant, which stands for the whole of itself. Pure.
 * @param zone where a day begins and ends
 * @throws Problem 400
 */
export function readDate(text: string, zone: string, name: string): DateTerm {
  const match = PATTERN.exec(text);
  if (!match) throw bad(`${name}: a date such as 2026-03-01 is expected, with eq, ge, le, gt or lt before it`);
  const [, prefix = 'eq', day, time] = match;
  if (time && day!.length < 10) throw bad(`${name}: a time needs a day`);
  const [from, to] = time ? instantSpan(`${day}${time}`, name) : daySpan(day!, zone, name);
  return { prefix: prefix as DateTerm['prefix'], from, to };
}

/** Whether what a resource says lies as R4 has each prefix. Pure. */
export function dateMatches({ prefix, from, to }: DateTerm, span: Span, zone: string): boolean {
  const start = span.start === undefined ? Number.NEGATIVE_INFINITY : spanOf(span.start, zone)[0];
  const end = span.end === undefined ? Number.POSITIVE_INFINITY : spanOf(span.end, zone)[1];
  const within = from <= start && end <= to;
  switch (prefix) {
    case 'ge':
      return end > to || within;
    case 'gt':
      return end > to;
    case 'le':
      return start < from || within;
    case 'lt':
      return start < from;
    case 'eq':
      return within;
  }
}

/** The instants between which one instant must be, `to` exclusive, for the database. Pure. */
export function instantBounds({ prefix, from, to }: DateTerm): { from?: string; to?: string } {
  const at = (ms: number) => new Date(ms).toISOString();
  switch (prefix) {
    case 'ge':
      return { from: at(from) };
    case 'gt':
      return { from: at(to) };
    case 'le':
      return { to: at(to) };
    case 'lt':
      return { to: at(from) };
    case 'eq':
      return { from: at(from), to: at(to) };
  }
}

/** What we said ourselves: a day, or an instant to the millisecond. */
function spanOf(text: string, zone: string): [number, number] {
  if (text.length === 10) return daySpan(text, zone, 'date');
  const at = Date.parse(text);
  return [at, at + 1];
}

function daySpan(text: string, zone: string, name: string): [number, number] {
  try {
    const [first, next] = datesOf(text);
    // The last day of the calendar ends in a year of five digits, which would sort before all others.
    const midnight = (date: Temporal.PlainDate) =>
      date.year > 9999 ? END_OF_TIME : Math.min(END_OF_TIME, date.toZonedDateTime(zone).epochMilliseconds);
    return [midnight(first), midnight(next)];
  } catch {
    throw bad(`${name}: there is no such date`);
  }
}

function datesOf(text: string): [Temporal.PlainDate, Temporal.PlainDate] {
  const [year, month, day] = text.split('-').map(Number);
  const first = Temporal.PlainDate.from({ year: year!, month: month ?? 1, day: day ?? 1 }, { overflow: 'reject' });
  const unit = day !== undefined ? 'days' : month !== undefined ? 'months' : 'years';
  return [first, first.add({ [unit]: 1 })];
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

function instantSpan(text: string, name: string): [number, number] {
  const match = INSTANT.exec(text);
  const at = match ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at) || at < 0 || at > END_OF_TIME) {
    throw bad(`${name}: a time needs a zone, such as 2026-03-01T10:00:00Z`);
  }
  const [, seconds, fraction] = match!;
  return [at, at + (fraction ? 1 : seconds ? 1000 : 60_000)];
}

function bad(detail: string): Problem {
  return new Problem(400, 'Bad search', detail);
}
