import type { CentralDb } from '../store/schema.ts';

/**
 * Marks what the rosters of all venues say of these patients, their cards and
 * companions as perhaps out of date. Call within the transaction of the change.
 * @param urgent for a card that begins or ceases to work: hubs that wait are
 *   told at once; the rest may be told together a little later
 */
export async function touchRosters(trx: CentralDb, patientIds: string[], urgent = false): Promise<void> {
  if (patientIds.length === 0) return;
  const mark = urgent ? 1 : 0;
  await trx
    .insertInto('roster_touched')
    .columns(['hub_id', 'patient_id', 'urgent'])
    .expression((q) =>
      q
        .selectFrom('prescription as p')
        .innerJoin('prescribed_activity as pa', 'pa.prescription_id', 'p.id')
        .innerJoin('activity as a', 'a.id', 'pa.activity_id')
        .innerJoin('hub', 'hub.venue_id', 'a.venue_id')
        .select(({ val }) => ['hub.id', 'p.patient_id', val(mark).as('urgent')])
        .distinct()
        .where('p.patient_id', 'in', patientIds),
    )
    .onConflict((c) =>
      urgent
        ? c.columns(['hub_id', 'patient_id']).doUpdateSet({ urgent: 1 })
        : c.columns(['hub_id', 'patient_id']).doNothing(),
    )
    .execute();
}
