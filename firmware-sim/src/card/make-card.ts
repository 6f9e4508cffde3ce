import { hex, unhex } from '../bytes.ts';
import type { DesfireKey } from './desfire/crypto.ts';
import { DesfireEv1 } from './desfire/desfire.ts';
import { factoryDesfire, loadDesfire, zeroKey } from './desfire/memory.ts';
import { Ntag21x } from './ntag21x.ts';
import { factoryMemory, loadMemory, personalisedMemory } from './ntag424/memory.ts';
import { Ntag424 } from './ntag424/ntag424.ts';
import type { CardMemory, OnMemoryChange, SimCard } from './sim-card.ts';

export const PROFILES = ['ntag424', 'desfire', 'ntag213', 'ntag215', 'ntag216'] as const;
export type Profile = (typeof PROFILES)[number];

/** How to make a card. */
export interface CardPlan {
  readonly profile: Profile;
  /** Hex; 7 bytes for every profile so far. */
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
  if (plan.profile === 'desfire') {
    const memory = saved ? loadDesfire(saved) : factoryDesfire(uid, parsePiccKey(plan.piccKey ?? 'des'));
    return new DesfireEv1(memory, changed);
  }
  if (plan.profile !== 'ntag424') return new Ntag21x(plan.profile, uid, saved, changed);
  return new Ntag424(saved ? loadMemory(saved) : freshNtag424(plan, uid), changed);
}

/** `des`, `des:HEX` or `aes:HEX`; throws RangeError in one sentence. */
export function parsePiccKey(text: string): DesfireKey {
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
  if (!(PROFILES as readonly string[]).includes(plan.profile)) {
    throw new RangeError(`There is no card profile "${plan.profile}". Known profiles: ${PROFILES.join(', ')}.`);
  }
  let uid: Uint8Array;
  try {
    uid = unhex(plan.uid);
  } catch {
    throw new RangeError(`The UID "${plan.uid}" is not hexadecimal.`);
  }
  if (uid.length !== 7) throw new RangeError(`The UID ${hex(uid)} has ${uid.length} bytes; ${plan.profile} needs 7.`);
  return uid;
}
