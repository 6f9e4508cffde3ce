import { localDate, type Session } from '@tapwell/shared/schedule/sessions';
import { z } from 'zod';
import { type ListedSpan, listedSpan } from '../paths/listed.ts';
import { dayWords } from './day-words.ts';
import type { PrescribedRow } from './prescribed.ts';

/**
 * Of sessions that began before central knew that somebody was to come: since
 * which day it does, in words; undefined for all others. No venue could expect
 * them, so nothing they did or did not do there could be on record. Null where
 * all was on record in time.
 * @param doneWith when all visits planned then were made; null until they were
 */
export function lateWords(
  { listed, zone }: Pick<PrescribedRow, 'listed' | 'zone'>,
  doneWith: (span: ListedSpan) => string | null,
): ((session: Session) => string | undefined) | null {
  if (!listed) return null;
  const spans = listedIn(listed).map((span) => ({ ...span, done: doneWith(span) }));
  return ({ date, startsAt }) => {
    const own = spans.filter(
      ({ from, until, done }) =>
        from <= date && (until === null || date <= until) && (done === null || startsAt <= done),
    );
    const then = own.some(
      ({ since, before }) => (since === null || since <= startsAt) && (before === null || startsAt < before),
    );
    if (then) return undefined;
    const since = own.find((span) => span.since !== null && span.since > startsAt)?.since;
    if (!since) return 'It was not on record then: the venue could not expect them.';
    const on = dayWords(localDate(new Date(since), zone).toString());
    return `Put on record on ${on} only: the venue could not expect them.`;
  };
}

const stored = z.array(listedSpan);
const read = new Map<string, ListedSpan[]>();
/** Some hundred bytes each. */
const MOST = 10_000;

/** Of the text in the record; each text is read once. */
function listedIn(text: string): ListedSpan[] {
  let spans = read.get(text);
  if (!spans) {
    spans = stored.parse(JSON.parse(text));
    if (read.size >= MOST) read.clear();
    read.set(text, spans);
  }
  return spans;
}
