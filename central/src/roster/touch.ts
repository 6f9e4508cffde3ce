import { sql } from 'kysely';
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
        .select(['hub.id', 'p.patient_id', sql<number>`cast(${mark} as integer)`.as('urgent')])
        .distinct()
        .where('p.patient_id', 'in', patientIds)
        // Who touches the same people at once does so in the same order, and waits instead of colliding.
        .orderBy('hub.id')
        .orderBy('p.patient_id'),
    )
    // A mark that stands already is written again: whoever is about to clear it waits for us and then sees our change.
    .onConflict((c) =>
      c
        .columns(['hub_id', 'patient_id'])
        .doUpdateSet(({ ref }) => ({ urgent: urgent ? 1 : ref('roster_touched.urgent') })),
    )
    .execute();
}
