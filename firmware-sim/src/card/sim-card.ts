/**
 * A simulated card as a reader's antenna meets it. Framing, CRC and block
 * numbers belong to the reader; the card sees whole commands.
 */
export interface SimCard {
  /** What the chip is, e.g. `NTAG 424 DNA`. */
  readonly chip: string;
  /** What anticollision gives. A card with a random UID makes a new one at each power-up. */
  anticollision(): Anticollision;
  /** The field reached the card. Volatile state starts afresh. */
  powerUp(): void;
  /** The field is gone. Only non-volatile memory survives. */
  powerDown(): void;
  /** The card was selected again (RATS or a new anticollision) without losing power. */
  select(): void;
  /** ISO 14443-4 cards: one command block, the answer with its status bytes. */
  apdu?(command: Uint8Array): Uint8Array;
  /** ISO 14443-3 cards: one command without CRC; `undefined` where the chip stays silent or sends NAK. */
  native?(command: Uint8Array): Uint8Array | undefined;
  /** Non-volatile memory as JSON, to be given back when the card is made again. */
  save(): CardMemory;
}

export interface Anticollision {
  /** 4, 7 or 10 bytes. */
  readonly uid: Uint8Array;
  /** SENS_RES as readers print it: most significant byte first, e.g. 03 44. */
  readonly sensRes: Uint8Array;
  /** SEL_RES; bit 0x20 says the card speaks ISO 14443-4. */
  readonly selRes: number;
  /** Answer to select with its length byte first; only ISO 14443-4 cards. */
  readonly ats?: Uint8Array;
}

/** JSON of a chip's own shape; opaque to everybody else. */
export type CardMemory = Record<string, unknown>;

/** Called in the middle of a command, after non-volatile memory changed and before the answer leaves. */
export type OnMemoryChange = () => void;

export function speaksIso14443_4(card: SimCard): boolean {
  return (card.anticollision().selRes & 0x20) !== 0;
}
