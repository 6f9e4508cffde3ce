/**
 * Numbers of the PN532's host interface. Clauses are those of the PN532 user
 * manual, NXP UM0701-02.
 */

/** Frame identifiers (6.2.1.1): which way an information frame travels. */
export const TO_PN532 = 0xd4;
export const FROM_PN532 = 0xd5;

/** The application-level error frame carries this one byte instead of a frame identifier (6.2.1.5). */
export const APPLICATION_ERROR = 0x7f;

/** The longest information field, frame identifier included (6.2.1.2). */
export const MAX_INFORMATION = 265;

/** The longest DataOut of one InDataExchange; longer APDUs are chained (7.3.8). */
export const MAX_DATA_OUT = 262;

/** The line speed after power-up (HSU: 115200 baud, 8 data bits, no parity, one stop bit). */
export const BAUD_RATE = 115_200;

/** All times in milliseconds. */
export const TIMES = {
  /** The manual promises an ACK within 15 ms (6.2.1.3); a USB serial adapter may add 16 ms each way. */
  ack: 100,
  /** A reply to a command that touches no card. */
  reply: 300,
  /**
   * One wait for a card. The PN532 answers the moment a card arrives; when this
   * time is up the wait is renewed, and the renewal's ACK proves that the chip
   * still lives. With `ack` and its one repetition, a dead chip is known within a second.
   */
  waitForCard: 700,
  /** Long enough to find a card that is there: activation takes 5 to 60 ms. */
  lookAgain: 150,
  /** Between two looks whether the card still lies there. */
  betweenLooks: 120,
  /** One APDU. A card that waits longer (ISO 14443-4 allows 4.9 s) is of no use at a door. */
  apdu: 2_000,
} as const;

/** Sent at most this often; the first sending counts. */
export const MAX_SENDINGS = 2;
/** Asks for a damaged reply again at most this often (6.2.1.4). */
export const MAX_NACKS = 3;

/** Bits of InDataExchange's status byte, and of the target byte sent with it (7.1, 7.3.8). */
export const STATUS_ERROR_MASK = 0x3f;
export const MORE_INFORMATION = 0x40;

/** SEL_RES bit 6 of 8: the card speaks ISO/IEC 14443-4. Bit 7: NFC-DEP, a phone talking peer to peer. */
export const SEL_RES_14443_4 = 0x20;
export const SEL_RES_NFC_DEP = 0x40;

/** What InDataExchange's error codes say (7.1), for the log. */
export const STATUS_TEXT: Readonly<Record<number, string>> = {
  1: 'the card did not answer in time',
  2: 'CRC error',
  3: 'parity error',
  4: 'wrong bit count during anticollision',
  5: 'framing error',
  6: 'bit collision',
  7: 'buffer too small',
  9: 'RF buffer overflow',
  10: 'RF field not switched on in time',
  11: 'RF protocol error',
  13: 'the antenna drivers are too hot',
  14: 'internal buffer overflow',
  16: 'invalid parameter',
  19: 'the data format does not match',
  20: 'authentication error',
  35: 'wrong UID check byte',
  37: 'invalid device state',
  38: 'operation not allowed',
  39: 'command not acceptable now',
  41: 'released by its initiator',
  42: 'another card took its place',
  43: 'the card disappeared',
  45: 'over-current',
};
