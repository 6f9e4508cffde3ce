import type { HubFact } from '@tapwell/shared/facts/hub-report';
import type { CentralDb } from '../store/schema.ts';

/**
 * Keeps a time in which no card could be read. Before its hub was first paired
 * nobody could have told of one: such a gap comes of a clock that was years
 * behind, and would take back every absence there ever was at the venue.
 */
export async function storeGap(
  trx: CentralDb,
  hubId: string,
  { id, from, to }: Extract<HubFact, { kind: 'kiosk-gap' }>,
): Promise<void> {
  const paired = await trx
    .selectFrom('pairing_code')
    .select((q) => q.fn.min('used_at').as('at'))
    .where('hub_id', '=', hubId)
    .executeTakeFirst();
  const from_at = paired?.at && paired.at > from ? paired.at : from;
  if (from_at > to) return;
  await trx.insertInto('kiosk_gap').values({ id, hub_id: hubId, from_at, to_at: to }).execute();
}
