import type { HubFact } from '@tapwell/shared/facts/hub-report';
import type { CentralDb } from '../store/schema.ts';

/** The prescriptions that look different after these facts, for the workspaces that show them. */
export async function prescriptionsOf(db: CentralDb, facts: HubFact[]): Promise<string[]> {
  const activityIds = new Set<string>();
  const personIds = new Set<string>();
  const tapIds = new Set<string>();
  for (const fact of facts) {
    if (fact.kind === 'session') activityIds.add(fact.activityId);
    if (fact.kind === 'expected' || fact.kind === 'companion') personIds.add(fact.personId);
    if (fact.kind === 'tap' || fact.kind === 'placed') tapIds.add(fact.kind === 'tap' ? fact.id : fact.tapId);
  }
  if (activityIds.size + personIds.size + tapIds.size === 0) return [];
  const rows = await db
    .selectFrom('prescription as p')
    .innerJoin('prescribed_activity as pa', 'pa.prescription_id', 'p.id')
    .select('p.id')
    .distinct()
    .where(({ or, eb, selectFrom }) =>
      or([
        ...(activityIds.size > 0 ? [eb('pa.activity_id', 'in', [...activityIds])] : []),
        ...(personIds.size > 0 ? [eb('p.patient_id', 'in', [...personIds])] : []),
        ...(tapIds.size > 0
          ? [
              eb(
                'p.patient_id',
                'in',
                selectFrom('unplaced_tap')
                  .select('patient_id')
                  .where('id', 'in', [...tapIds]),
              ),
            ]
          : []),
      ]),
    )
    .execute();
  return rows.map((row) => row.id);
}
