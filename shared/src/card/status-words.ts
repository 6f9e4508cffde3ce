/**
 * What a card's two status bytes mean, in plain names.
 *
 * 91xx: native commands (NT4H2421Gx §10.3, and more that a DESFire EV1 has);
 * the rest: ISO/IEC 7816-4, as these cards use it (NT4H2421Gx §10.9).
 */
export const STATUS_NAMES = {
  36864: 'ok',
  37120: 'ok',
  37295: 'more-to-come',
  37132: 'no-changes',
  37134: 'out-of-memory',
  37148: 'command-not-supported',
  37150: 'integrity-error',
  37184: 'no-such-key',
  37246: 'wrong-length',
  37277: 'permission-denied',
  37278: 'parameter-error',
  37280: 'application-not-found',
  37281: 'application-integrity-error',
  37293: 'too-many-failed-authentications',
  37294: 'authentication-error',
  37310: 'boundary-error',
  37313: 'card-integrity-error',
  37322: 'command-aborted',
  37325: 'card-disabled',
  37326: 'too-many-applications',
  37342: 'already-exists',
  37358: 'memory-error',
  37360: 'file-not-found',
  37361: 'file-integrity-error',
  25985: 'memory-error',
  26368: 'wrong-length',
  27010: 'permission-denied',
  27013: 'conditions-not-satisfied',
  27264: 'parameter-error',
  27266: 'file-not-found',
  27268: 'out-of-memory',
  27270: 'parameter-error',
  27271: 'wrong-length',
  27392: 'boundary-error',
  27904: 'command-not-supported',
  28160: 'class-not-supported',
} as const;

export type StatusName = (typeof STATUS_NAMES)[keyof typeof STATUS_NAMES] | 'unknown';

/** @param status SW1SW2 as one number, e.g. 0x91AE */
export function statusName(status: number): StatusName {
  return (STATUS_NAMES as Record<number, StatusName>)[status] ?? 'unknown';
}

/** Why an answer was not accepted. After any of these the card has left its authenticated state: authenticate anew. */
export type CardRefusal =
  /** The card said no. `status` is SW1SW2, e.g. 0x919D. */
  | { kind: 'status'; status: number; name: StatusName }
  /** The card says that the key we used is not its own. */
  | { kind: 'wrong-key' }
  /** What answered does not hold the key: it could not return our challenge. */
  | { kind: 'not-genuine' }
  /** Changed on its way, or not from this session. */
  | { kind: 'bad-mac' }
  /** Not of the form that the standard gives for this answer. */
  | { kind: 'malformed'; detail: string };

/** A card's answer: what it said, or why that was not accepted. */
export type CardAnswer<T> = { kind: 'ok'; value: T } | CardRefusal;

export function refusedBy(status: number): CardRefusal {
  return { kind: 'status', status, name: statusName(status) };
}

export function malformed(detail: string): CardRefusal {
  return { kind: 'malformed', detail };
}

/** Applies `read` to what a card said, or passes its refusal on. */
export function andThen<T, U>(answer: CardAnswer<T>, read: (value: T) => CardAnswer<U>): CardAnswer<U> {
  return answer.kind === 'ok' ? read(answer.value) : answer;
}
