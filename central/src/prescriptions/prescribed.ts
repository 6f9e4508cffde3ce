import { sql } from 'kysely';
import { type HeldBefore, heldBefore } from '../directory/held-before.ts';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';

/** Which prescriptions: one of them, or all on some paths. */
export type Which = { id: string } | { pathIds: string[] };

/**
 * One row for each prescribed activity, oldest prescription first. Many people
 * come to few activities: what is of these is read once for all.
 */
export async function prescribedRows(db: CentralDb, which: Which) {
  const own = await ownRows(db, which);
  const ids = [...new Set(own.map((row) => row.activityId))];
  const [now, before] = ids.length === 0 ? [[], new Map()] : [await activitiesOf(db, ids), await heldBefore(db, ids)];
  const activities = new Map(now.map((a) => [a.activityId, { ...a, heldBefore: before.get(a.activityId) ?? null }]));
  return own.map((row) => joined(row, activities.get(row.activityId)!));
}
export type PrescribedRow = Awaited<ReturnType<typeof prescribedRows>>[number];

async function ownRows(db: CentralDb, which: Which) {
  if ('id' in which) return rowsOf(db).where('p.id', '=', which.id).execute();
  return which.pathIds.length === 0 ? [] : onPaths(db, which.pathIds);
}

const onPaths = everyLength((db, pathIds: string[]) =>
  rowsOf(db).where('p.path_id', 'in', pathIds).where('p.status', '!=', sql.lit('draft')),
);

function rowsOf(db: CentralDb) {
  return db
    .selectFrom('prescription as p')
    .innerJoin('patient', 'patient.id', 'p.patient_id')
    .innerJoin('staff as lw', 'lw.id', 'p.link_worker_id')
    .innerJoin('prescribed_activity as pa', 'pa.prescription_id', 'p.id')
    .leftJoin('path', 'path.id', 'p.path_id')
    .select(['p.id', 'p.programme', 'p.scheme_id', 'p.starts_on', 'p.weeks', 'path.ended_on', 'lw.name as linkWorker'])
    .select(({ fn, ref }) => fn.coalesce(ref('p.path_id'), ref('p.id')).as('path_id'))
    .select(['patient.id as patientId', 'patient.given', 'patient.family', 'patient.display_name'])
    .select(['pa.id as prescribedId', 'pa.per_week', 'pa.sessions', 'pa.activity_id as activityId'])
    .select(['pa.starts_on as activityFrom', 'pa.ends_on as activityUntil', 'pa.agreed', 'pa.listed'])
    .orderBy('p.starts_on')
    .orderBy('pa.id');
}

const activitiesOf = everyLength((db, ids: string[]) =>
  db
    .selectFrom('activity as a')
    .innerJoin('provider', 'provider.id', 'a.provider_id')
    .innerJoin('venue', 'venue.id', 'a.venue_id')
    .select(['a.id as activityId', 'a.name as activity', 'a.area', 'a.schedule', 'a.timed', 'a.early_minutes'])
    .select(['a.venue_id', 'provider.name as provider', 'venue.name as venue', 'venue.zone'])
    .where('a.id', 'in', ids),
);

type Own = Awaited<ReturnType<typeof ownRows>>[number];
type At = Awaited<ReturnType<typeof activitiesOf>>[number] & {
  /** Null where it has always been held at this venue, by this provider. */
  heldBefore: HeldBefore[] | null;
};

/** Written out: to spread them took as long as to read them. */
function joined(row: Own, at: At): Own & At {
  return {
    id: row.id,
    programme: row.programme,
    scheme_id: row.scheme_id,
    starts_on: row.starts_on,
    weeks: row.weeks,
    ended_on: row.ended_on,
    linkWorker: row.linkWorker,
    path_id: row.path_id,
    patientId: row.patientId,
    given: row.given,
    family: row.family,
    display_name: row.display_name,
    prescribedId: row.prescribedId,
    per_week: row.per_week,
    sessions: row.sessions,
    activityFrom: row.activityFrom,
    activityUntil: row.activityUntil,
    agreed: row.agreed,
    listed: row.listed,
    activityId: row.activityId,
    activity: at.activity,
    area: at.area,
    schedule: at.schedule,
    timed: at.timed,
    early_minutes: at.early_minutes,
    venue_id: at.venue_id,
    provider: at.provider,
    venue: at.venue,
    zone: at.zone,
    heldBefore: at.heldBefore,
  };
}
