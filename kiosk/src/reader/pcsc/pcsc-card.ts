import { CardGone, type PresentedCard } from '../reader.ts';

/** Sends one APDU through PC/SC; rejects when that fails for whatever reason. */
export type Transmit = (apdu: Uint8Array) => Promise<Uint8Array>;

/** PC/SC part 3, 3.2.2.1.3 Get Data: the UID of the card in the field. */
export const GET_UID = Uint8Array.of(0xff, 0xca, 0x00, 0x00, 0x00);

/** The UID in the answer to `GET_UID`; empty when the reader could not tell. */
export function uidOf(answer: Uint8Array): Uint8Array {
  const uid = answer.slice(0, -2);
  const good = answer.at(-2) === 0x90 && answer.at(-1) === 0x00;
  return good && [4, 7, 10].includes(uid.length) ? uid : new Uint8Array(0);
}

export class PcscCard implements PresentedCard {
  readonly uid: Uint8Array;
  readonly kind: PresentedCard['kind'];
  readonly #transmit: Transmit | undefined;
  #finished = false;
  #broke: boolean;

  /** @param transmit undefined when the card was lost or mute before it could be reported */
  constructor(kind: PresentedCard['kind'], uid: Uint8Array, transmit: Transmit | undefined) {
    this.kind = kind;
    this.uid = uid;
    this.#transmit = transmit;
    this.#broke = transmit === undefined;
  }

  get broke(): boolean {
    return this.#broke;
  }

  /** Its time is over: a late APDU must not reach whatever lies there by then. */
  finish(): void {
    this.#finished = true;
  }

  async transceive(apdu: Uint8Array): Promise<Uint8Array> {
    if (apdu.length < 4) throw new RangeError(`an APDU has at least 4 bytes, not ${apdu.length}`);
    if (this.kind === 'iso14443-3') throw new CardGone('this card takes no APDUs');
    if (this.#transmit === undefined || this.#broke || this.#finished)
      throw new CardGone('the card is no longer there');
    try {
      const answer = await this.#transmit(apdu);
      if (answer.length < 2) throw new Error('the response has no status word');
      return answer;
    } catch (cause) {
      this.#broke = true;
      throw new CardGone('the card did not answer', { cause });
    }
  }
}
