import type { HubFact } from '@tapwell/shared/facts/hub-report';
import type { CentralDb } from '../store/schema.ts';

/**
 * Keeps a fact that is no attendance; idempotent by its id.
 * @returns 201 when new, 200 when already here
 */
export function storeFact(db: CentralDb, hubId: string, fact: HubFact, now: Date): Promise<200 | 201> {
  return db.transaction().execute(async (trx) => {
    const { id, kind, at } = fact;
    const added = await trx
      .insertInto('hub_fact')
      .values({ id, hub_id: hubId, kind, at, body: JSON.stringify(fact), central_at: now.toISOString() })
      .onConflict((c) => c.column('id').doNothing())
      .executeTakeFirst();
    if (added.numInsertedOrUpdatedRows !== 1n) return 200;
    if (fact.kind === 'kiosk-gap') {
      await trx.insertInto('kiosk_gap').values({ id, hub_id: hubId, from_at: fact.from, to_at: fact.to }).execute();
    }
    return 201;
  });
}
