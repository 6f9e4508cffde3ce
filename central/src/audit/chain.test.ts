import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AuditEntry, CHAIN_START, type ChainedEntry, chainHash, firstBroken } from './chain.ts';

const entry: fc.Arbitrary<AuditEntry> = fc.record({
  at: fc.constant('2026-06-01T10:00:00.000Z'),
  actor: fc.string(),
  action: fc.string(),
  subject: fc.option(fc.string()),
  detail: fc.dictionary(fc.string(), fc.string()),
});

function chained(entries: AuditEntry[]): ChainedEntry[] {
  let hash = CHAIN_START;
  return entries.map((e, i) => {
    hash = chainHash(hash, i + 1, e);
    return { ...e, seq: i + 1, hash };
  });
}

it('an untouched chain is whole', () => {
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      expect(firstBroken(chained(entries))).toBeNull();
    }),
  );
});
it('a chain is broken where an entry was changed, taken out or put in', () => {
  fc.assert(
    fc.property(fc.array(entry, { minLength: 2 }), fc.nat(), (entries, n) => {
      const chain = chained(entries);
      const at = n % (chain.length - 1);
      const changed = chain.map((e, i) => (i === at ? { ...e, actor: `${e.actor}!` } : e));
      expect(firstBroken(changed)).toBe(at + 1);
      expect(firstBroken(chain.toSpliced(at, 1))).toBe(at + 1);
      expect(firstBroken(chain.toSpliced(at, 0, chain[at]!))).not.toBeNull();
    }),
  );
});
