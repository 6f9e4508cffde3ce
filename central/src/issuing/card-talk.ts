import { randomBytes } from 'node:crypto';
import { concat } from '@tapwell/shared/bytes';
import { dataOf, MORE_TO_COME, NEXT_FRAME, parseResponse } from '@tapwell/shared/card/apdu';
import { authenticateEv2First, type Ev2Session, ev2AuthReceive } from '@tapwell/shared/card/ev2-auth';
import { type NativeCommand, openResponse, plainApdu, sealCommand } from '@tapwell/shared/card/ev2-messaging';
import type { KeyNumber } from '@tapwell/shared/card/ntag424-settings';
import type { CardAnswer, CardRefusal } from '@tapwell/shared/card/status-words';

/**
 * Sends one APDU to the card and gives its response APDU.
 * @throws whatever the caller likes when the card is gone; it passes through
 */
export type Exchange = (apdu: Uint8Array) => Promise<Uint8Array>;

/** The card said no, or answered what it must not; its session is over. */
export class CardRefused extends Error {
  override readonly name = 'CardRefused';
  readonly refusal: CardRefusal;

  constructor(refusal: CardRefusal) {
    super(`the card refused: ${refusal.kind}`);
    this.refusal = refusal;
  }
}

/** What a card said. @throws {CardRefused} */
export function accepted<T>(answer: CardAnswer<T>): T {
  if (answer.kind === 'ok') return answer.value;
  throw new CardRefused(answer);
}

/** An ISO command, whose success is 9000. @throws {CardRefused} */
export async function iso(exchange: Exchange, apdu: Uint8Array): Promise<Uint8Array> {
  return accepted(dataOf(await exchange(apdu), 0x9000));
}

/** A native command without a session; a long answer's frames come joined. @throws {CardRefused} */
export async function native(exchange: Exchange, command: NativeCommand): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let response = await exchange(plainApdu(command));
  // No command here has more than three frames; a card that never ends is not one.
  for (let frame = 0; frame < 4 && parseResponse(response)?.status === MORE_TO_COME; frame++) {
    parts.push(response.slice(0, -2));
    response = await exchange(NEXT_FRAME);
  }
  return concat(...parts, accepted(dataOf(response)));
}

/** Proves key `number` to the card and the card's to us. @returns undefined when the card holds another key */
export async function authenticate(
  exchange: Exchange,
  number: KeyNumber,
  key: Uint8Array,
): Promise<CardSession | undefined> {
  let step = authenticateEv2First({ keyNumber: number, key, rndA: new Uint8Array(randomBytes(16)) });
  for (;;) {
    const next = ev2AuthReceive(step.state, await exchange(step.apdu));
    if (next.kind === 'authenticated') return new CardSession(exchange, next.session);
    // What cannot prove the key to us does not hold it either.
    if (next.kind === 'wrong-key' || next.kind === 'not-genuine') return undefined;
    if (next.kind !== 'send') throw new CardRefused(next);
    step = next;
  }
}

/** Commands under the session keys of one authentication, in order. */
export class CardSession {
  private readonly exchange: Exchange;
  private session: Ev2Session;

  constructor(exchange: Exchange, session: Ev2Session) {
    this.exchange = exchange;
    this.session = session;
  }

  /** @throws {CardRefused} and then the session is over */
  async run(command: NativeCommand): Promise<Uint8Array> {
    const sealed = sealCommand(this.session, command);
    this.session = sealed.session;
    return accepted(openResponse(this.session, command, await this.exchange(sealed.apdu)));
  }
}
