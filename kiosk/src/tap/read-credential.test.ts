import { fromHex, toHex } from '@tapwell/shared/bytes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CardGone, type PresentedCard } from '../reader/reader.ts';
import { readCredential } from './read-credential.ts';

/** A card that answers from a table; `gone` breaks the exchange at that APDU. */
function card(answers: Record<string, string>, fields: Partial<PresentedCard> = {}): PresentedCard {
  return {
    uid: fromHex('04112233445566'),
    kind: 'iso14443-4',
    transceive: async (apdu) => {
      const answer = answers[toHex(apdu)];
      if (answer === 'gone') throw new CardGone('pulled');
      return fromHex(answer ?? '6A82');
    },
    ...fields,
  };
}

const SELECT_APP = '00A4040007D276000085010100';
const SELECT_FILE = '00A4000C02E104';
const READ = '00B0000000';
const url = `tapwell.example/c?p=${'A'.repeat(32)}&c=${'B'.repeat(16)}`;
const record = `D101${(url.length + 1).toString(16).padStart(2, '0')}5504${Buffer.from(url).toString('hex')}`;
const file = `00${(record.length / 2).toString(16).padStart(2, '0')}${record}`;
const genuine = { [SELECT_APP]: '9000', [SELECT_FILE]: '9000', [READ]: `${file}0000009000` };

describe('reading a card', () => {
  it('takes the SUN URL of an NTAG 424 DNA in three APDUs', async () => {
    await expect(readCredential(card(genuine))).resolves.toEqual({
      kind: 'evidence',
      evidence: { kind: 'sun', url: `https://${url}`, uid: '04112233445566' },
    });
  });
  it('takes the UID of any card without our application', async () => {
    const evidence = { kind: 'uid', uid: '04112233445566' };
    await expect(readCredential(card({}))).resolves.toEqual({ kind: 'evidence', evidence });
    await expect(readCredential(card(genuine, { kind: 'iso14443-3' }))).resolves.toEqual({
      kind: 'evidence',
      evidence,
    });
  });
  it.each([SELECT_APP, SELECT_FILE, READ])('records nothing when the card is pulled at %s', async (apdu) => {
    await expect(readCredential(card({ ...genuine, [apdu]: 'gone' }))).resolves.toEqual({ kind: 'torn' });
  });
  it('records nothing when the card answers less than a status word', async () => {
    await expect(readCredential(card({ [SELECT_APP]: '90' }))).resolves.toEqual({ kind: 'torn' });
  });
  it('may hold any bytes at all: it is known by its UID then, never a crash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (content) => {
        const read = await readCredential(card({ ...genuine, [READ]: `${toHex(content)}9000` }));
        expect(read.kind).toBe('evidence');
      }),
    );
  });
  it("does not take a phone's random UID for a card", async () => {
    await expect(readCredential(card({}, { uid: fromHex('08AABBCC') }))).resolves.toEqual({ kind: 'unreadable' });
  });
});
