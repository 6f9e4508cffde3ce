import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { newId } from '@tapwell/shared/ids';
import type { CentralDb } from '../store/schema.ts';

/** Why nothing is known of a time; otherwise no card could be read in it. */
export type Unknown = 'paired-again' | 'replaced' | 'not-held' | 'out-of-use';

/** Keeps a time in which no card could be read, as its hub told it. */
export async function storeGap(
  trx: CentralDb,
  hubId: string,
  { id, from, to }: Extract<HubFact, { kind: 'kiosk-gap' }>,
): Promise<void> {
  await insertGap(trx, hubId, { id, from, to, why: null });
}

/**
 * Keeps a time of which nothing is known any more at a hub: who is not on
 * record from then may have been there.
 * @param from null when nothing of what the hub knew was ever complete here
 */
export async function keepUnknown(
  trx: CentralDb,
  hubId: string,
  { from, to, why }: { from: string | null; to: string; why: Unknown },
): Promise<void> {
  if (from === null || from < to) await insertGap(trx, hubId, { id: newId(), from: from ?? BEFORE_ALL, to, why });
}

/**
 * A hub that was paired again was thought a new machine until now that it says
 * what it has: the store it had is proof that nothing was lost, and what it
 * kept is on its way.
 * @param since when it was heard of last before that
 */
export async function settlePairing(
  trx: CentralDb,
  hubId: string,
  { sameStore, since }: { sameStore: boolean; since: string | null },
): Promise<void> {
  if (sameStore) {
    await trx
      .deleteFrom('kiosk_gap')
      .where('hub_id', '=', hubId)
      .where('to_at', '>=', since ?? '')
      .where('why', '=', 'paired-again')
      .execute();
    return;
  }
  await trx
    .updateTable('kiosk_gap')
    .set({ why: 'replaced' })
    .where('hub_id', '=', hubId)
    .where('to_at', '>=', since ?? '')
    .where('why', '=', 'paired-again')
    .execute();
}

const BEFORE_ALL = '1970-01-01T00:00:00.000Z';

/**
 * Before its hub was first paired nobody could have known anything: a gap from
 * before comes of a clock that was years behind, and would take back every
 * absence there ever was at the venue.
 */
async function insertGap(
  trx: CentralDb,
  hub_id: string,
  { id, from, to, why }: { id: string; from: string; to: string; why: Unknown | null },
): Promise<void> {
  const { first_paired_at: first } = await trx
    .selectFrom('hub')
    .select('first_paired_at')
    .where('id', '=', hub_id)
    .executeTakeFirstOrThrow();
  const from_at = first !== null && first > from ? first : from;
  if (from_at > to) return;
  await trx.insertInto('kiosk_gap').values({ id, hub_id, from_at, to_at: to, why }).execute();
}
