import { lastDay } from '../roster/project-people.ts';
import type { CentralDb } from '../store/schema.ts';
import { patientView } from './patient-row.ts';
import { readPaths } from './read-paths.ts';
import type { PathView } from './wire.ts';

/** Everything a person's page shows of one path; undefined when there is none. Who may read it is for the caller. */
export async function readPath(db: CentralDb, pathId: string, now: Date): Promise<PathView | undefined> {
  const found = (await readPaths(db, [pathId], now)).get(pathId);
  if (!found) return undefined;
  const { id, schemeId, zone, patient, linkWorker, path, policy } = found;
  return {
    id,
    schemeId,
    zone,
    patient: patientView(patient),
    linkWorker,
    path,
    policy,
    prescriptions: await prescriptionsOf(db, pathId),
    holders: await holdersOf(db, pathId),
  };
}

async function prescriptionsOf(db: CentralDb, pathId: string): Promise<PathView['prescriptions']> {
  const rows = await db
    .selectFrom('prescription')
    .select(['id', 'programme', 'starts_on', 'weeks'])
    .where('path_id', '=', pathId)
    .where('status', '!=', 'draft')
    .orderBy('programme')
    .execute();
  return rows.map(({ id, programme, starts_on, weeks }) => ({
    id,
    programme,
    startsOn: starts_on,
    endsOn: weeks === null ? null : lastDay(starts_on, weeks),
  }));
}

async function holdersOf(db: CentralDb, pathId: string): Promise<PathView['holders']> {
  const rows = await db
    .selectFrom('path_holder as h')
    .leftJoin('staff as to', 'to.id', 'h.link_worker_id')
    .leftJoin('staff as by', 'by.id', 'h.by_id')
    .select(['to.name as linkWorker', 'h.at', 'by.name as by', 'h.why'])
    .where('h.path_id', '=', pathId)
    .orderBy('h.at')
    .orderBy('h.id')
    .execute();
  return rows.map((row) => ({ ...row, by: row.by ?? 'Central' }));
}
