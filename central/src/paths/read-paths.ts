import { type Path, pathOf } from '@tapwell/shared/path/path';
import { localDate } from '@tapwell/shared/schedule/sessions';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import type { CentralDb, Row } from '../store/schema.ts';
import { readStoredPolicy } from './policy-of.ts';
import { recordedEvents } from './recorded.ts';

/** A path as lists and figures need it. */
export interface ReadPath {
  id: string;
  schemeId: string;
  zone: string;
  policy: SchemePolicy;
  patient: Row<'patient'>;
  linkWorker: { id: string; name: string } | null;
  openedOn: string;
  endedOn: string | null;
  path: Path;
}

/** So many at once: a database takes only so many values in one question. */
const AT_ONCE = 500;

/**
 * Many paths, each worked out from all its events; a handful of queries for
 * every 500 of them. Those that are not on record are left out. Who may read
 * them is for the caller to see to.
 */
export async function readPaths(db: CentralDb, pathIds: string[], now: Date): Promise<Map<string, ReadPath>> {
  const read = new Map<string, ReadPath>();
  const wanted = [...new Set(pathIds)];
  for (let i = 0; i < wanted.length; i += AT_ONCE) {
    for (const path of await readSome(db, wanted.slice(i, i + AT_ONCE), now)) read.set(path.id, path);
  }
  return read;
}

async function readSome(db: CentralDb, ids: string[], now: Date): Promise<ReadPath[]> {
  const rows = await db.selectFrom('path').selectAll().where('id', 'in', ids).execute();
  if (rows.length === 0) return [];
  const unique = (values: (string | null)[]) => [...new Set(values.filter((value) => value !== null))];
  const events = await recordedEvents(db, rows);
  const schemes = await db
    .selectFrom('scheme')
    .select(['id', 'policy', 'zone'])
    .where('id', 'in', unique(rows.map((row) => row.scheme_id)))
    .execute();
  const patients = await db
    .selectFrom('patient')
    .selectAll()
    .where('id', 'in', unique(rows.map((row) => row.patient_id)))
    .execute();
  const holders = unique(rows.map((row) => row.link_worker_id));
  const staff =
    holders.length === 0
      ? []
      : await db.selectFrom('staff').select(['id', 'name']).where('id', 'in', holders).execute();
  const policies = new Map(
    schemes.map(({ id, policy, zone }) => [
      id,
      { zone, policy: readStoredPolicy(policy), today: localDate(now, zone).toString() },
    ]),
  );
  const patientById = new Map(patients.map((patient) => [patient.id, patient]));
  const staffById = new Map(staff.map((one) => [one.id, one]));
  return rows.map((row) => {
    const { today, ...scheme } = policies.get(row.scheme_id)!;
    return {
      id: row.id,
      schemeId: row.scheme_id,
      ...scheme,
      patient: patientById.get(row.patient_id)!,
      linkWorker: staffById.get(row.link_worker_id ?? '') ?? null,
      openedOn: row.opened_on,
      endedOn: row.ended_on,
      path: pathOf(scheme.policy, events.get(row.id)!, today),
    };
  });
}
