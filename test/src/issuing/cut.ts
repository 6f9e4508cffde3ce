import type { SimCard } from '@tapwell/firmware-sim/card/sim-card';

/** A card taken from the reader at one APDU, before it reached the card or after the card acted on it. */
export interface Cut {
  at: number;
  when: 'before' | 'after';
}

export class Gone extends Error {
  override readonly name = 'Gone';
}

/** A card on a reader that counts APDUs and, with a cut, loses the card at one. */
export function onReader(card: SimCard, cut?: Cut) {
  card.powerUp();
  const sent: Uint8Array[] = [];
  let gone = false;
  const exchange = async (apdu: Uint8Array): Promise<Uint8Array> => {
    if (gone) throw new Gone();
    const last = cut?.at === sent.length;
    sent.push(apdu);
    if (last) gone = true;
    const answer = last && cut.when === 'before' ? undefined : card.apdu!(apdu);
    if (gone) {
      card.powerDown();
      throw new Gone();
    }
    return answer!;
  };
  return { exchange, sent };
}
