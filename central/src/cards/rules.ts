/**
 * What may be done with a card by the state it is in. Pure.
 *
 *     issued, active ⇄ blocked, lost      a card that is found works again
 *     any of these   → replaced           for good: another card took its place
 *     any            → expired            for good: the card was emptied (reset)
 */
export type CardState = 'issued' | 'active' | 'blocked' | 'lost' | 'replaced' | 'expired';
export type CardAction = 'block' | 'lose' | 'unblock' | 'replace' | 'reset';

const AFTER: Record<CardAction, { state: CardState; from: readonly CardState[] }> = {
  block: { state: 'blocked', from: ['issued', 'active'] },
  lose: { state: 'lost', from: ['issued', 'active', 'blocked'] },
  unblock: { state: 'active', from: ['blocked', 'lost'] },
  replace: { state: 'replaced', from: ['issued', 'active', 'blocked', 'lost'] },
  reset: { state: 'expired', from: ['issued', 'active', 'blocked', 'lost', 'replaced'] },
};

const WORDS: Record<CardState, string> = {
  issued: 'This card is in use already.',
  active: 'This card is in use already.',
  blocked: 'This card is blocked already.',
  lost: 'This card is reported lost already.',
  replaced: 'This card was replaced by another and cannot come back.',
  expired: 'This card was emptied and cannot come back. Issue it anew.',
};

/** @returns the state it goes to, or in words why not */
export function afterAction(state: CardState, action: CardAction): { state: CardState } | { not: string } {
  const { from, state: next } = AFTER[action];
  return from.includes(state) ? { state: next } : { not: WORDS[state] };
}

/** Whether taps of a card in this state count. */
export function counts(state: CardState): boolean {
  return state === 'active' || state === 'issued';
}

/**
 * Since when a card is in the state it goes to. A hub judges a late tap by
 * this, so from one state in which taps do not count to another it stays: a
 * card lost on Monday and replaced on Friday does not work on Wednesday.
 */
export function sinceWhen(card: { state: CardState; since: string }, next: CardState, now: string): string {
  return counts(card.state) || counts(next) ? now : card.since;
}

/** Earlier life of the number of the card that lies on the desk. */
export interface EarlierCard {
  /** The patient, or companion, by id. */
  holderId: string;
  profile: string;
  state: CardState;
}

/**
 * Whether a number may become (or again be) the card of this patient or companion.
 * @returns `new`, `renew` for their own card in use, or in words why not
 */
export function mayUse(
  earlier: readonly EarlierCard[],
  holderId: string,
  profile: 'ntag424' | 'uid',
): 'new' | 'renew' | { not: string } {
  const live = earlier.filter((card) => card.state !== 'expired');
  if (live.length === 0) return 'new';
  const [card] = live;
  if (live.length === 1 && card?.holderId === holderId && card.profile === profile && counts(card.state)) {
    return 'renew';
  }
  if (live.some((one) => one.holderId !== holderId)) {
    return { not: 'This card was given to somebody else. Empty it with “reset” first, or use another card.' };
  }
  if (live.some((one) => one.state === 'blocked' || one.state === 'lost')) {
    return { not: 'This card of theirs is blocked. Unblock it, or use another card.' };
  }
  return { not: 'This card of theirs was used before. Empty it with “reset” first, or use another card.' };
}

/** A number of 4 bytes that begins with 08 is drawn anew each time (ISO/IEC 14443-3 §6.5.4): a phone's, for example. */
export function isRandomUid(uid: string): boolean {
  return uid.length === 8 && uid.startsWith('08');
}
