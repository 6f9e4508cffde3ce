import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CardGone } from '../reader.ts';
import { PcscCard, uidOf } from './pcsc-card.ts';

const bytes = fc.uint8Array({ maxLength: 300 });

describe('what a PC/SC reader answers', () => {
  it('is a UID of a length that cards have, or none', () => {
    const answers = fc.oneof(
      bytes,
      fc.uint8Array({ maxLength: 12 }).map((uid) => Uint8Array.of(...uid, 0x90, 0)),
    );
    fc.assert(
      fc.property(answers, (answer) => {
        expect([0, 4, 7, 10]).toContain(uidOf(answer).length);
      }),
    );
  });
  it('is a response with a status word, or the card is gone and stays so', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async (answer) => {
        const card = new PcscCard('iso14443-4', Uint8Array.of(1, 2, 3, 4), async () => answer);
        const apdu = Uint8Array.of(0, 0xb0, 0, 0, 0);
        if (answer.length >= 2) {
          expect(await card.transceive(apdu)).toEqual(answer);
          return;
        }
        await expect(card.transceive(apdu)).rejects.toThrow(CardGone);
        await expect(card.transceive(apdu)).rejects.toThrow(CardGone);
      }),
    );
  });
});
