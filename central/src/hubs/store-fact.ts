import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { noteTap } from '../concerns/note.ts';
import { asMayBeKept } from '../keep/erased-later.ts';
import type { SchemeKeys } from '../keys/scheme-keys.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import { storeCompanionVisit, storeExcuse, storePlacing, storeSessionDay } from './store-day.ts';
import { storeGap } from './store-gap.ts';
import { whoseCard } from './whose-card.ts';
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
export function storeFact(
  db: CentralDb,
  keys: SchemeKeys,
  hub: FactSender,
  fact: HubFact,
  now: Date,
): Promise<FactResult> {
  return write(db, async (trx) => {
    const { id, kind, at } = fact;
    const known = await trx.selectFrom('hub_fact').select('id').where('id', '=', id).executeTakeFirst();
    if (known) return { status: 200 };
    const detail = await whyNotFact(trx, hub, fact);
    if (detail) return { status: 422, detail };
    const kept = await asMayBeKept(trx, fact);
    await trx
      .insertInto('hub_fact')
      .values({ id, hub_id: hub.id, kind, at, body: JSON.stringify(kept), central_at: now.toISOString() })
      .execute();
    await apply(trx, keys, hub, kept, now);
    return { status: 201 };
  });
}

async function apply(trx: CentralDb, keys: SchemeKeys, hub: FactSender, fact: HubFact, now: Date): Promise<void> {
  switch (fact.kind) {
    case 'kiosk-gap':
      return storeGap(trx, hub.id, fact);
    case 'tap':
      return storeTap(trx, keys, hub.venueId, fact, now);
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

/** Outcomes after which someone is there, or may be, though on no register. */
const NOT_PLACED = new Set([
  'drop-in',
  'card-not-recognised',
  'choose-session',
  'may-have-stayed',
  'prescription-ended',
  'card-blocked',
  'card-suspect',
  'refused',
]);

/** A card the hub did not know may be on record here. */
async function storeTap(
  trx: CentralDb,
  keys: SchemeKeys,
  venueId: string,
  fact: Extract<HubFact, { kind: 'tap' }>,
  now: Date,
): Promise<void> {
  const shown = fact.cardId === null ? await whoseCard(trx, keys, fact.evidence, fact.at) : undefined;
  const known = shown ? { ...fact, cardId: shown.cardId, counter: shown.counter } : fact;
  // A read that proves nothing says nothing about other reads of the card.
  if (!shown || shown.genuine) await noteTap(trx, known, venueId, now.toISOString());
  await noteUnplaced(trx, known, venueId);
}

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
