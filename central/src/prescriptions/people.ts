import { addDays } from '@tapwell/shared/path/dates';
import type { EventOf, PathEvent } from '@tapwell/shared/path/events';
import { type Path, pathOf } from '@tapwell/shared/path/path';
import { localDate } from '@tapwell/shared/schedule/sessions';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { readStoredPolicy } from '../paths/policy-of.ts';
import type { CentralDb } from '../store/schema.ts';
import { visitsToSame } from './around-people.ts';
import { type CountedVisit, movedOf } from './came-elsewhere.ts';
import type { HeldPath } from './held.ts';
import { knownEvents } from './known-events.ts';
import { knownStrips } from './known-strips.ts';
import { knownVisits, type Visited, visitEvent } from './known-visits.ts';
import { pausesOf } from './pauses.ts';
import { type PrescribedRow, prescribedRows } from './prescribed.ts';
import { surroundingsOf } from './records.ts';
import type { WeekCell } from './strip.ts';
import type { LeanVisit } from './visits.ts';
import { IN_A_LIST, shownWeeks, weekDates } from './weeks.ts';

/** Somebody in a list: where their path is, and the strip of each activity of the present programme. */
export interface Person extends HeldPath {
  policy: SchemePolicy;
  zone: string;
  today: string;
  path: Path;
  activities: ListedActivity[];
  /** Instant of the last visit. */
  lastVisit: string | null;
}

export interface ListedActivity {
  row: PrescribedRow;
  attended: number;
  weeks: WeekCell<LeanVisit>[];
}

/** A database takes only so many values in one question. */
const AT_ONCE = 400;

/** Many people at once: a handful of queries for every 400 of them. */
export async function readPeople(db: CentralDb, held: HeldPath[], now: Date): Promise<Person[]> {
  const schemes = await schemesOf(db, now);
  const people: Person[] = [];
  for (let i = 0; i < held.length; i += AT_ONCE) {
    people.push(...(await readSome(db, held.slice(i, i + AT_ONCE), schemes, now)));
  }
  return people;
}

interface Scheme {
  policy: SchemePolicy;
  zone: string;
  today: string;
}

export async function schemesOf(db: CentralDb, now: Date): Promise<Map<string, Scheme>> {
  const rows = await db.selectFrom('scheme').select(['id', 'policy', 'zone']).execute();
  return new Map(
    rows.map(({ id, policy, zone }) => [
      id,
      { policy: readStoredPolicy(policy), zone, today: localDate(now, zone).toString() },
    ]),
  );
}

async function readSome(db: CentralDb, held: HeldPath[], schemes: Map<string, Scheme>, now: Date): Promise<Person[]> {
  if (held.length === 0) return [];
  const pathIds = held.map((path) => path.id);
  const [events, rows] = await Promise.all([knownEvents(db, pathIds), prescribedRows(db, { pathIds })]);
  const onPath = new Map<string, PrescribedRow[]>(pathIds.map((id) => [id, []]));
  for (const row of rows) onPath.get(row.path_id)?.push(row);
  const todayAt = (zone: string) => localDate(now, zone).toString();
  const going = rows.filter((row) => row.ended_on === null);
  const since = going.map((row) => weekDates(row.starts_on, shown(row, todayAt(row.zone)).first).from).sort()[0];
  const [long, short]: [string[], string[]] = [[], []];
  for (const row of rows) {
    const isOld = since !== undefined && isLong(row, schemes.get(row.scheme_id)!.policy, since);
    (isOld ? long : short).push(row.prescribedId);
  }
  const [visited, around, ofOthers] = await Promise.all([
    // A day earlier: what is early in the day here may be of the day before in UTC.
    knownVisits(db, short, { prescribedIds: long, since: addDays(since ?? '1970-01-02', -1) }),
    since === undefined ? undefined : surroundingsOf(db, going, since),
    visitsToSame(db, patientsOnlyIn(rows, going)),
  ]);
  const stripOf = around && knownStrips(around, now);
  return held.map((path) => {
    const scheme = schemes.get(path.schemeId)!;
    const own = onPath.get(path.id) ?? [];
    const recorded = events.get(path.id) ?? [];
    const pauses = pausesOf(recorded, scheme.today);
    const same = around?.elsewhere.get(path.patient.id) ?? ofOthers.get(path.patient.id);
    const moved = same ? movedOf(same.values()) : NONE_MOVED;
    const visitsTo = own.map(({ prescribedId }) => countedOnce(visited.get(prescribedId), prescribedId, moved));
    const companions = around?.companions.get(path.patient.id);
    const present = own.at(-1)?.id;
    const listed = path.endedOn === null && stripOf ? own.filter((row) => row.id === present) : [];
    return {
      id: path.id,
      schemeId: path.schemeId,
      patient: path.patient,
      linkWorker: path.linkWorker,
      openedOn: path.openedOn,
      endedOn: path.endedOn,
      cover: path.cover,
      policy: scheme.policy,
      zone: scheme.zone,
      today: scheme.today,
      path: knownPath(scheme, { recorded, rows: own, visitsTo, companions }),
      activities: listed.map((row) => {
        const visits = visitsTo[own.indexOf(row)]!;
        return { row, attended: countOf(visits), weeks: stripOf!(row, visits, pauses, todayAt(row.zone)) };
      }),
      lastVisit: lastOf(visitsTo),
    };
  });
}

/** Of whom nothing is read but the visits: their paths have ended. */
function patientsOnlyIn(rows: PrescribedRow[], going: PrescribedRow[]): string[] {
  const others = new Set(going.map((row) => row.patientId));
  return [...new Set(rows.map((row) => row.patientId))].filter((id) => !others.has(id));
}

const NONE_MOVED: CountedVisit[] = [];

/** The visits that count of something prescribed; the very same object as were read, but where some count of another. */
function countedOnce(read: Visited = NO_VISITS, id: string, moved: CountedVisit[]): Visited {
  if (moved.length === 0) return read;
  const gone = new Set(moved.filter((one) => one.prescribedId === id).map((one) => one.sessionId));
  const came = moved.filter((one) => one.countsUnder === id).map((one) => ({ ...one, prescribedId: id }));
  if (gone.size === 0 && came.length === 0) return read;
  const visits = new Map([...read.visits].filter(([sessionId]) => !gone.has(sessionId)));
  for (const visit of came) visits.set(visit.sessionId, visit);
  const events = read.events.filter(({ sessionId }) => !gone.has(sessionId));
  return { visits, earlier: read.earlier, events: [...events, ...came.map((visit) => visitEvent(id, visit))] };
}

const NO_VISITS: Visited = { visits: new Map(), earlier: undefined, events: [] };

function countOf({ visits, earlier }: Visited): number {
  return visits.size + (earlier?.count ?? 0);
}

/**
 * Whether somebody may have come so often that a list had better not read it
 * all: there is neither an end nor a number of visits, and it makes no
 * difference how often they came with somebody or alone.
 */
function isLong(row: PrescribedRow, { companions, milestones }: SchemePolicy, since: string): boolean {
  if (row.weeks !== null || row.sessions !== null || row.agreed !== null || row.starts_on >= since) return false;
  return !companions.some(({ until }) => typeof until === 'object') && !milestones.some((m) => m.onVisitAlone);
}

function lastOf(visitsTo: Visited[]): string | null {
  let last: string | null = null;
  for (const { visits, earlier } of visitsTo) {
    if (earlier && (last === null || earlier.last > last)) last = earlier.last;
    for (const { arrivedAt } of visits.values()) if (last === null || arrivedAt > last) last = arrivedAt;
  }
  return last;
}

interface OnRecord {
  recorded: PathEvent[];
  rows: PrescribedRow[];
  visitsTo: Visited[];
  /** By session. */
  companions: Map<string, string[]> | undefined;
}

/** Worked out before, and from what; by the events as they were read. */
const paths = new WeakMap<PathEvent[], { scheme: Pick<Scheme, 'policy' | 'today'>; visitsTo: Visited[]; path: Path }>();

/** Where somebody is on their path: worked out once, for as long as the day and all that it follows from are the same. */
function knownPath(scheme: Scheme, { recorded, rows, visitsTo, companions }: OnRecord): Path {
  const { policy, today } = scheme;
  const told = recorded.some((e) => e.kind === 'prescription');
  const known = paths.get(recorded);
  const same =
    told &&
    !companions &&
    known?.scheme.today === today &&
    known.scheme.policy === policy &&
    known.visitsTo.length === visitsTo.length &&
    known.visitsTo.every((one, i) => one === visitsTo[i]);
  if (same) return known.path;
  const visits = visitsTo.flatMap(({ events }) => events);
  const path = pathOf(
    policy,
    [
      ...recorded,
      ...(told ? [] : earlierPrescription(rows)),
      ...(companions ? visits.map((e) => ({ ...e, companions: companions.get(e.sessionId) ?? [] })) : visits),
    ],
    today,
  );
  // Where somebody came along it is worked out each time, as who did is told by another table.
  if (told && !companions) paths.set(recorded, { scheme, visitsTo, path });
  return path;
}

function shown(row: PrescribedRow, today: string) {
  return shownWeeks({ startsOn: row.starts_on, weeks: row.weeks, endedOn: row.ended_on }, today, IN_A_LIST);
}

const RECORD = { id: 'central', name: 'The record' };
const whole = { by: RECORD, corrects: null, why: null };

/** What was prescribed on a path from before paths were: only the rows are on record. */
function earlierPrescription(rows: PrescribedRow[]): PathEvent[] {
  const [first] = rows;
  if (!first) return [];
  const event: EventOf<'prescription'> = {
    ...whole,
    kind: 'prescription',
    id: first.id,
    on: first.starts_on,
    recordedAt: `${first.starts_on}T00:00:00.000Z`,
    programme: 1,
    start: first.starts_on,
    weeks: first.weeks,
    goals: [],
    activities: rows.map((row) => ({
      id: row.prescribedId,
      activityId: row.activityId,
      area: row.area,
      offeredBy: 'provider',
      perWeek: row.per_week,
      sessions: row.sessions,
      group: true,
    })),
    oneOffs: [],
    companions: [],
    transport: false,
  };
  return [event];
}
