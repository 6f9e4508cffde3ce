import { hex, unhex } from '../bytes.ts';
import type { DesfireKey } from './desfire/crypto.ts';
import { DesfireEv1 } from './desfire/desfire.ts';
import { factoryDesfire, loadDesfire, zeroKey } from './desfire/memory.ts';
import { factoryMemory, loadMemory, personalisedMemory } from './ntag424/memory.ts';
import { Ntag424 } from './ntag424/ntag424.ts';
import { Classic1k, ForeignCard, Phone } from './plain.ts';
import type { CardMemory, OnMemoryChange, SimCard } from './sim-card.ts';
import { Type2Tag } from './type2.ts';

/** Card profiles and the UID lengths each can have. */
const UID_LENGTHS = {
  ntag424: [7],
  desfire: [7],
  ntag213: [7],
  ntag215: [7],
  ntag216: [7],
  ultralight: [7],
  classic1k: [4, 7],
  iso14443_4: [4, 7, 10],
  // Random at every power-up, whatever the plan says.
  phone: [0, 4, 7, 10],
} as const satisfies Record<string, readonly number[]>;

export type Profile = keyof typeof UID_LENGTHS;
export const PROFILES = Object.keys(UID_LENGTHS) as [Profile, ...Profile[]];

/** How to make a card. */
export interface CardPlan {
  readonly profile: Profile;
  /** Hex, of a length the profile can have; a phone's is only a name for its state. */
  readonly uid: string;
  /** NTAG 424 DNA only: the address the SUN message is appended to. Without it the card is blank. */
  readonly url?: string | undefined;
  /** NTAG 424 DNA only: hex, 16 bytes each; zero keys when absent. */
  readonly keys?: { readonly metaRead: string; readonly fileRead: string } | undefined;
  /** NTAG 424 DNA only: reads so far. */
  readonly counter?: number | undefined;
  /** DESFire only: the PICC master key, `des`, `des:HEX` or `aes:HEX` with 16 bytes; `des` is the factory's zero key. */
  readonly piccKey?: string | undefined;
}

/**
 * Makes a card, from what it remembers when that is given.
 * @throws RangeError in one plain sentence when the plan cannot be a card
 */
export function makeCard(plan: CardPlan, saved?: CardMemory, changed?: OnMemoryChange): SimCard {
  const uid = uidOf(plan);
  switch (plan.profile) {
    case 'ntag424':
      return new Ntag424(saved ? loadMemory(saved) : freshNtag424(plan, uid), changed);
    case 'desfire': {
      const memory = saved ? loadDesfire(saved) : factoryDesfire(uid, parsePiccKey(plan.piccKey ?? 'des'));
      return new DesfireEv1(memory, changed);
    }
    case 'classic1k':
      return new Classic1k(uid);
    case 'iso14443_4':
      return new ForeignCard(uid);
    case 'phone':
      return new Phone();
    default:
      return new Type2Tag(plan.profile, uid, saved, changed);
  }
}

/** `des`, `des:HEX` or `aes:HEX`; throws RangeError in one sentence. */
function parsePiccKey(text: string): DesfireKey {
  if (text === 'des') return zeroKey('des');
  const [, type, value] = /^(des|aes):([0-9a-f]{32})$/i.exec(text) ?? [];
  if (type && value) return { type: type === 'aes' ? 'aes' : 'des', value: unhex(value), version: 0 };
  throw new RangeError(`The PICC key must be des, or des: or aes: with 32 hex digits, not "${text}".`);
}

function freshNtag424(plan: CardPlan, uid: Uint8Array) {
  if (plan.url === undefined) return factoryMemory(uid);
  const zero = '00'.repeat(16);
  return personalisedMemory(uid, {
    urlBase: plan.url,
    keys: { metaRead: unhex(plan.keys?.metaRead ?? zero), fileRead: unhex(plan.keys?.fileRead ?? zero) },
    ...(plan.counter === undefined ? {} : { counter: plan.counter }),
  });
}

function uidOf(plan: CardPlan): Uint8Array {
  const lengths: readonly number[] | undefined = UID_LENGTHS[plan.profile];
  if (!lengths) {
    throw new RangeError(`There is no card profile "${plan.profile}". Known profiles: ${PROFILES.join(', ')}.`);
  }
  let uid: Uint8Array;
  try {
    uid = unhex(plan.uid);
  } catch {
    throw new RangeError(`The UID "${plan.uid}" is not hexadecimal.`);
  }
  if (lengths.includes(uid.length)) return uid;
  throw new RangeError(`The UID ${hex(uid)} has ${uid.length} bytes; ${plan.profile} needs ${lengths.join(' or ')}.`);
}
