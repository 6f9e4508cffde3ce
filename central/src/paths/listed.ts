import type { AgreedSpan } from '@tapwell/shared/path/agreements';
import { addDays } from '@tapwell/shared/path/dates';
import type { PathEvent } from '@tapwell/shared/path/events';
import { z } from 'zod';
import { agreedThen } from './agreed-then.ts';
import { RECORD } from './the-record.ts';

/** Days on which an activity was agreed, as the record had it from one instant up to another. */
export const listedSpan = z.strictObject({
  from: z.iso.date(),
  until: z.iso.date().nullable(),
  /** Planned number of visits; null without one. */
  sessions: z.number().int().nullable(),
  /** Null where it is not known when it was recorded: it was always so. */
  since: z.string().nullable(),
  /** Null while it is so. */
  before: z.string().nullable(),
});
export type ListedSpan = z.infer<typeof listedSpan>;
type Days = Pick<ListedSpan, 'from' | 'until' | 'sessions'>;

const TELLS: PathEvent['kind'][] = ['prescription', 'outcome', 'taken-back'];

/**
 * What the record said was agreed, by the ids of activities, as it changed: a
 * venue can expect somebody only while central knows of it, and nobody misses
 * what was put on record afterwards. Null where all was on record before its
 * first day, or nobody knows when. Pure.
 */
export function listedOf(recorded: PathEvent[]): Map<string, ListedSpan[] | null> {
  const telling = recorded.filter(({ kind }) => TELLS.includes(kind));
  const instants = [...new Set(telling.map(knownFrom))].sort();
  const listed = new Map<string, ListedSpan[]>();
  for (const instant of instants) {
    const said = agreedThen(telling.filter((e) => knownFrom(e) <= instant));
    const now = new Map(said.programmes.flatMap((p) => p.activities.map((a) => [a.id, a.spans] as const)));
    for (const id of new Set([...listed.keys(), ...now.keys()])) {
      const spans = daysOf(now.get(id) ?? [], said.endedOn);
      const all = listed.get(id) ?? [];
      for (const one of all) {
        if (one.before === null && !spans.some((span) => isSame(span, one))) one.before = instant;
      }
      const open = all.filter((one) => one.before === null);
      for (const span of spans) {
        if (!open.some((one) => isSame(span, one))) all.push({ ...span, since: instant || null, before: null });
      }
      listed.set(id, all);
    }
  }
  return new Map([...listed].map(([id, spans]) => [id, told(spans.filter(mayMatter))]));
}

/** Without how often, and not after the path ended. */
function daysOf(spans: AgreedSpan[], endedOn: string | null): Days[] {
  const days: Days[] = [];
  for (const { from, until, sessions } of spans) {
    const end = endedOn !== null && (until === null || until > endedOn) ? endedOn : until;
    if (end !== null && end < from) continue;
    const last = days.at(-1);
    if (last?.until && last.sessions === sessions && addDays(last.until, 1) === from) last.until = end;
    else days.push({ from, until: end, sessions });
  }
  return days;
}

/** What is told by the rest is not said. */
function told(spans: ListedSpan[]): ListedSpan[] | null {
  const always = spans.every(({ from, since }) => since === null || since.slice(0, 10) < addDays(from, -1));
  return always && spans.length < 2 ? null : spans;
}

/** Not what was no longer on record when its days came. A day of a venue may begin on the day before in UTC. */
function mayMatter({ from, before }: ListedSpan): boolean {
  return before === null || before.slice(0, 10) >= addDays(from, -1);
}

function knownFrom({ by, recordedAt }: PathEvent): string {
  return by.id === RECORD.id ? '' : recordedAt;
}

function isSame(a: Days, b: Days): boolean {
  return a.from === b.from && a.until === b.until && a.sessions === b.sessions;
}
