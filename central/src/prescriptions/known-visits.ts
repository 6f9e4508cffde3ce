import type { EventOf } from '@tapwell/shared/path/events';
import type { CentralDb } from '../store/schema.ts';
import { type MarkedVisits, visitMarks, visitsOfMarks } from './visit-marks.ts';
import { type Earlier, earlierVisits, type LeanVisit } from './visits.ts';
import { dateOf } from './week-sessions.ts';

/** Visits under one prescribed activity, and the same as events of the path. */
export interface Visited {
  visits: Map<string, LeanVisit>;
  /** Before those, where somebody has come for years. */
  earlier: Earlier | undefined;
  events: EventOf<'visit'>[];
}

/**
 * Visits that count, for each of some prescribed activities; read anew each
 * time, as marks. Of those who have come for years only the ones since a day,
 * and of the time before how many, the first and the last: nothing in a list
 * depends on those between. What is as it was is the very same object as the
 * last time, so that whoever worked something out from it need not do so again.
 */
export async function knownVisits(
  db: CentralDb,
  prescribedIds: string[],
  long: { prescribedIds: string[]; since: string },
): Promise<Map<string, Visited>> {
  const known = memoryOf(db);
  const found = new Map<string, Visited>();
  const [all, late, before] = await Promise.all([
    visitMarks(db, prescribedIds),
    visitMarks(db, long.prescribedIds, long.since),
    earlierVisits(db, long.prescribedIds, long.since),
  ]);
  const markOf = (id: string) => all.get(id) ?? late.get(id) ?? '';
  // As it is now: while we read what changed, others may come and remember something newer.
  const held = new Map([...prescribedIds, ...long.prescribedIds].map((id) => [id, known.of.get(id)]));
  const changed = (marks: Map<string, string>) =>
    new Map([...marks].filter(([id, mark]) => held.get(id)?.mark !== mark));
  const [fresh, freshOfLate] = await Promise.all([
    visitsOfMarks(db, changed(all)),
    visitsOfMarks(db, changed(late), long.since),
  ]);
  for (const [id, was] of held) {
    const mark = markOf(id);
    const earlier = before.get(id);
    if (was?.mark === mark && isAsOften(was.earlier, earlier)) {
      found.set(id, was);
      continue;
    }
    const read = was?.mark === mark ? was : (fresh.get(id) ?? freshOfLate.get(id) ?? NEVER_CAME);
    const events = [...read.visits.values()].map((visit) => visitEvent(id, visit));
    const all = [...(earlier ? earlierEvents(earlier) : []), ...events];
    const one = { mark: read.mark, visits: read.visits, earlier, events: all };
    found.set(id, one);
    remember(known, id, one);
  }
  return found;
}

const NEVER_CAME: MarkedVisits = { mark: '', visits: new Map() };

function remember(known: Memory, id: string, one: Visited & { mark: string }): void {
  const there = known.of.get(id);
  known.visits += weightOf(one.visits) - (there ? weightOf(there.visits) : 0);
  if (known.visits > MOST_VISITS) {
    known.of.clear();
    known.visits = weightOf(one.visits);
  }
  known.of.set(id, one);
}

/** That somebody never came is remembered too. */
function weightOf(visits: Map<string, LeanVisit>): number {
  return visits.size + 1;
}

interface Memory {
  of: Map<string, Visited & { mark: string }>;
  /** How many there are in all. */
  visits: number;
}
const memories = new WeakMap<CentralDb, Memory>();
/** A kilobyte each, with the strip that follows from it. */
const MOST_VISITS = 100_000;

function memoryOf(db: CentralDb): Memory {
  const memory = memories.get(db) ?? { of: new Map(), visits: 0 };
  memories.set(db, memory);
  return memory;
}

function isAsOften(a: Earlier | undefined, b: Earlier | undefined): boolean {
  return a?.count === b?.count && a?.first === b?.first && a?.last === b?.last;
}

/** The first and the last stand for all of them. */
function earlierEvents({ prescribedId, first, last }: Earlier): EventOf<'visit'>[] {
  return [...new Set([first, last])].map((arrivedAt) => {
    const on = arrivedAt.slice(0, 10);
    return { ...visitEvent(prescribedId, { sessionId: `earlier@${on}`, arrivedAt, leftAt: null }), on };
  });
}

const RECORD = { id: 'central', name: 'The record' };
const NOBODY: string[] = [];

/** A visit as the path needs it: once for each session of what was prescribed. */
export function visitEvent(
  prescribedId: string,
  { sessionId, arrivedAt, leftAt }: Pick<LeanVisit, 'sessionId' | 'arrivedAt' | 'leftAt'>,
): EventOf<'visit'> {
  return {
    by: RECORD,
    corrects: null,
    why: null,
    kind: 'visit',
    id: `${prescribedId} ${sessionId}`,
    on: dateOf(sessionId),
    recordedAt: arrivedAt,
    sessionId,
    prescribedActivityId: prescribedId,
    minutes: leftAt === null ? null : Math.round((Date.parse(leftAt) - Date.parse(arrivedAt)) / 60_000),
    companions: NOBODY,
  };
}
