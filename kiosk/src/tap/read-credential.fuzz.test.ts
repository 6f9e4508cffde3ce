import { evidence } from '@tapwell/shared/tap/tap';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CardGone, type PresentedCard } from '../reader/reader.ts';
import { readCredential } from './read-credential.ts';

const OK = Uint8Array.of(0x90, 0x00);
const anyBytes = fc.uint8Array({ maxLength: 300 });
/** An answer that goes on to the next step, or not. */
const answer = fc.oneof(
  anyBytes,
  fc.constant(OK),
  anyBytes.map((data) => Uint8Array.of(...data, ...OK)),
  fc.constant('gone' as const),
);
/** A URL of any characters in a well-formed record. */
const record = fc.uint8Array({ maxLength: 240 }).map((text) => {
  const payload = text.length + 1;
  return Uint8Array.of(0, payload + 4, 0xd1, 1, payload, 0x55, 4, ...text, ...OK);
});
const kind = fc.constantFrom<PresentedCard['kind'][]>('iso14443-4', 'iso14443-3', 'unknown');

describe('reading any card at all', () => {
  it('gives evidence that the hub takes, or none, after at most three APDUs', async () => {
    const answers = fc.tuple(answer, answer, fc.oneof(answer, record));
    await fc.assert(
      fc.asyncProperty(answers, kind, fc.uint8Array({ maxLength: 12 }), async (given, kindOfCard, uid) => {
        let sent = 0;
        const transceive = async () => {
          const next = given[sent++] ?? 'gone';
          if (next === 'gone') throw new CardGone('pulled');
          return next;
        };
        const read = await readCredential({ kind: kindOfCard, uid, transceive });
        expect(sent).toBeLessThanOrEqual(3);
        if (read.kind !== 'evidence') return;
        const overWire: unknown = JSON.parse(JSON.stringify(read.evidence));
        expect(evidence.parse(overWire)).toEqual(read.evidence);
      }),
      { numRuns: 300 },
    );
  });
});
