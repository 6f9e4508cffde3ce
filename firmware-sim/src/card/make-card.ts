import { hex, unhex } from '../bytes.ts';
import { Ntag21x } from './ntag21x.ts';
import { factoryMemory, loadMemory, personalisedMemory } from './ntag424/memory.ts';
import { Ntag424 } from './ntag424/ntag424.ts';
import type { CardMemory, OnMemoryChange, SimCard } from './sim-card.ts';

export const PROFILES = ['ntag424', 'ntag213', 'ntag215', 'ntag216'] as const;
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
}

/**
 * Makes a card, from what it remembers when that is given.
 * @throws RangeError in one plain sentence when the plan cannot be a card
 */
export function makeCard(plan: CardPlan, saved?: CardMemory, changed?: OnMemoryChange): SimCard {
  const uid = uidOf(plan);
  if (plan.profile !== 'ntag424') return new Ntag21x(plan.profile, uid, saved, changed);
  return new Ntag424(saved ? loadMemory(saved) : freshNtag424(plan, uid), changed);
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
