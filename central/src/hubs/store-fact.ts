import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { noteTap } from '../concerns/note.ts';
import type { CentralDb } from '../store/schema.ts';

/**
 * Keeps a fact that is no attendance; idempotent by its id.
 * @returns 201 when new, 200 when already here
 */
export function storeFact(
  db: CentralDb,
  hub: { id: string; venueId: string },
  fact: HubFact,
  now: Date,
): Promise<200 | 201> {
  return db.transaction().execute(async (trx) => {
    const { id, kind, at } = fact;
    const added = await trx
      .insertInto('hub_fact')
      .values({ id, hub_id: hub.id, kind, at, body: JSON.stringify(fact), central_at: now.toISOString() })
      .onConflict((c) => c.column('id').doNothing())
      .executeTakeFirst();
    if (added.numInsertedOrUpdatedRows !== 1n) return 200;
    if (fact.kind === 'kiosk-gap') {
      await trx.insertInto('kiosk_gap').values({ id, hub_id: hub.id, from_at: fact.from, to_at: fact.to }).execute();
    } else if (fact.kind === 'tap') {
      await noteTap(trx, fact, hub.venueId, now.toISOString());
      await noteUnplaced(trx, fact, hub.venueId);
    }
    return 201;
  });
}

/** Outcomes after which someone is there, though on no register. */
const NOT_PLACED = new Set([
  'drop-in',
  'choose-session',
  'prescription-ended',
  'card-blocked',
  'card-suspect',
  'refused',
]);

/** Whoever tapped a card that day may not be called absent, whatever became of the tap. */
async function noteUnplaced(trx: CentralDb, fact: Extract<HubFact, { kind: 'tap' }>, venueId: string): Promise<void> {
  if (!NOT_PLACED.has(fact.outcome)) return;
  const byCard = fact.cardId
    ? await trx.selectFrom('card').select('patient_id').where('id', '=', fact.cardId).executeTakeFirst()
    : undefined;
  const patient_id = fact.personId ?? byCard?.patient_id;
  if (!patient_id) return;
  await trx.insertInto('unplaced_tap').values({ id: fact.id, patient_id, venue_id: venueId, at: fact.at }).execute();
}
