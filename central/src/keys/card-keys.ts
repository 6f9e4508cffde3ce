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

/**
 * Key `number` of the Tapwell card with this UID, of one version; version 0 is
 * the factory's. The metaRead key is the scheme's: it uncovers the UID, so it
 * cannot depend on it. All others are the card's own (NXP AN10922).
 * @param uid 7 bytes
 * @returns undefined when this scheme has no such version
 */
export function cardKey(keys: SchemeKeys, uid: Uint8Array, number: KeyNumber, version: number): KeyOnCard | undefined {
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

/** The five keys a card of the newest version holds, by number. */
export function newestCardKeys(keys: SchemeKeys, uid: Uint8Array): KeyOnCard[] {
  const version = newestVersion(keys);
  // Either kind of key may be rotated without the other.
  const meta = keys.metaRead[0]!.version;
  return ([0, 1, 2, 3, 4] as const).map(
    (number) => cardKey(keys, uid, number, number === KEY_NUMBER.metaRead ? meta : version)!,
  );
}

/** The version of the card master key that new cards get; what `card.key_version` holds. */
export function newestVersion(keys: SchemeKeys): number {
  return keys.cardMaster[0]!.version;
}
