import {
  GET_CARD_UID,
  GET_VERSION,
  getKeyVersion,
  ISO_SELECT_APPLICATION,
  parseKeyVersion,
  parseUid,
} from '@tapwell/shared/card/ntag424-commands';
import type { KeyNumber } from '@tapwell/shared/card/ntag424-settings';
import { parseVersion } from '@tapwell/shared/card/ntag424-version';
import { FACTORY, type KeyOnCard } from '../keys/card-keys.ts';
import { accepted, authenticate, CardRefused, type CardSession, type Exchange, iso, native } from './card-talk.ts';

/** The keys a card of this scheme may hold, by what GetKeyVersion says. */
export interface Keyring {
  /** The scheme's metaRead key (key 1) of a version; needs no UID. */
  metaRead(version: number): KeyOnCard | undefined;
  /** Any key of the card with this UID. */
  key(uid: Uint8Array, number: KeyNumber, version: number): KeyOnCard | undefined;
}

/** A card of the right kind, and its UID as the card itself says. */
export interface Identified {
  /** 7 bytes. */
  uid: Uint8Array;
  /** It shows readers another UID each time; that can never be undone. */
  randomId: boolean;
}

/** NXP, NTAG, and the hardware generation of the 424 DNA (NT4H2421Gx §10.5.2). */
const NXP = 0x04;
const NTAG = 0x04;
const GENERATION = 0x30;

/**
 * Selects the application and learns the card's UID.
 * @returns what is wrong: no NTAG 424 DNA, or one that hides its UID from us
 */
export async function identify(exchange: Exchange, ring: Keyring): Promise<Identified | 'not-ntag424' | 'other-keys'> {
  let told: Uint8Array;
  try {
    await iso(exchange, ISO_SELECT_APPLICATION);
    told = await native(exchange, GET_VERSION);
  } catch (error) {
    // Another chip refuses one of the two, each kind with its own status.
    if (error instanceof CardRefused && error.refusal.kind === 'status') return 'not-ntag424';
    throw error;
  }
  const version = accepted(parseVersion(told));
  const { vendor, type, major } = version.hardware;
  if (vendor !== NXP || type !== NTAG || major !== GENERATION) return 'not-ntag424';
  const randomId = version.uid.every((byte) => byte === 0);
  if (!randomId) return { uid: version.uid, randomId };
  // With Random ID on only a session tells the UID, and only the metaRead key is known without it.
  const session = await openWith(exchange, 1, ring.metaRead(await versionOf(exchange, 1)));
  if (!session) return 'other-keys';
  const uid = accepted(parseUid(await session.session.run(GET_CARD_UID)));
  // Ends the session, in which plain commands are refused.
  await iso(exchange, ISO_SELECT_APPLICATION);
  return { uid, randomId };
}

/**
 * Opens a session with key `number`: with the key its version stands for, or
 * else the factory's, for a card whose maker set versions but no keys.
 */
export async function openWith(
  exchange: Exchange,
  number: KeyNumber,
  likely: KeyOnCard | undefined,
): Promise<{ session: CardSession; held: Uint8Array } | undefined> {
  const tries = likely && likely.version !== 0 ? [likely, FACTORY] : [FACTORY];
  for (const { key } of tries) {
    const session = await authenticate(exchange, number, key);
    if (session) return { session, held: key };
  }
  return undefined;
}

/** GetKeyVersion outside a session; a lie here only leads to a key that does not open. */
export async function versionOf(exchange: Exchange, number: KeyNumber): Promise<number> {
  return accepted(parseKeyVersion(await native(exchange, getKeyVersion(number))));
}
