/**
 * What the kiosk knows of any card reader. Two drivers implement it (PC/SC and
 * PN532 on a serial line); one contract suite runs against both.
 */
export interface Reader {
  /** For staff and logs, e.g. `PN532 on /dev/ttyUSB0` or `ACS ACR1252 00 00`. */
  readonly name: string;
  /** Opens the hardware and keeps it open; failures show as state, never as a throw. Call once. */
  start(listener: ReaderListener): void;
  /** Releases the hardware; resolves when nothing more will be reported. */
  stop(): Promise<void>;
}

export interface ReaderListener {
  /** Reported on every change, and once soon after `start`. */
  state(state: ReaderState): void;
  /**
   * A card came into the field. The driver waits for the promise before it
   * looks for the card's removal, so the exchange has the card to itself; afterwards
   * `transceive` only gives CardGone.
   *
   * A card whose exchange broke and that still lies there is reported again, after
   * `removed`, at most twice: at the edge of the field the second try often succeeds.
   * The listener must not reject; a driver treats a rejection as a bug and logs it.
   */
  card(card: PresentedCard): Promise<void>;
  /**
   * More than one card answered at once: none was chosen, and none will be until the field
   * was empty. PC/SC has no word for it: such a reader reports one mute card instead.
   */
  collision(): void;
  /**
   * The field is empty again, or the reader is gone. Reported once after each `card` or
   * `collision`, unless `stop` came before.
   */
  removed(): void;
}

export type ReaderState =
  | { state: 'ready' }
  /** `why` is one plain sentence for staff. */
  | { state: 'not-ready'; why: string };

export interface PresentedCard {
  /**
   * UID from anticollision: 4, 7 or 10 bytes; empty when the reader cannot tell, as with a
   * mute card or one pulled away at once. 4 bytes beginning 08 are drawn anew each time.
   */
  readonly uid: Uint8Array;
  /** `iso14443-4` takes APDUs; `iso14443-3` (NTAG21x, Classic, …) has only its UID for us; `unknown` is neither. */
  readonly kind: 'iso14443-4' | 'iso14443-3' | 'unknown';
  /**
   * Sends one ISO 7816-4 APDU and gives the response with its status word.
   * @throws {CardGone} when the card left the field, went mute or the exchange broke, and from
   *   then on every time; also for a card that takes no APDUs
   * @throws {RangeError} when the bytes cannot be an APDU
   */
  transceive(apdu: Uint8Array): Promise<Uint8Array>;
}

/** The card left, fell silent or answered garbage in mid-exchange: ask the person to hold it longer. */
export class CardGone extends Error {
  override readonly name = 'CardGone';
}
