import type { PathEvent } from '@tapwell/shared/path/events';
import { sql } from 'kysely';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';
import { aroundActivities } from './around-activities.ts';
import { aroundPeople } from './around-people.ts';
import type { CountedVisit } from './came-elsewhere.ts';
import { PAUSE_KINDS, type Pause, pausesOf } from './pauses.ts';
import type { PrescribedRow } from './prescribed.ts';
import type { Change, DayWord, UnplacedTap, VenueRecord } from './strip.ts';
import type { VisitRecord } from './visits.ts';

/**
 * What central has on record for a number of prescriptions: one query for each
 * kind of thing, whatever their number.
 */
export interface Records<V> extends VisitRecord<V>, Surroundings {}

/** All but the visits themselves. */
export interface Surroundings {
  ran: Set<string>;
  days: Map<string, Map<string, DayWord>>;
  /** Of those, sessions besides the schedule, by activity. */
  extras: Map<string, DayWord[]>;
  excuses: Map<string, Map<string, Change>>;
  companions: Map<string, Map<string, string[]>>;
  venues: Map<string, VenueRecord>;
  unplaced: Map<string, Map<string, UnplacedTap[]>>;
  /** Where a patient was prescribed the same more than once: their visits to it, each as it counts, by session. */
  elsewhere: Map<string, Map<string, CountedVisit>>;
}

/** @param since the first local date that is of interest */
export async function surroundingsOf(db: CentralDb, rows: PrescribedRow[], since: string): Promise<Surroundings> {
  const [activities, people] = await Promise.all([aroundActivities(db, rows, since), aroundPeople(db, rows)]);
  return { ...activities, ...people };
}

const pauseEvents = everyLength((db, pathIds: string[]) =>
  db
    .selectFrom('path_event')
    .select(['path_id', 'body'])
    .where('path_id', 'in', pathIds)
    .where(({ eb }) =>
      eb('kind', 'in', sql<string[]>`(${sql.join(PAUSE_KINDS.map((kind) => sql.lit(kind)))})` as never),
    ),
);

/** When each path was paused; those that never were are left out. */
export async function pausesOn(db: CentralDb, pathIds: string[], today: string): Promise<Map<string, Pause[]>> {
  const events = new Map<string, PathEvent[]>();
  for (const { path_id, body } of await pauseEvents(db, pathIds)) {
    const own = events.get(path_id) ?? [];
    own.push(JSON.parse(body) as PathEvent);
    events.set(path_id, own);
  }
  return new Map([...events].map(([id, own]) => [id, pausesOf(own, today)]));
}
