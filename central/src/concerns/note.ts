import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { audit } from '../audit/audit-log.ts';
import type { CentralDb } from '../store/schema.ts';
import { judgeRead, type ReadDoubt } from './judge-read.ts';

/** What may be wrong with a card or a tap, for a person to decide. */
export type ConcernKind = ReadDoubt | 'suspect-card' | 'blocked-card-used';

/** How a hub's outcome of a tap becomes a concern. */
const OF_OUTCOME: Record<string, ConcernKind> = {
  'card-suspect': 'suspect-card',
  'card-blocked': 'blocked-card-used',
};

interface Read {
  id: string;
  cardId: string;
  counter: number | null;
  venueId: string;
  at: string;
}

/** Keeps a genuine read and compares it with all others of the same card, from every hub. */
export async function noteRead(trx: CentralDb, read: Read, now: string): Promise<void> {
  const { cardId, ...rest } = read;
  // One read of a card at one venue is one read, whether it comes as a tap or as an attendance.
  const id = read.counter === null ? read.id : `${cardId} ${read.counter} ${read.venueId}`;
  const others = await trx
    .selectFrom('card_read')
    .select(['id', 'counter', 'venue_id as venueId', 'at'])
    .where('card_id', '=', cardId)
    .execute();
  if (others.some((other) => other.id === id)) return;
  await trx
    .insertInto('card_read')
    .values({ id, card_id: cardId, counter: read.counter, venue_id: read.venueId, at: read.at })
    .execute();
  const doubt = judgeRead({ ...rest, id }, others);
  if (doubt) await raise(trx, { id: read.id, kind: doubt, cardId, venueId: read.venueId, at: read.at }, now);
}

/** Looks at a tap that led to no attendance. */
export async function noteTap(
  trx: CentralDb,
  fact: Extract<HubFact, { kind: 'tap' }>,
  venueId: string,
  now: string,
): Promise<void> {
  const { id, cardId, counter, at, outcome } = fact;
  if (!cardId) return;
  const kind = OF_OUTCOME[outcome];
  if (kind) await raise(trx, { id, kind, cardId, venueId, at }, now);
  else await noteRead(trx, { id, cardId, counter, venueId, at }, now);
}

async function raise(
  trx: CentralDb,
  concern: { id: string; kind: ConcernKind; cardId: string; venueId: string; at: string },
  now: string,
): Promise<void> {
  const { id, kind, cardId, venueId, at } = concern;
  const card = await trx.selectFrom('card').select('patient_id').where('id', '=', cardId).executeTakeFirst();
  const added = await trx
    .insertInto('concern')
    .values({
      id,
      kind,
      patient_id: card?.patient_id ?? null,
      card_id: cardId,
      venue_id: venueId,
      at,
      central_at: now,
      settled_at: null,
      settled_by: null,
    })
    .onConflict((c) => c.column('id').doNothing())
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows !== 1n) return;
  await audit(trx, {
    at: now,
    actor: 'central',
    action: `concern: ${kind}`,
    subject: cardId,
    detail: { venueId, at, id },
  });
}
