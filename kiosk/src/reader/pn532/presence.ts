import type { Target } from './targets.ts';
import { kindOf } from './targets.ts';

/**
 * What lies on the reader, as a pure machine: told what was seen, it says what
 * to report and how to look next.
 */
export type Presence =
  | { readonly is: 'empty' }
  | {
      readonly is: 'card';
      readonly target: Target;
      /** The exchange with it broke: when it is found again it is presented again. */
      readonly broke: boolean;
      /** How often the same card was presented again without having been away. */
      readonly again: number;
      /** It does not answer R(NAK) though it is there: look for it by listing only. */
      readonly deaf: boolean;
    }
  /** Two answered. Nothing is chosen until both are gone: one of them alone might be the wrong one. */
  | { readonly is: 'collision' };

export const EMPTY: Presence = { is: 'empty' };

/** A card whose exchange breaks every time is tried this often more, then left until it is taken away. */
export const MAX_AGAIN = 2;

export type Look =
  /** Wait for a card to come. */
  | 'wait'
  /** ISO/IEC 14443-4: an R(NAK) block is answered by R(ACK) without disturbing the card. */
  | 'ask'
  /** List anew: works with every card. */
  | 'list';

export type Seen =
  | { readonly saw: 'targets'; readonly targets: readonly Target[] }
  | { readonly saw: 'nothing' }
  /** The R(NAK) was, or was not, answered. */
  | { readonly saw: 'answer' }
  | { readonly saw: 'silence' }
  /** The listener finished with a card; `broke` when an exchange with it failed. */
  | { readonly saw: 'exchange'; readonly broke: boolean };

export type Report =
  | { readonly report: 'card'; readonly target: Target }
  | { readonly report: 'collision' }
  | { readonly report: 'removed' };

export interface Sighting {
  readonly presence: Presence;
  readonly reports: readonly Report[];
  readonly look: Look;
  /** All is as it was: a moment may pass before the next look. */
  readonly calm: boolean;
}

export function see(presence: Presence, seen: Seen): Sighting {
  switch (presence.is) {
    case 'empty':
      return seen.saw === 'targets' ? arrived(seen.targets, []) : { presence, reports: [], look: 'wait', calm: false };
    case 'collision':
      if (seen.saw === 'nothing' || (seen.saw === 'targets' && seen.targets.length === 0)) return gone();
      return { presence, reports: [], look: 'list', calm: true };
    case 'card':
      return seeCard(presence, seen);
  }
}

function seeCard(card: Presence & { is: 'card' }, seen: Seen): Sighting {
  switch (seen.saw) {
    case 'exchange': {
      const presence = { ...card, broke: seen.broke };
      // After a broken exchange the card's protocol state is unknown: only listing tells.
      return { presence, reports: [], look: seen.broke ? 'list' : lookFor(presence), calm: !seen.broke };
    }
    case 'answer':
      return { presence: card, reports: [], look: 'ask', calm: true };
    case 'silence':
      return { presence: card, reports: [], look: 'list', calm: false };
    case 'nothing':
      return gone();
    case 'targets':
      return seen.targets.length === 0 ? gone() : found(card, seen.targets);
  }
}

function found(card: Presence & { is: 'card' }, targets: readonly Target[]): Sighting {
  const [target] = targets;
  if (targets.length > 1 || !isSameCard(target!, card.target)) return arrived(targets, [{ report: 'removed' }]);
  if (card.broke && card.again < MAX_AGAIN) {
    return {
      presence: { is: 'card', target: target!, broke: false, again: card.again + 1, deaf: false },
      reports: [{ report: 'removed' }, { report: 'card', target: target! }],
      look: 'list',
      calm: true,
    };
  }
  // Still the same card. Was it silent to R(NAK), asking again is no use.
  const presence = { ...card, target: target!, deaf: true };
  return { presence, reports: [], look: lookFor(presence), calm: true };
}

function arrived(targets: readonly Target[], before: readonly Report[]): Sighting {
  const [target] = targets;
  if (target === undefined) return { presence: EMPTY, reports: before, look: 'wait', calm: false };
  if (targets.length > 1) {
    return { presence: { is: 'collision' }, reports: [...before, { report: 'collision' }], look: 'list', calm: true };
  }
  const presence: Presence = { is: 'card', target, broke: false, again: 0, deaf: false };
  return { presence, reports: [...before, { report: 'card', target }], look: lookFor(presence), calm: true };
}

function gone(): Sighting {
  return { presence: EMPTY, reports: [{ report: 'removed' }], look: 'wait', calm: false };
}

function lookFor(card: Presence & { is: 'card' }): Look {
  return kindOf(card.target) === 'iso14443-4' && !card.deaf ? 'ask' : 'list';
}

function isSameCard(a: Target, b: Target): boolean {
  if (Buffer.from(a.uid).equals(b.uid)) return true;
  // ISO/IEC 14443-3, 6.5.4: a 4-byte UID beginning 08 is drawn anew at every
  // power-up, so each look at the same phone or private card shows another.
  return isRandomUid(a.uid) && isRandomUid(b.uid) && a.selRes === b.selRes && Buffer.from(a.ats).equals(b.ats);
}

function isRandomUid(uid: Uint8Array): boolean {
  return uid.length === 4 && uid[0] === 0x08;
}
