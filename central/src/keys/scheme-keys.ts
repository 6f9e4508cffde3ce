import { randomBytes } from 'node:crypto';
import { fromHex, toHex } from '@tapwell/shared/bytes';
import { cardKeyInput, diversifyKey } from '@tapwell/shared/card/diversify';
import { hex } from '@tapwell/shared/tap/tap';
import { z } from 'zod';

const versioned = z.array(z.object({ version: z.number().int().positive(), key: hex })).min(1);

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
  const fresh = () => [{ version: 1, key: toHex(randomBytes(16)) }];
  return { cardMaster: fresh(), metaRead: fresh() };
}

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
