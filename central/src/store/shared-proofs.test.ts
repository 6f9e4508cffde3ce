import type { ProofMemory } from '@tapwell/shared/http/nonces';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { smallRecord } from '../testing/record.ts';
import type { CentralDb } from './schema.ts';
import { proofMemory } from './shared-proofs.ts';

// On SQLite one process serves, and remembers by itself: see shared/src/http/nonces.test.ts.
describe.runIf(inject('postgres'))('the memory of proofs of several processes on PostgreSQL', () => {
  let db: CentralDb;
  let one: ProofMemory;
  let other: ProofMemory;
  beforeEach(async () => {
    db = await smallRecord();
    [one, other] = await Promise.all([proofMemory(db), proofMemory(db)]);
  });
  afterEach(() => db.destroy());

  it('takes at one the nonce that another gave, and none made up', () => {
    expect(other.isFresh(one.current())).toBe(true);
    expect(one.isFresh('x'.repeat(22))).toBe(false);
  });
  it('takes a proof once, by whichever process it is asked and however many are asked at once', async () => {
    expect(await one.use('a')).toBe(true);
    expect(await other.use('a')).toBe(false);
    const atOnce = await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 ? one : other).use('b')));
    expect(atOnce.filter(Boolean)).toHaveLength(1);
  });
  it('takes nothing signed before the database lost its memory, and goes on with new nonces', async () => {
    const before = one.current();
    await one.use('a');
    await db.deleteFrom('used_proof').execute();
    await db.deleteFrom('proof_secret').execute();
    expect(await one.use('a')).toBe(false);
    expect(one.isFresh(before)).toBe(false);
    expect(await one.use('c')).toBe(true);
  });
});
