import { localDate } from '@tapwell/shared/schedule/sessions';
import { sql } from 'kysely';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';
import { type AgreedRow, type CountedVisit, countsUnder } from './came-elsewhere.ts';
import type { PrescribedRow } from './prescribed.ts';
import { put } from './put.ts';
import type { Surroundings } from './records.ts';
import type { Change, UnplacedTap } from './strip.ts';
import { leanVisits } from './visits.ts';

/** What is of these people alone. */
export async function aroundPeople(
  db: CentralDb,
  rows: Pick<PrescribedRow, 'prescribedId' | 'patientId'>[],
): Promise<Pick<Surroundings, 'excuses' | 'companions' | 'unplaced' | 'elsewhere'>> {
  const patientIds = [...new Set(rows.map((row) => row.patientId))];
  const [excuses, companions, unplaced, elsewhere] = await Promise.all([
    excusesOf(db, [...new Set(rows.map((row) => row.prescribedId))]),
    companionsOf(db, patientIds),
    unplacedTaps(db, patientIds),
    visitsToSame(db, patientIds),
  ]);
  return { excuses, companions, unplaced, elsewhere };
}

const prescribedTo = everyLength((db, patientIds: string[]) =>
  db
    .selectFrom('prescribed_activity as pa')
    .innerJoin('prescription as p', 'p.id', 'pa.prescription_id')
    .select(['pa.id', 'pa.activity_id', 'p.patient_id'])
    .where('p.patient_id', 'in', patientIds),
);

const agreedWhen = everyLength((db, prescribedIds: string[]) =>
  db
    .selectFrom('prescribed_activity as pa')
    .innerJoin('prescription as p', 'p.id', 'pa.prescription_id')
    .leftJoin('path', 'path.id', 'p.path_id')
    .select(['pa.id as prescribedId', 'pa.per_week', 'pa.sessions', 'pa.agreed', 'p.starts_on', 'p.weeks'])
    .select(['pa.starts_on as activityFrom', 'pa.ends_on as activityUntil', 'path.ended_on'])
    .select(({ fn, ref }) => fn.coalesce(ref('p.path_id'), ref('p.id')).as('path_id'))
    .where('pa.id', 'in', prescribedIds)
    .where('p.status', '!=', sql.lit('draft'))
    .orderBy('p.starts_on')
    .orderBy('pa.id'),
);

/**
 * Visits of those who were prescribed one activity more than once, by patient
 * and session: after a renewal, or when somebody is referred anew, a hub may
 * still know what was prescribed before.
 */
export async function visitsToSame(
  db: CentralDb,
  patientIds: string[],
): Promise<Map<string, Map<string, CountedVisit>>> {
  const same = new Map<string, { id: string; patientId: string }[]>();
  const found = new Map<string, Map<string, CountedVisit>>();
  if (patientIds.length === 0) return found;
  for (const { id, activity_id, patient_id } of await prescribedTo(db, patientIds)) {
    const key = `${patient_id} ${activity_id}`;
    const others = same.get(key);
    if (others) others.push({ id, patientId: patient_id });
    else same.set(key, [{ id, patientId: patient_id }]);
  }
  const groups = [...same.values()].filter((ids) => ids.length > 1).map((of) => ({ of, rows: [] as AgreedRow[] }));
  const groupOf = new Map(groups.flatMap((group) => group.of.map(({ id }) => [id, group])));
  if (groupOf.size === 0) return found;
  const [agreed, visits] = await Promise.all([
    agreedWhen(db, [...groupOf.keys()]),
    leanVisits(db, [...groupOf.keys()]),
  ]);
  for (const row of agreed) groupOf.get(row.prescribedId)!.rows.push(row);
  for (const { of, rows } of groups) {
    for (const { id, patientId } of of) {
      for (const [sessionId, visit] of visits.get(id) ?? []) {
        put(found, patientId, sessionId, { ...visit, countsUnder: countsUnder(visit, rows) });
      }
    }
  }
  return found;
}

const excusedFrom = everyLength((db, prescribedIds: string[]) =>
  db
    .selectFrom('excuse')
    .select(['prescribed_activity_id', 'session_id', 'state', 'reason', 'by_name'])
    .where('prescribed_activity_id', 'in', prescribedIds)
    .orderBy('fact_id'),
);

/** Who was excused from what, by prescribed activity and session. */
async function excusesOf(db: CentralDb, prescribedIds: string[]): Promise<Map<string, Map<string, Change>>> {
  const rows = await excusedFrom(db, prescribedIds);
  const excuses = new Map<string, Map<string, Change>>();
  for (const { prescribed_activity_id, session_id, state, reason, by_name } of rows) {
    if (state === 'excused') put(excuses, prescribed_activity_id, session_id, { by: by_name, reason });
    else excuses.get(prescribed_activity_id)?.delete(session_id);
  }
  return excuses;
}

const cameAlong = everyLength((db, patientIds: string[]) =>
  db
    .selectFrom('companion_visit')
    .select(['patient_id', 'session_id', 'companion_name'])
    .where('patient_id', 'in', patientIds)
    .where('status', '=', sql.lit('finished'))
    .orderBy('id'),
);

/** Names of those who came along, by patient and session. */
export async function companionsOf(db: CentralDb, patientIds: string[]): Promise<Map<string, Map<string, string[]>>> {
  const rows = await cameAlong(db, patientIds);
  const names = new Map<string, Map<string, string[]>>();
  for (const { patient_id, session_id, companion_name } of rows) {
    const others = names.get(patient_id)?.get(session_id) ?? [];
    put(names, patient_id, session_id, [...new Set([...others, companion_name])]);
  }
  return names;
}

const tapsOf = everyLength((db, patientIds: string[]) =>
  db
    .selectFrom('unplaced_tap as t')
    .innerJoin('venue', 'venue.id', 't.venue_id')
    .leftJoin(
      (q) =>
        q
          .selectFrom('placed_tap')
          .innerJoin('hub', 'hub.id', 'placed_tap.hub_id')
          .select(['placed_tap.tap_id', 'placed_tap.attendance_id', 'hub.venue_id'])
          .as('p'),
      (join) => join.onRef('p.tap_id', '=', 't.id').onRef('p.venue_id', '=', 't.venue_id'),
    )
    .leftJoin('attendance as a', (join) =>
      join
        .on(({ eb, fn, ref }) => eb('a.id', '=', fn.coalesce(ref('p.attendance_id'), ref('t.id'))))
        .on('a.status', '=', sql.lit('finished')),
    )
    .select(['t.patient_id', 't.venue_id', 't.at', 'venue.zone'])
    .where('t.patient_id', 'in', patientIds)
    .where('a.id', 'is', null)
    .where(({ or, eb }) => or([eb('p.tap_id', 'is', null), eb('p.attendance_id', 'is not', null)])),
);

/**
 * When a patient tapped a card at a venue without being placed, by patient and
 * venue. A tap is placed once there is an attendance of it, and that was not
 * taken back, or once staff dismissed it.
 */
async function unplacedTaps(db: CentralDb, patientIds: string[]): Promise<Map<string, Map<string, UnplacedTap[]>>> {
  const rows = await tapsOf(db, patientIds);
  const taps = new Map<string, Map<string, UnplacedTap[]>>();
  for (const { patient_id, venue_id, at, zone } of rows) {
    const others = taps.get(patient_id)?.get(venue_id) ?? [];
    put(taps, patient_id, venue_id, [...others, { at, date: localDate(new Date(at), zone).toString() }]);
  }
  return taps;
}
