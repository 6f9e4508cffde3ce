import { fromHex, toHex } from '@tapwell/shared/bytes';
import { decryptPiccData, sunMacMatches } from '@tapwell/shared/card/sun';
import { parseSunUrl } from '@tapwell/shared/card/sun-url';
import { fileReadKey, type SchemeKeys } from './scheme-keys.ts';

/** What the keys say of the address on a card. It says nothing of the counter's freshness, nor whose card it is. */
export type CardVerdict =
  | { kind: 'genuine'; uid: string; counter: number; cardMasterVersion: number; metaReadVersion: number }
  /** Another scheme's card, a forgery, or a key version that is not here. */
  | { kind: 'not-ours' }
  | { kind: 'no-sun' };

/** Judges a card's address with every version of the scheme's keys. Pure. */
export function verifyCard(keys: SchemeKeys, url: string): CardVerdict {
  const message = parseSunUrl(url);
  if (!message) return { kind: 'no-sun' };
  for (const metaRead of keys.metaRead) {
    const picc = decryptPiccData(fromHex(metaRead.key), message.piccData);
    if (!picc) continue;
    const uid = toHex(picc.uid);
    const master = keys.cardMaster.find(({ version }) =>
      sunMacMatches(fromHex(fileReadKey(keys, uid, version)), picc, message.mac),
    );
    if (!master) continue;
    const versions = { cardMasterVersion: master.version, metaReadVersion: metaRead.version };
    return { kind: 'genuine', uid, counter: picc.counter, ...versions };
  }
  return { kind: 'not-ours' };
}
