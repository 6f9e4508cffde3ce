import type { ReaderLog } from '../log.ts';
import { pause } from '../pause.ts';
import { CardGone, type PresentedCard, type ReaderListener } from '../reader.ts';
import { exchangeApdu } from './apdu.ts';
import { STATUS_ERROR_MASK, TIMES } from './constants.ts';
import { type Conversation, Pn532Error } from './conversation.ts';
import { EMPTY, type Look, type Presence, type Report, type Seen, see } from './presence.ts';
import { kindOf, readTargets, type Target } from './targets.ts';

/** RFConfiguration item 1 (UM0701-02, 7.3.1): the field, and it is off. */
const RF_FIELD = 0x01;
const OFF = Uint8Array.of(0x00);
/** ISO/IEC 14443-4: R(NAK), block number 0, no CID. */
const R_NAK = Uint8Array.of(0xb2);
const MAX_TARGETS = 2;
const TYPE_A_106 = 0x00;

export interface Polling {
  readonly pn532: Conversation;
  readonly listener: ReaderListener;
  readonly log: ReaderLog;
  readonly signal: AbortSignal;
}

/**
 * Looks for cards and reports them until `signal` aborts.
 * @throws {Pn532Error} when the PN532 no longer answers; the field then counts as empty
 */
export async function poll(polling: Polling): Promise<void> {
  const { signal } = polling;
  let presence: Presence = EMPTY;
  let look: Look = 'wait';
  let calm = false;
  try {
    while (!signal.aborted) {
      if (calm) await pause(TIMES.betweenLooks, signal);
      if (signal.aborted) break;
      let seen: Seen | undefined = await lookOnce(polling, look);
      while (seen !== undefined) {
        const sighting = see(presence, seen);
        ({ presence, look, calm } = sighting);
        seen = undefined;
        for (const report of sighting.reports) seen = (await tell(polling, report)) ?? seen;
      }
    }
  } catch (error) {
    // Nobody can say any more whether it lies there.
    if (presence.is !== 'empty' && !signal.aborted) polling.listener.removed();
    throw error;
  }
}

function lookOnce({ pn532 }: Polling, look: Look): Promise<Seen> {
  switch (look) {
    case 'wait':
      return list(pn532, TIMES.waitForCard);
    case 'ask':
      return ask(pn532);
    case 'list':
      return list(pn532, TIMES.lookAgain);
  }
}

async function list(pn532: Conversation, replyMs: number): Promise<Seen> {
  // A card that was activated before does not answer REQA, and one that was just being
  // activated when the last wait was renewed would be missed. Without power it forgets it all.
  await pn532.send('rfConfiguration', { item: RF_FIELD, data: OFF });
  try {
    const values = { maxTargets: MAX_TARGETS, baudRate: TYPE_A_106 };
    const { count, targets: bytes } = await pn532.send('inListPassiveTarget', values, { replyMs });
    const targets = readTargets(count, bytes);
    return targets === undefined ? { saw: 'nothing' } : { saw: 'targets', targets };
  } catch (error) {
    // It took the command and found no card in that time: no fault.
    if (error instanceof Pn532Error && error.why === 'no-reply') return { saw: 'nothing' };
    throw error;
  }
}

async function ask(pn532: Conversation): Promise<Seen> {
  try {
    const { status } = await pn532.send('inCommunicateThru', { data: R_NAK });
    return { saw: (status & STATUS_ERROR_MASK) === 0 ? 'answer' : 'silence' };
  } catch (error) {
    if (error instanceof Pn532Error && (error.why === 'no-reply' || error.why === 'refused')) return { saw: 'silence' };
    throw error;
  }
}

async function tell(polling: Polling, report: Report): Promise<Seen | undefined> {
  switch (report.report) {
    case 'card':
      return await present(polling, report.target);
    case 'collision':
      return void polling.listener.collision();
    case 'removed':
      return void polling.listener.removed();
  }
}

async function present({ pn532, listener, log, signal }: Polling, target: Target): Promise<Seen> {
  const card = new Pn532Card(pn532, target, signal);
  try {
    await listener.card(card);
  } catch (error) {
    log('the card handler failed', { error: String(error) });
  }
  card.finish();
  return { saw: 'exchange', broke: card.broke };
}

class Pn532Card implements PresentedCard {
  readonly uid: Uint8Array;
  readonly kind: PresentedCard['kind'];
  readonly #pn532: Conversation;
  readonly #target: Target;
  readonly #signal: AbortSignal;
  #finished = false;
  #broke = false;

  constructor(pn532: Conversation, target: Target, signal: AbortSignal) {
    this.uid = target.uid;
    this.kind = kindOf(target);
    this.#pn532 = pn532;
    this.#target = target;
    this.#signal = signal;
  }

  get broke(): boolean {
    return this.#broke;
  }

  /** Its time is over: a late APDU must not reach whatever lies there by then. */
  finish(): void {
    this.#finished = true;
  }

  async transceive(apdu: Uint8Array): Promise<Uint8Array> {
    if (this.kind !== 'iso14443-4') throw new CardGone('this card takes no APDUs');
    // Once broken it stays so: a late answer must not pass for that of the next APDU.
    if (this.#broke || this.#finished || this.#signal.aborted) throw new CardGone('the card is no longer there');
    try {
      return await exchangeApdu(this.#pn532, this.#target.number, apdu);
    } catch (error) {
      if (error instanceof CardGone) this.#broke = true;
      throw error;
    }
  }
}
