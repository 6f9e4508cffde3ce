import { bytes, unhex } from '../bytes.ts';
import type { SimCard } from './sim-card.ts';

/** Names of storage cards in PC/SC part 3 supplemental document, table "card names". */
const CARD_NAMES: Record<string, string> = {
  'MIFARE Classic 1K': '0001',
  'MIFARE Ultralight': '0003',
};
/** NTAG21x have no name of their own; PC/SC readers report them as Ultralight, whose commands they share. */
const ULTRALIGHT = '0003';

/**
 * The ATR a contactless PC/SC reader makes up for a card (PC/SC part 3, 3.1.3.2.3).
 * ISO 14443-4: `3B 8n 80 01` + historical bytes of the ATS + TCK.
 * Storage cards: `3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 NN NN 00 00 00 00` + TCK.
 */
export function atrOf(card: SimCard): Uint8Array {
  const { ats } = card.anticollision();
  if (ats) {
    const historical = historicalBytes(ats);
    return withCheckByte(bytes(0x3b, 0x80 | historical.length, 0x80, 0x01, historical));
  }
  const name = CARD_NAMES[card.chip] ?? ULTRALIGHT;
  return withCheckByte(unhex(`3B8F8001804F0CA000000306${'03'}${name}00000000`));
}

/** Historical bytes of an ATS (ISO 14443-4, 5.2): what follows TL, T0 and the interface bytes T0 announces. */
export function historicalBytes(ats: Uint8Array): Uint8Array {
  const t0 = ats[1];
  if (t0 === undefined) return new Uint8Array();
  const interfaceBytes = [0x10, 0x20, 0x40].filter((bit) => t0 & bit).length;
  return ats.slice(2 + interfaceBytes).slice(0, 15);
}

/** TCK is the exclusive-or of everything after TS (ISO 7816-3, 8.2.5). */
function withCheckByte(atr: Uint8Array): Uint8Array {
  return bytes(
    atr,
    atr.slice(1).reduce((sum, value) => sum ^ value, 0),
  );
}
