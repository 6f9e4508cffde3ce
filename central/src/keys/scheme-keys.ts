import { randomBytes } from 'node:crypto';
import { fromHex, toHex } from '@tapwell/shared/bytes';
import { aesCmac } from '@tapwell/shared/card/aes-cmac';
import { cardKeyInput, diversifyKey } from '@tapwell/shared/card/diversify';
import { hex } from '@tapwell/shared/tap/tap';
import { z } from 'zod';

/** A card keeps the version of each of its keys in one byte. */
const LAST_VERSION = 255;

const versioned = z
  .array(
    z.object({
      version: z.number().int().positive().max(LAST_VERSION),
      key: hex.refine((key) => key.length === 32, 'a key is 16 bytes, 32 hex digits'),
    }),
  )
  .min(1)
  .refine((keys) => new Set(keys.map((k) => k.version)).size === keys.length, 'each version may appear once');

/** A scheme's keys, newest version first. Master keys never leave central. */
export const schemeKeys = z.object({
  /** Every card's keys are diversified from these. */
  cardMaster: versioned,
  /** Uncovers UID and counter in a SUN message; hubs hold it, and it proves nothing. */
  metaRead: versioned,
});
export type SchemeKeys = z.infer<typeof schemeKeys>;

/** Key numbers on a Tapwell NTAG 424 DNA. */
export const KEY_NUMBER = { master: 0, metaRead: 1, fileRead: 2 } as const;

export function newSchemeKeys(): SchemeKeys {
  return { cardMaster: [{ version: 1, key: freshKey() }], metaRead: [{ version: 1, key: freshKey() }] };
}

/**
 * The same keys with a fresh version of one kind at the front, for the cards
 * issued from now on. The older versions stay: cards that are out depend on them.
 * @throws RangeError when there is no version left
 */
export function rotateKeys(keys: SchemeKeys, which: keyof SchemeKeys): SchemeKeys {
  const version = Math.max(...keys[which].map((k) => k.version)) + 1;
  if (version > LAST_VERSION) throw new RangeError(`There is no key version after ${LAST_VERSION}.`);
  return { ...keys, [which]: [{ version, key: freshKey() }, ...keys[which]] };
}

/**
 * A short check value by which two people can tell over the telephone that they
 * hold the same key, and from which the key cannot be worked out: the first four
 * bytes of a CMAC over a text that no card key is ever derived from.
 * @param key hex
 */
export function keyFingerprint(key: string): string {
  return toHex(aesCmac(fromHex(key), CHECK_TEXT).subarray(0, 4));
}

// AN10922 inputs begin with 01, so this is the input of no key.
const CHECK_TEXT = new TextEncoder().encode('tapwell key check');

/**
 * A card's own SDMFileRead key, hex.
 * @param uid 7 bytes as hex
 * @throws RangeError when there is no master key of that version
 */
export function fileReadKey(keys: SchemeKeys, uid: string, version: number): string {
  const master = keys.cardMaster.find((k) => k.version === version);
  if (!master) throw new RangeError(`no card master key of version ${version}`);
  return toHex(diversifyKey(fromHex(master.key), cardKeyInput(fromHex(uid), KEY_NUMBER.fileRead)));
}

function freshKey(): string {
  return toHex(randomBytes(16));
}
