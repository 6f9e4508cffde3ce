import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { noteTap } from '../concerns/note.ts';
import type { CentralDb } from '../store/schema.ts';
import { storeCompanionVisit, storeExcuse, storePlacing, storeSessionDay } from './store-day.ts';
import { whyNotFact } from './why-not-fact.ts';

/** The hub that says so. */
export interface FactSender {
  id: string;
  venueId: string;
}

export type FactResult = { status: 200 | 201 } | { status: 422; detail: string };

/**
 * Keeps a fact that is no attendance. Idempotent by its id, and indifferent to
 * order: of what changes, the highest version holds.
 * @returns 201 when new, 200 when already here, 422 with the reason when it cannot be taken
 */
export function storeFact(db: CentralDb, hub: FactSender, fact: HubFact, now: Date): Promise<FactResult> {
  return db.transaction().execute(async (trx) => {
    const { id, kind, at } = fact;
    const known = await trx.selectFrom('hub_fact').select('id').where('id', '=', id).executeTakeFirst();
    if (known) return { status: 200 };
    const detail = await whyNotFact(trx, hub, fact);
    if (detail) return { status: 422, detail };
    await trx
      .insertInto('hub_fact')
      .values({ id, hub_id: hub.id, kind, at, body: JSON.stringify(fact), central_at: now.toISOString() })
      .execute();
    await apply(trx, hub, fact, now);
    return { status: 201 };
  });
}

async function apply(trx: CentralDb, hub: FactSender, fact: HubFact, now: Date): Promise<void> {
  switch (fact.kind) {
    case 'kiosk-gap': {
      const { id, from, to } = fact;
      await trx.insertInto('kiosk_gap').values({ id, hub_id: hub.id, from_at: from, to_at: to }).execute();
      return;
    }
    case 'tap':
      await noteTap(trx, fact, hub.venueId, now.toISOString());
      return noteUnplaced(trx, fact, hub.venueId);
    case 'session':
      return storeSessionDay(trx, hub.id, fact);
    case 'expected':
      return storeExcuse(trx, hub.id, fact);
    case 'companion':
      return storeCompanionVisit(trx, hub.id, fact);
    case 'placed':
      return storePlacing(trx, hub.id, fact);
  }
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
