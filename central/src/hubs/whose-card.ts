import type { Evidence } from '@tapwell/shared/tap/tap';
import type { SchemeKeys } from '../keys/scheme-keys.ts';
import { verifyCard } from '../keys/verify-card.ts';
import type { CentralDb } from '../store/schema.ts';

/** A card on record, as far as what was shown of it says so. */
export interface ShownCard {
  cardId: string;
  /** Null for a card without cryptography. */
  counter: number | null;
  /** A cryptographic card of which only the UID was shown may be a copy: its holder is then not proved, nor absent. */
  genuine: boolean;
}

/**
 * Whose card a hub did not recognise: it may be new, or its roster may be old.
 * @param at when it was shown; a UID may come back on a card issued anew
 */
export async function whoseCard(
  trx: CentralDb,
  keys: SchemeKeys,
  evidence: Evidence | { kind: 'refused' },
  at: string,
): Promise<ShownCard | undefined> {
  if (evidence.kind === 'refused') return undefined;
  if (evidence.kind === 'sun') {
    const verdict = verifyCard(keys, evidence.url);
    if (verdict.kind === 'genuine') {
      const card = await cardOf(trx, verdict.uid, at, 'ntag424');
      return card && { cardId: card.id, counter: verdict.counter, genuine: true };
    }
    // Some other card with an address of its own may be registered by its UID.
    const card = evidence.uid && (await cardOf(trx, evidence.uid, at, 'uid'));
    return card ? { cardId: card.id, counter: null, genuine: true } : undefined;
  }
  const card = await cardOf(trx, evidence.uid, at);
  return card && { cardId: card.id, counter: null, genuine: card.profile === 'uid' };
}

/** The one that held at that time: the last issued before, or the first there was. */
async function cardOf(trx: CentralDb, uid: string, at: string, profile?: string) {
  const cards = await trx
    .selectFrom('card')
    .select(['id', 'profile', 'issued_at'])
    .where('uid', '=', uid)
    .orderBy('issued_at')
    .orderBy('id')
    .execute();
  const right = cards.filter((card) => profile === undefined || card.profile === profile);
  return right.findLast((card) => card.issued_at <= at) ?? right[0];
}
