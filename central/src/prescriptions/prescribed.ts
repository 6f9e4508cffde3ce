import { sql } from 'kysely';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';

/** Which prescriptions: one of them, or all on some paths. */
export type Which = { id: string } | { pathIds: string[] };

/** One row for each prescribed activity, oldest prescription first. */
export async function prescribedRows(db: CentralDb, which: Which) {
  if ('id' in which) return rowsOf(db).where('p.id', '=', which.id).execute();
  return which.pathIds.length === 0 ? [] : onPaths(db, which.pathIds);
}
export type PrescribedRow = Awaited<ReturnType<typeof prescribedRows>>[number];

const onPaths = everyLength((db, pathIds: string[]) =>
  rowsOf(db).where('p.path_id', 'in', pathIds).where('p.status', '!=', sql.lit('draft')),
);

function rowsOf(db: CentralDb) {
  return db
    .selectFrom('prescription as p')
    .innerJoin('patient', 'patient.id', 'p.patient_id')
    .innerJoin('staff as lw', 'lw.id', 'p.link_worker_id')
    .innerJoin('prescribed_activity as pa', 'pa.prescription_id', 'p.id')
    .innerJoin('activity as a', 'a.id', 'pa.activity_id')
    .innerJoin('provider', 'provider.id', 'a.provider_id')
    .innerJoin('venue', 'venue.id', 'a.venue_id')
    .leftJoin('path', 'path.id', 'p.path_id')
    .select(['p.id', 'p.programme', 'p.scheme_id', 'p.starts_on', 'p.weeks', 'path.ended_on', 'lw.name as linkWorker'])
    .select(({ fn, ref }) => fn.coalesce(ref('p.path_id'), ref('p.id')).as('path_id'))
    .select(['patient.id as patientId', 'patient.given', 'patient.family', 'patient.display_name'])
    .select(['pa.id as prescribedId', 'pa.per_week', 'pa.sessions'])
    .select(['pa.starts_on as activityFrom', 'pa.ends_on as activityUntil'])
    .select(['a.id as activityId', 'a.name as activity', 'a.area', 'a.schedule', 'a.timed', 'a.early_minutes'])
    .select(['a.venue_id', 'provider.name as provider', 'venue.name as venue', 'venue.zone'])
    .orderBy('p.starts_on')
    .orderBy('pa.id');
}
