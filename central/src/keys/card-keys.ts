import { fromHex } from '@tapwell/shared/bytes';
import { cardKeyInput, diversifyKey } from '@tapwell/shared/card/diversify';
import { FACTORY_KEY } from '@tapwell/shared/card/ntag424-commands';
import type { KeyNumber } from '@tapwell/shared/card/ntag424-settings';
import { KEY_NUMBER, type SchemeKeys } from './scheme-keys.ts';

/** A key as a card holds it: GetKeyVersion tells the version, nothing tells the key. */
export interface KeyOnCard {
  /** AES-128, 16 bytes. Secret but for the factory's zeros. */
  key: Uint8Array;
  /** 0 to 255; 0 is the factory's, so ours start at 1. */
  version: number;
}

export const FACTORY: KeyOnCard = { key: FACTORY_KEY, version: 0 };

/** Most that a card keeps of a version: one byte (NT4H2421Gx §10.6.1). */
const MOST_VERSION = 255;

/**
 * Key `number` of the Tapwell card with this UID, of one version; version 0 is
 * the factory's. The metaRead key is the scheme's: it uncovers the UID, so it
 * cannot depend on it. All others are the card's own (NXP AN10922).
 * @param uid 7 bytes
 * @returns undefined when this scheme has no such version
 */
export function cardKey(
  keys: SchemeKeys,
  uid: Uint8Array,
  number: KeyNumber,
  version: number,
): KeyOnCard | undefined {
  if (version === 0) return FACTORY;
  if (number === KEY_NUMBER.metaRead) return metaReadKey(keys, version);
  const master = keys.cardMaster.find((k) => k.version === version);
  return master && { key: diversifyKey(fromHex(master.key), cardKeyInput(uid, number)), version };
}

/** The scheme's metaRead key of a version, which needs no UID. */
export function metaReadKey(keys: SchemeKeys, version: number): KeyOnCard | undefined {
  if (version === 0) return FACTORY;
  const found = keys.metaRead.find((k) => k.version === version);
  return found && { key: fromHex(found.key), version };
}

/**
 * The five keys a card of the newest version holds, by number.
 * @throws RangeError when the version is more than a card can tell
 */
export function newestCardKeys(keys: SchemeKeys, uid: Uint8Array): KeyOnCard[] {
  const version = newestVersion(keys);
  const meta = Math.max(...keys.metaRead.map((k) => k.version));
  return ([0, 1, 2, 3, 4] as const).map(
    (number) => cardKey(keys, uid, number, number === KEY_NUMBER.metaRead ? meta : version)!,
  );
}

/** The version of the card master key that new cards get; what `card.key_version` holds. */
export function newestVersion(keys: SchemeKeys): number {
  const version = Math.max(...keys.cardMaster.map((k) => k.version));
  if (Math.max(version, ...keys.metaRead.map((k) => k.version)) > MOST_VERSION) {
    throw new RangeError(`a card cannot tell a key version above ${MOST_VERSION}`);
  }
  return version;
}
