import { toHex } from '@tapwell/shared/bytes';
import type { RosterCard } from '@tapwell/shared/roster/roster';
import type { Evidence } from '@tapwell/shared/tap/tap';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIBRARY_UID, MARY_UID, META_READ, roster, sunEvidence } from '../testing/venue.ts';
import { identify } from './identify.ts';

const onFile = roster.filter((entry): entry is RosterCard => entry.kind === 'card');
const cards = { metaReadKeys: [META_READ], byUid: (uid: string) => onFile.find((card) => card.uid === uid) };

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map(toHex);
const uid = fc.option(fc.constantFrom(MARY_UID, LIBRARY_UID, '04998877665544'), { nil: undefined });

describe('identifying a card by forged evidence', () => {
  it('never finds it genuine, whatever address it shows and whatever number it says it has', () => {
    const url = fc.oneof(
      fc.string({ maxLength: 512 }),
      fc.tuple(bytes(16), bytes(8)).map(([p, c]) => `https://tapwell.example/c?p=${p}&c=${c}`),
    );
    fc.assert(
      fc.property(url, uid, (given, said) => {
        const evidence: Evidence = { kind: 'sun', url: given, ...(said !== undefined && { uid: said }) };
        const found = identify(evidence, cards);
        expect(found).not.toMatchObject({ assurance: 'authenticated' });
      }),
      { numRuns: 300 },
    );
  });
  it('never finds it genuine with any digit of a genuine read changed', () => {
    const genuine = sunEvidence(7) as Evidence & { kind: 'sun' };
    const digits = [...genuine.url.matchAll(/[0-9A-F]/g)].map(({ index }) => index);
    fc.assert(
      fc.property(fc.constantFrom(...digits), fc.integer({ min: 1, max: 15 }), (at, change) => {
        const digit = (Number.parseInt(genuine.url[at]!, 16) ^ change).toString(16).toUpperCase();
        const url = genuine.url.slice(0, at) + digit + genuine.url.slice(at + 1);
        expect(identify({ ...genuine, url }, cards)).not.toMatchObject({ assurance: 'authenticated' });
      }),
      { numRuns: 300 },
    );
    expect(identify(genuine, cards)).toMatchObject({ assurance: 'authenticated', counter: 7 });
  });
});
