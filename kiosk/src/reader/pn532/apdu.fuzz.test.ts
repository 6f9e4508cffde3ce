import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CardGone } from '../reader.ts';
import { exchangeApdu } from './apdu.ts';
import type { Conversation } from './conversation.ts';

const APDU = Uint8Array.of(0x00, 0xb0, 0x00, 0x00, 0x00);

/** A PN532 whose answers to InDataExchange are these, the last one for ever. */
function chip(answers: { status: number; data: Uint8Array }[]) {
  let sent = 0;
  const send = async () => answers[Math.min(sent++, answers.length - 1)]!;
  return { pn532: { send } as unknown as Conversation, sent: () => sent };
}

const part = fc.record({
  status: fc.oneof(fc.constantFrom(0x00, 0x40), fc.nat(255)),
  data: fc.uint8Array({ maxLength: 262 }),
});

describe('an APDU through a PN532 that answers anything', () => {
  it('gives a response of bounded length or says that the card is gone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), async (answers) => {
        const { pn532 } = chip(answers);
        try {
          const response = await exchangeApdu(pn532, 1, APDU);
          expect(response.length).toBeGreaterThanOrEqual(2);
          expect(response.length).toBeLessThanOrEqual(65_538);
        } catch (error) {
          expect(error).toBeInstanceOf(CardGone);
        }
      }),
    );
  });
  it('ends though the chip promises more for ever, with data or without', async () => {
    for (const length of [0, 1, 262]) {
      const { pn532, sent } = chip([{ status: 0x40, data: new Uint8Array(length) }]);
      await expect(exchangeApdu(pn532, 1, APDU)).rejects.toThrow(CardGone);
      expect(sent()).toBeLessThanOrEqual(65_540);
    }
  });
});
