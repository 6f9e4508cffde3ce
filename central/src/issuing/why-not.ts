import type { CardRefusal } from '@tapwell/shared/card/status-words';

/** Why a card was not made, for programs; {@link WHY_NOT} says it to people. */
export type WhyNot = keyof typeof WHY_NOT;

export const WHY_NOT = {
  'not-ntag424':
    'This card is of another kind: it is not an NTAG 424 DNA. Use a blank one, or register this card by its number instead.',
  'other-keys':
    'This card is locked with keys that are not ours: it is from another scheme, or its keys are no longer here. It was left as it was. Use a blank card.',
  'frozen-file': 'Whoever set this card up locked its settings for good. It was left as it was. Use a blank card.',
  wait: 'The card asks for a pause after too many wrong keys. Leave it on the reader for a minute, then try again.',
  'memory-fault': "The card's memory is faulty. Use another card.",
  unclear: 'Card and reader did not understand each other. Hold the card still on the reader and try again.',
  'not-verified':
    'The card was written, but what it then showed was not right. Try again; if it stays so, use another card.',
} as const;

/** The reason behind a card's refusal where no better one is known. */
export function whyRefused(refusal: CardRefusal): WhyNot {
  if (refusal.kind === 'wrong-key' || refusal.kind === 'not-genuine') return 'other-keys';
  if (refusal.kind !== 'status') return 'unclear';
  switch (refusal.name) {
    case 'too-many-failed-authentications':
      return 'wait';
    case 'memory-error':
    case 'file-integrity-error':
    case 'card-integrity-error':
    case 'application-integrity-error':
    case 'card-disabled':
      return 'memory-fault';
    // A key whose total of failures is spent, or an old key other than its version says.
    case 'permission-denied':
    case 'integrity-error':
    case 'authentication-error':
      return 'other-keys';
    default:
      return 'unclear';
  }
}
