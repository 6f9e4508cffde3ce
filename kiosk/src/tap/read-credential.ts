import { concat, toHex } from '@tapwell/shared/bytes';
import { NTAG424_AID } from '@tapwell/shared/card/diversify';
import { ndefUrl } from '@tapwell/shared/card/ndef';
import type { Evidence } from '@tapwell/shared/tap/tap';
import { CardGone, type PresentedCard } from '../reader/reader.ts';

/** What reading a card gave; the kiosk holds no keys and judges nothing. */
export type Credential =
  | { kind: 'evidence'; evidence: Evidence }
  /** The card left or fell silent in the middle: nothing is recorded. */
  | { kind: 'torn' }
  /** A phone or another card that shows a new number each time: nothing we could know it by again. */
  | { kind: 'unreadable' };

const NDEF_FILE = Uint8Array.of(0xe1, 0x04);
const OK = 0x9000;

/**
 * Reads a card's credential: the SUN URL of an NTAG 424 DNA in three APDUs
 * (select application, select file, one read), or else the UID.
 */
export async function readCredential(card: PresentedCard): Promise<Credential> {
  try {
    const url = card.kind === 'iso14443-4' ? await readNdefUrl(card) : undefined;
    // Any other content says nothing about the card: only its UID does.
    if (url?.includes('?p=')) return { kind: 'evidence', evidence: { kind: 'sun', url, ...uidField(card) } };
  } catch (error) {
    if (error instanceof CardGone) return { kind: 'torn' };
    throw error;
  }
  const { uid } = uidField(card);
  // A card of which not even the number could be read: two at once, or one held badly.
  if (card.uid.length === 0) return { kind: 'torn' };
  return uid ? { kind: 'evidence', evidence: { kind: 'uid', uid } } : { kind: 'unreadable' };
}

/** @returns undefined when the card has no NDEF application or its file holds no URL */
async function readNdefUrl(card: PresentedCard): Promise<string | undefined> {
  const application = await send(card, concat(Uint8Array.of(0x00, 0xa4, 0x04, 0x00, 7), NTAG424_AID, Uint8Array.of(0)));
  if (application.status !== OK) return undefined;
  const file = await send(card, concat(Uint8Array.of(0x00, 0xa4, 0x00, 0x0c, 2), NDEF_FILE));
  if (file.status !== OK) return undefined;
  const read = await send(card, Uint8Array.of(0x00, 0xb0, 0x00, 0x00, 0x00));
  return read.status === OK ? ndefUrl(read.data) : undefined;
}

/** A phone's or passport's random UID (ISO 14443-3 §6.5.4: first byte 08) names nothing and is not kept. */
function uidField(card: PresentedCard): { uid?: string } {
  const { uid } = card;
  const random = uid.length === 4 && uid[0] === 0x08;
  return [4, 7, 10].includes(uid.length) && !random ? { uid: toHex(uid) } : {};
}

async function send(card: PresentedCard, apdu: Uint8Array): Promise<{ data: Uint8Array; status: number }> {
  const answer = await card.transceive(apdu);
  if (answer.length < 2) throw new CardGone('the card answered less than a status word');
  const status = (answer.at(-2)! << 8) | answer.at(-1)!;
  return { data: answer.subarray(0, -2), status };
}
