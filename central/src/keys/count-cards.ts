import type { CentralDb } from '../store/schema.ts';

/**
 * How many cards in use were made with each version of the card master key:
 * a rotation is over when none is left of the old one.
 */
export async function cardsInUse(db: CentralDb): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('card')
    .select(({ fn }) => ['key_version as version', fn.countAll<number>().as('cards')])
    .where('profile', '=', 'ntag424')
    // Lost and blocked cards may be let in again.
    .where('state', 'in', ['issued', 'active', 'lost', 'blocked'])
    .groupBy('key_version')
    .execute();
  return new Map(rows.map(({ version, cards }) => [version, Number(cards)]));
}
