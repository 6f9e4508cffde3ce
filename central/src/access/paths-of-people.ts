import type { CentralDb } from '../store/schema.ts';

const AT_ONCE = 500;

/** By which the access log knows some people: the ids of their paths, or their own where they have none. */
export async function pathsOfPeople(db: CentralDb, patientIds: Iterable<string>): Promise<string[]> {
  const wanted = [...new Set(patientIds)];
  const paths: { id: string; patient_id: string }[] = [];
  for (let i = 0; i < wanted.length; i += AT_ONCE) {
    const some = wanted.slice(i, i + AT_ONCE);
    paths.push(...(await db.selectFrom('path').select(['id', 'patient_id']).where('patient_id', 'in', some).execute()));
  }
  const found = new Set(paths.map((path) => path.patient_id));
  return [...paths.map((path) => path.id), ...wanted.filter((id) => !found.has(id))];
}
