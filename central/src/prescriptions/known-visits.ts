import type { EventOf } from '@tapwell/shared/path/events';
import type { CentralDb } from '../store/schema.ts';
import { type LeanVisit, leanVisits } from './records.ts';
import { dateOf } from './week-sessions.ts';

/** Visits under one prescribed activity, and the same as events of the path. */
export interface Visited {
  visits: Map<string, LeanVisit>;
  events: EventOf<'visit'>[];
}

/**
 * Visits that count, by prescribed activity; read anew each time. What is as it
 * was is the very same object as the last time, so that whoever worked
 * something out from it need not do so again.
 */
export async function knownVisits(db: CentralDb, prescribedIds: string[]): Promise<Map<string, Visited>> {
  if (prescribedIds.length === 0) return new Map();
  const known = memoryOf(db);
  const found = new Map<string, Visited>();
  for (const [id, visits] of await leanVisits(db, prescribedIds)) {
    let one = known.of.get(id);
    if (!one || !isSame(one.visits, visits)) {
      known.visits += visits.size - (one?.visits.size ?? 0);
      one = { visits, events: [...visits.values()].map((visit) => visitEvent(id, visit)) };
      if (known.visits > MOST_VISITS) {
        known.of.clear();
        known.visits = visits.size;
      }
      known.of.set(id, one);
    }
    found.set(id, one);
  }
  return found;
}

interface Memory {
  of: Map<string, Visited>;
  /** How many there are in all. */
  visits: number;
}
const memories = new WeakMap<CentralDb, Memory>();
/** Half a kilobyte each. */
const MOST_VISITS = 100_000;

function memoryOf(db: CentralDb): Memory {
  const memory = memories.get(db) ?? { of: new Map(), visits: 0 };
  memories.set(db, memory);
  return memory;
}

function isSame(a: Map<string, LeanVisit>, b: Map<string, LeanVisit>): boolean {
  if (a.size !== b.size) return false;
  for (const [sessionId, visit] of b) {
    const other = a.get(sessionId);
    if (
      !other ||
      other.arrivedAt !== visit.arrivedAt ||
      other.leftAt !== visit.leftAt ||
      other.late !== visit.late ||
      other.startsAt !== visit.startsAt ||
      other.endsAt !== visit.endsAt
    ) {
      return false;
    }
  }
  return true;
}

const RECORD = { id: 'central', name: 'The record' };
const NOBODY: string[] = [];

/** A visit as the path needs it: once for each session of what was prescribed. */
function visitEvent(prescribedId: string, { sessionId, arrivedAt, leftAt }: LeanVisit): EventOf<'visit'> {
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
