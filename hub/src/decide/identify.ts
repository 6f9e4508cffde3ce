import { fromHex, toHex } from '@tapwell/shared/bytes';
import { decryptPiccData, sunMacMatches } from '@tapwell/shared/card/sun';
import { parseSunUrl } from '@tapwell/shared/card/sun-url';
import type { RosterCard } from '@tapwell/shared/roster/roster';
import type { Evidence } from '@tapwell/shared/tap/tap';

/** Who a card says it is, before anything is asked about sessions. */
export type Identified =
  | { kind: 'card'; card: RosterCard; assurance: 'authenticated'; counter: number }
  | { kind: 'card'; card: RosterCard; assurance: 'uid-only'; counter: null }
  | { kind: 'suspect'; card: RosterCard; why: 'bad MAC' | 'cryptographic card shown without its cryptogram' }
  | { kind: 'unknown' };

interface Cards {
  metaReadKeys: string[];
  byUid(uid: string): RosterCard | undefined;
}

/**
 * Identifies a card from its evidence with the roster's keys. Pure.
 *
 * A card issued with cryptography is never accepted by its UID alone: anyone
 * can copy a UID, and accepting it would let a copy pass as the real card.
 */
export function identify(evidence: Evidence, cards: Cards): Identified {
  if (evidence.kind === 'uid') return byUid(evidence.uid, cards);
  const found = bySun(evidence.url, cards);
  // Some other card with a URL of its own may be registered by its UID.
  if (found.kind !== 'unknown' || !evidence.uid) return found;
  return cards.byUid(evidence.uid)?.profile === 'uid' ? byUid(evidence.uid, cards) : found;
}

function bySun(url: string, cards: Cards): Identified {
  const message = parseSunUrl(url);
  if (!message) return { kind: 'unknown' };
  // Key versions overlap while a rotation runs. The wrong key uncovers noise, so a UID on file settles which was used.
  for (const metaReadKey of cards.metaReadKeys) {
    const picc = decryptPiccData(fromHex(metaReadKey), message.piccData);
    const card = picc && cards.byUid(toHex(picc.uid));
    if (!picc || card?.profile !== 'ntag424') continue;
    const genuine = card.fileReadKeys.some((key) => sunMacMatches(fromHex(key), picc, message.mac));
    return genuine
      ? { kind: 'card', card, assurance: 'authenticated', counter: picc.counter }
      : { kind: 'suspect', card, why: 'bad MAC' };
  }
  return { kind: 'unknown' };
}

function byUid(uid: string, cards: Cards): Identified {
  const card = cards.byUid(uid);
  if (!card) return { kind: 'unknown' };
  if (card.profile === 'ntag424') {
    return { kind: 'suspect', card, why: 'cryptographic card shown without its cryptogram' };
  }
  return { kind: 'card', card, assurance: 'uid-only', counter: null };
}
