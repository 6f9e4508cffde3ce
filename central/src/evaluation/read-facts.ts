import { setImmediate as letOthers } from 'node:timers/promises';
import type { PathEvent } from '@tapwell/shared/path/events';
import { localDate } from '@tapwell/shared/schedule/sessions';
import type { ServiceUse } from '@tapwell/shared/scheme/words';
import { aroundActivities } from '../prescriptions/around-activities.ts';
import { aroundPeople } from '../prescriptions/around-people.ts';
import { countOnce, movedOf } from '../prescriptions/came-elsewhere.ts';
import { weekCells } from '../prescriptions/cells.ts';
import { pausesOf } from '../prescriptions/pauses.ts';
import { type PrescribedRow, prescribedRows } from '../prescriptions/prescribed.ts';
import type { Surroundings } from '../prescriptions/records.ts';
import { allVisits } from '../prescriptions/visit-marks.ts';
import type { LeanVisit } from '../prescriptions/visits.ts';
import { dateOf } from '../prescriptions/week-sessions.ts';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';
import type { PathFacts, Places, VisitFact } from './path-row.ts';
import type { Period } from './period.ts';
import { countPlaces } from './places.ts';

/** A database takes only so many values in one question, and others wait while it answers. */
const AT_ONCE = 100;

/** The paths of a scheme that began in a period, in no order that means anything. */
export async function pathsIn(db: CentralDb, schemeId: string, { from, until }: Period): Promise<string[]> {
  const rows = await db
    .selectFrom('path')
    .select('id')
    .where('scheme_id', '=', schemeId)
    .where('opened_on', '>=', from)
    .where('opened_on', '<=', until)
    .execute();
  return rows.map((row) => row.id);
}

/** Those of them that may be given away row by row: whose data was removed still counts, but is in no rows. */
export async function pathsForResearch(db: CentralDb, schemeId: string, period: Period): Promise<string[]> {
  const removed = await db
    .selectFrom('path')
    .innerJoin('patient', 'patient.id', 'path.patient_id')
    .select('path.id')
    .where('path.scheme_id', '=', schemeId)
    .where('patient.erased_at', 'is not', null)
    .execute();
  const not = new Set(removed.map((row) => row.id));
  return (await pathsIn(db, schemeId, period)).filter((id) => !not.has(id));
}

/**
 * All that figures need of some paths, some hundred at a time, so that neither
 * memory nor whoever waits for central suffers from how many there are. What is
 * expected of someone, and whether they were there, is asked of the same strip
 * that their link worker sees.
 * @param since no path of them began earlier
 */
export async function* readFacts(
  db: CentralDb,
  pathIds: string[],
  since: string,
  now: Date,
): AsyncGenerator<PathFacts[]> {
  const activities = new Activities(db, since);
  for (let i = 0; i < pathIds.length; i += AT_ONCE) {
    yield await readSome(db, pathIds.slice(i, i + AT_ONCE), activities, now);
    await letOthers();
  }
}

const heads = everyLength((db, ids: string[]) =>
  db
    .selectFrom('path')
    .innerJoin('patient', 'patient.id', 'path.patient_id')
    .select(['path.id', 'path.patient_id', 'path.opened_on', 'patient.born'])
    .where('path.id', 'in', ids),
);
const bodies = everyLength((db, ids: string[]) =>
  db.selectFrom('path_event').select(['path_id', 'body']).where('path_id', 'in', ids),
);
const uses = everyLength((db, patientIds: string[]) =>
  db.selectFrom('service_use').select(['patient_id', 'service', 'on_date']).where('patient_id', 'in', patientIds),
);

async function readSome(db: CentralDb, ids: string[], activities: Activities, now: Date): Promise<PathFacts[]> {
  const paths = await heads(db, ids);
  if (paths.length === 0) return [];
  const rows = await prescribedRows(db, { pathIds: ids });
  const visits: Map<string, Map<string, LeanVisit>> = rows.length === 0
    ? new Map()
    : await allVisits(
        db,
        rows.map((row) => row.prescribedId),
      );
  const people = rows.length === 0 ? undefined : await aroundPeople(db, rows);
  for (const same of people?.elsewhere.values() ?? []) {
    countOnce(visits, movedOf(same.values()), (visit) => ({ ...visit, prescribedId: visit.countsUnder }));
  }
  const around = people && { ...(await activities.around(rows)), ...people, visits, takenBack: new Map() };
  const events = grouped<PathEvent>();
  for (const { path_id, body } of await bodies(db, ids)) events.put(path_id, JSON.parse(body) as PathEvent);
  const used = grouped<{ service: ServiceUse; on: string }>();
  for (const { patient_id, service, on_date } of await uses(db, [...new Set(paths.map((path) => path.patient_id))])) {
    used.put(patient_id, { service: service as ServiceUse, on: on_date });
  }
  const prescribed = grouped<PrescribedRow>();
  for (const row of rows) prescribed.put(row.path_id, row);

  return paths.map((path): PathFacts => {
    const own = prescribed.of(path.id);
    const companions = people?.companions.get(path.patient_id);
    const recorded = events.of(path.id);
    return {
      id: path.id,
      patientId: path.patient_id,
      openedOn: path.opened_on,
      born: path.born,
      events: recorded,
      prescribed: own.map(({ area, starts_on }) => ({ area, startsOn: starts_on })),
      visits: own
        .flatMap((row) => visitFacts(row, visits.get(row.prescribedId), companions))
        .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)),
      places: own.map((row): Places => {
        const today = localDate(now, row.zone).toString();
        const weeks = weekCells(row, around!, pausesOf(recorded, today), { now, today });
        return { activityId: row.activityId, activity: row.activity, area: row.area, ...countPlaces(weeks) };
      }),
      used: used.of(path.patient_id),
    };
  });
}

function visitFacts(
  row: PrescribedRow,
  visits: Map<string, LeanVisit> | undefined,
  companions: Map<string, string[]> | undefined,
): VisitFact[] {
  return [...(visits?.values() ?? [])].map((visit) => ({
    sessionId: visit.sessionId,
    on: dateOf(visit.sessionId) || visit.startsAt.slice(0, 10),
    activityId: row.activityId,
    activity: row.activity,
    area: row.area,
    minutes: minutesOf(visit),
    accompanied: (companions?.get(visit.sessionId)?.length ?? 0) > 0,
    late: visit.late === 1,
  }));
}

const DAY_MINUTES = 24 * 60;

function minutesOf({ arrivedAt, leftAt }: LeanVisit): number | null {
  if (leftAt === null) return null;
  return Math.min(DAY_MINUTES, Math.max(0, Math.round((Date.parse(leftAt) - Date.parse(arrivedAt)) / 60_000)));
}

type AroundActivities = Pick<Surroundings, 'ran' | 'days' | 'extras' | 'venues'>;

/** What is the same for all who come to an activity, read when somebody comes who was prescribed it. */
class Activities {
  readonly #db: CentralDb;
  readonly #since: string;
  readonly #known = new Set<string>();
  readonly #around: AroundActivities = { ran: new Set(), days: new Map(), extras: new Map(), venues: new Map() };

  constructor(db: CentralDb, since: string) {
    this.#db = db;
    this.#since = since;
  }

  async around(rows: PrescribedRow[]): Promise<AroundActivities> {
    const fresh = rows.filter((row) => !this.#known.has(row.activityId));
    if (fresh.length > 0) {
      for (const row of fresh) this.#known.add(row.activityId);
      const { ran, days, extras, venues } = await aroundActivities(this.#db, fresh, this.#since);
      for (const session of ran) this.#around.ran.add(session);
      for (const [id, words] of days) this.#around.days.set(id, words);
      for (const [id, words] of extras) this.#around.extras.set(id, words);
      for (const [id, venue] of venues) this.#around.venues.set(id, venue);
    }
    return this.#around;
  }
}

function grouped<T>() {
  const groups = new Map<string, T[]>();
  return {
    put: (key: string, value: T) => {
      const group = groups.get(key);
      if (group) group.push(value);
      else groups.set(key, [value]);
    },
    of: (key: string): T[] => groups.get(key) ?? [],
  };
}
