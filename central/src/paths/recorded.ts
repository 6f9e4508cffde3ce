import type { EventOf, PathEvent } from '@tapwell/shared/path/events';
import { localDate } from '@tapwell/shared/schedule/sessions';
import { companionsOf, visitsToSame } from '../prescriptions/around-people.ts';
import { type CountedVisit, movedOf } from '../prescriptions/came-elsewhere.ts';
import { visitEvent } from '../prescriptions/known-visits.ts';
import { prescribedRows } from '../prescriptions/prescribed.ts';
import type { CentralDb, Row } from '../store/schema.ts';
import { derivedId } from './derived-id.ts';
import { RECORD } from './the-record.ts';

const whole = { corrects: null, why: null };

/**
 * All events of some paths: those recorded as such, the visits from the
 * register, and what is on record of cards and prescriptions from before paths
 * were. One query for each kind of thing, whatever the number of paths.
 */
export async function recordedEvents(db: CentralDb, paths: Row<'path'>[]): Promise<Map<string, PathEvent[]>> {
  const events = new Map<string, PathEvent[]>(paths.map((path) => [path.id, []]));
  if (paths.length === 0) return events;
  const ids = paths.map((path) => path.id);
  const stored = await db.selectFrom('path_event').select(['path_id', 'body']).where('path_id', 'in', ids).execute();
  for (const { path_id, body } of stored) events.get(path_id)!.push(JSON.parse(body) as PathEvent);
  const visits = await visitsOn(
    db,
    ids,
    paths.map((path) => path.patient_id),
  );
  for (const [pathId, own] of visits) events.get(pathId)!.push(...own);
  await countVisitsOnce(db, paths, events);
  await addEarlierCards(db, paths, events);
  const without = ids.filter((id) => !events.get(id)!.some((e) => e.kind === 'prescription'));
  for (const [pathId, event] of await earlierPrescriptions(db, without)) events.get(pathId)!.push(event);
  return events;
}

async function visitsOn(db: CentralDb, pathIds: string[], patientIds: string[]) {
  const rows = await db
    .selectFrom('prescription as p')
    .innerJoin('prescribed_activity as pa', 'pa.prescription_id', 'p.id')
    .innerJoin('attendance as a', 'a.prescribed_activity_id', 'pa.id')
    .innerJoin('venue', 'venue.id', 'a.venue_id')
    .select(['p.path_id', 'a.id', 'a.patient_id', 'a.session_id', 'a.prescribed_activity_id', 'a.arrived_at'])
    .select(['a.left_at', 'a.by_id', 'a.by_name', 'a.source', 'a.hub_at', 'venue.name as venue', 'venue.zone'])
    .where('p.path_id', 'in', pathIds)
    .where('a.status', '=', 'finished')
    .where('a.duplicate_of', 'is', null)
    .execute();
  const companions = rows.length === 0 ? undefined : await companionsOf(db, [...new Set(patientIds)]);
  const visits = new Map<string, PathEvent[]>();
  for (const row of rows) {
    const visit: EventOf<'visit'> = {
      ...whole,
      kind: 'visit',
      id: row.id,
      on: dayOf(row),
      recordedAt: row.hub_at,
      by: { id: row.by_id ?? row.source, name: row.by_name ?? row.venue },
      sessionId: row.session_id,
      prescribedActivityId: row.prescribed_activity_id,
      minutes: minutesOf(row),
      companions: companions?.get(row.patient_id)?.get(row.session_id)?.slice(0, MOST_COMPANIONS) ?? [],
    };
    const others = visits.get(row.path_id!) ?? [];
    others.push(visit);
    visits.set(row.path_id!, others);
  }
  return visits;
}

const MOST_COMPANIONS = 10;

/** A visit that is on record under another path than that on which it was agreed counts on this, and there no more. */
async function countVisitsOnce(db: CentralDb, paths: Row<'path'>[], events: Map<string, PathEvent[]>) {
  const same = await visitsToSame(db, [...new Set(paths.map((path) => path.patient_id))]);
  const moved = new Map([...same].map(([patientId, visits]) => [patientId, movedOf(visits.values())]));
  const those = paths.filter((path) => moved.get(path.patient_id)?.length);
  if (those.length === 0) return;
  const rows = await prescribedRows(db, { pathIds: those.map((path) => path.id) });
  const companions = await companionsOf(db, [...same.keys()]);
  for (const { id, patient_id } of those) {
    const own = new Set(rows.filter((row) => row.path_id === id).map((row) => row.prescribedId));
    const [came, gone] = movedBetween(own, moved.get(patient_id)!);
    const stay = events.get(id)!.filter((e) => e.kind !== 'visit' || !gone.has(e.sessionId));
    for (const visit of came) {
      const alongside = companions.get(patient_id)?.get(visit.sessionId)?.slice(0, MOST_COMPANIONS) ?? [];
      stay.push({ ...visitEvent(visit.countsUnder, visit), companions: alongside });
    }
    events.set(id, stay);
  }
}

/** Visits that came to a path from another, and the sessions of those that went to one. */
function movedBetween(own: Set<string>, moved: CountedVisit[]): [CountedVisit[], Set<string>] {
  const came = moved.filter((visit) => own.has(visit.countsUnder) && !own.has(visit.prescribedId));
  const gone = moved.filter((visit) => own.has(visit.prescribedId) && !own.has(visit.countsUnder));
  return [came, new Set(gone.map((visit) => visit.sessionId))];
}

/** A session's id says on which day of its venue it began: thousands of visits need no calendar. */
function dayOf(row: { session_id: string; arrived_at: string; zone: string }): string {
  return /@(\d{4}-\d{2}-\d{2})T/.exec(row.session_id)?.[1] ?? localDate(new Date(row.arrived_at), row.zone).toString();
}

const DAY_MINUTES = 24 * 60;

function minutesOf({ arrived_at, left_at }: { arrived_at: string; left_at: string | null }): number | null {
  if (left_at === null) return null;
  const minutes = Math.round((Date.parse(left_at) - Date.parse(arrived_at)) / 60_000);
  return Math.min(DAY_MINUTES, Math.max(0, minutes));
}

/** The event of a card on a path; the same whether it was recorded when the card was issued or is worked out later. */
export function cardEventId(pathId: string, cardId: string): string {
  return derivedId(`card ${cardId} on path ${pathId}`);
}

async function addEarlierCards(db: CentralDb, paths: Row<'path'>[], events: Map<string, PathEvent[]>): Promise<void> {
  const cards = await db
    .selectFrom('card')
    .select(['id', 'patient_id', 'profile', 'issued_at'])
    .where('patient_id', 'in', [...new Set(paths.map((path) => path.patient_id))])
    .execute();
  const ofPatient = new Map<string, typeof cards>();
  for (const card of cards) {
    const others = ofPatient.get(card.patient_id!) ?? [];
    others.push(card);
    ofPatient.set(card.patient_id!, others);
  }
  for (const path of paths) {
    const own = events.get(path.id)!;
    const known = new Set(own.flatMap((e) => (e.kind === 'card' ? [e.id] : [])));
    for (const { id, profile, issued_at } of ofPatient.get(path.patient_id) ?? []) {
      const on = issued_at.slice(0, 10);
      const then = path.opened_on <= on && (path.ended_on === null || on <= path.ended_on);
      const eventId = cardEventId(path.id, id);
      if (!then || known.has(eventId)) continue;
      own.push({
        ...whole,
        kind: 'card',
        id: eventId,
        on,
        recordedAt: issued_at,
        by: RECORD,
        cardId: id,
        profile: profile as EventOf<'card'>['profile'],
      });
    }
  }
}

/** What was prescribed on paths that have no such event: from before paths were, or loaded from a file. */
async function earlierPrescriptions(db: CentralDb, pathIds: string[]): Promise<Map<string, EventOf<'prescription'>>> {
  if (pathIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('prescription as p')
    .innerJoin('prescribed_activity as pa', 'pa.prescription_id', 'p.id')
    .innerJoin('activity as a', 'a.id', 'pa.activity_id')
    .innerJoin('provider', 'provider.id', 'a.provider_id')
    .select(['p.path_id', 'p.id', 'p.starts_on', 'p.weeks', 'pa.id as agreedId', 'pa.activity_id', 'pa.per_week'])
    .select(['pa.sessions', 'a.area', 'a.in_group', 'provider.kind'])
    .where('p.path_id', 'in', pathIds)
    .where('p.programme', '=', 1)
    .where('p.status', '!=', 'draft')
    .orderBy('pa.id')
    .execute();
  const events = new Map<string, EventOf<'prescription'>>();
  for (const row of rows) {
    const event: EventOf<'prescription'> = events.get(row.path_id!) ?? {
      ...whole,
      kind: 'prescription',
      id: derivedId(`prescription ${row.id}`),
      on: row.starts_on,
      recordedAt: `${row.starts_on}T00:00:00.000Z`,
      by: RECORD,
      programme: 1,
      start: row.starts_on,
      weeks: row.weeks,
      goals: [],
      activities: [],
      oneOffs: [],
      companions: [],
      transport: false,
    };
    event.activities.push({
      id: row.agreedId,
      activityId: row.activity_id,
      area: row.area,
      offeredBy: row.kind as EventOf<'prescription'>['activities'][number]['offeredBy'],
      perWeek: row.per_week,
      sessions: row.sessions,
      group: row.in_group === 1,
    });
    events.set(row.path_id!, event);
  }
  return events;
}
