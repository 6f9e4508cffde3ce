import { toHex } from '@tapwell/shared/bytes';
import { ndefUrl, type SunTemplate, sunSettings, sunTemplate } from '@tapwell/shared/card/ndef';
import {
  ISO_SELECT_APPLICATION,
  ISO_SELECT_NDEF,
  isoReadBinary,
  NDEF_FILE_SIZE,
} from '@tapwell/shared/card/ntag424-commands';
import type { FileOptions } from '@tapwell/shared/card/ntag424-settings';
import { decryptPiccData, sunMacMatches } from '@tapwell/shared/card/sun';
import { parseSunUrl } from '@tapwell/shared/card/sun-url';
import { cardKey, FACTORY, type KeyOnCard, metaReadKey, newestCardKeys } from '../keys/card-keys.ts';
import { KEY_NUMBER, type SchemeKeys } from '../keys/scheme-keys.ts';
import { bringCard, type Goal } from './bring-card.ts';
import { CardRefused, type Exchange, iso } from './card-talk.ts';
import type { Identified, Keyring } from './identify-card.ts';
import { WHY_NOT, type WhyNot, whyRefused } from './why-not.ts';

/** How a card is to be made. */
export interface Plan {
  keys: SchemeKeys;
  /** An https URL in ASCII without query; the card adds `?p=…&c=…`. */
  urlBase: string;
  /** Show readers another UID each time, so that nobody can follow the card about. It can never be undone. */
  randomId: boolean;
  /**
   * Asked once the card has proven who it is and before anything is written.
   * @param uid hex
   * @param blank its key 0 is the factory's: then anyone may have said this UID
   * @returns why this card may not be used, in words, or undefined
   */
  refuse?: (uid: string, blank: boolean) => Promise<string | undefined>;
}

export type Personalised =
  | {
      kind: 'done';
      /** Hex, 14 digits. */
      uid: string;
      /** Version of the card master key; for the card register. */
      keyVersion: number;
      randomId: boolean;
    }
  /** `words` is for the person at the desk; the card can be tried again or used elsewhere as before. */
  | { kind: 'refused'; why: WhyNot | 'not-allowed'; words: string };

/** NT4H2421Gx §8.2.3.1: as delivered. */
const FACTORY_SETTINGS: FileOptions = {
  mode: 'plain',
  access: { read: 'free', write: 'free', readWrite: 'free', change: 0 },
};

/**
 * Makes a blank NTAG 424 DNA a Tapwell card, finishes one that an earlier run
 * left half made, or brings an older one to the newest keys: NDEF template,
 * keys, SDM settings, Random ID if asked, key 0 last; then reads it as a kiosk
 * would and verifies what it shows. A read counter in use is kept.
 *
 * @throws what `exchange` throws when the card is gone: run it again
 */
export function personalise(exchange: Exchange, plan: Plan): Promise<Personalised> {
  const template = sunTemplate(plan.urlBase);
  const settings: FileOptions = {
    mode: 'plain',
    access: { read: 'free', write: KEY_NUMBER.master, readWrite: KEY_NUMBER.master, change: KEY_NUMBER.master },
    sdm: sunSettings(template, KEY_NUMBER),
  };
  const goalOf = ({ uid, randomId }: Identified): Goal => ({
    keys: newestCardKeys(plan.keys, uid),
    file: wholeFile(template),
    settings,
    randomId: randomId || plan.randomId,
  });
  return bring(exchange, plan, goalOf, ({ uid }, { keys }, file) => showsItself(file, uid, keys));
}

/**
 * Makes a card of ours a blank one: factory keys, an empty NDEF file, SDM off.
 * Random ID, once on, stays. A blank card is left as it is and is `done` too.
 *
 * @throws what `exchange` throws when the card is gone: run it again
 */
export function resetCard(exchange: Exchange, plan: Pick<Plan, 'keys' | 'refuse'>): Promise<Personalised> {
  const goalOf = ({ randomId }: Identified): Goal => ({
    keys: [FACTORY, FACTORY, FACTORY, FACTORY, FACTORY],
    file: new Uint8Array(NDEF_FILE_SIZE),
    settings: FACTORY_SETTINGS,
    randomId,
  });
  return bring(exchange, plan, goalOf, (_card, _goal, file) => file.every((byte) => byte === 0));
}

async function bring(
  exchange: Exchange,
  { keys, refuse }: Pick<Plan, 'keys' | 'refuse'>,
  goalOf: (card: Identified) => Goal,
  verify: (card: Identified, goal: Goal, file: Uint8Array) => boolean,
): Promise<Personalised> {
  let notAllowed: string | undefined;
  let begun = false;
  try {
    const brought = await bringCard(exchange, keyring(keys), async (card) => {
      notAllowed = await refuse?.(toHex(card.uid), card.blank);
      if (notAllowed !== undefined) return { not: 'not-allowed' as const };
      begun = true;
      return goalOf(card);
    });
    if ('not' in brought) {
      const { not } = brought;
      return not === 'not-allowed'
        ? { kind: 'refused', why: not, words: notAllowed ?? '' }
        : { kind: 'refused', why: not, words: WHY_NOT[not] };
    }
    const { card, goal } = brought;
    if (!verify(card, goal, await readFile(exchange))) return refusedFor('not-verified');
    return { kind: 'done', uid: toHex(card.uid), keyVersion: goal.keys[0]!.version, randomId: goal.randomId };
  } catch (error) {
    if (!(error instanceof CardRefused)) throw error;
    const why = whyRefused(error.refusal);
    // All keys were proven before the first change: from there on they cannot be what is wrong.
    return refusedFor(begun && why === 'other-keys' ? 'not-verified' : why);
  }
}

function refusedFor(why: WhyNot): Personalised {
  return { kind: 'refused', why, words: WHY_NOT[why] };
}

function keyring(keys: SchemeKeys): Keyring {
  return {
    metaRead: (version) => metaReadKey(keys, version),
    key: (uid, number, version) => cardKey(keys, uid, number, version),
  };
}

/** Zeros to the end, so that nothing of an earlier life stays on the card. */
function wholeFile({ file }: SunTemplate): Uint8Array {
  const whole = new Uint8Array(NDEF_FILE_SIZE);
  whole.set(file);
  return whole;
}

/** The NDEF file as any reader sees it. Selecting the application ends the session, and SDM works without one only. */
async function readFile(exchange: Exchange): Promise<Uint8Array> {
  await iso(exchange, ISO_SELECT_APPLICATION);
  await iso(exchange, ISO_SELECT_NDEF);
  return iso(exchange, isoReadBinary());
}

function showsItself(file: Uint8Array, uid: Uint8Array, keys: readonly KeyOnCard[]): boolean {
  const message = parseSunUrl(ndefUrl(file) ?? '');
  const picc = message && decryptPiccData(keys[KEY_NUMBER.metaRead]!.key, message.piccData);
  if (!message || !picc || toHex(picc.uid) !== toHex(uid)) return false;
  return sunMacMatches(keys[KEY_NUMBER.fileRead]!.key, picc, message.mac);
}
