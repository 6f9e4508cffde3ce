import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearly } from '../fuzz.testing.ts';
import { faultLines, readPolicy } from './read-policy.ts';
import { SCHEME_IDS, schemeText } from './schemes.testing.ts';

describe('a policy file', () => {
  it.each(SCHEME_IDS)('that is nearly that of %s is read, and reads the same again, or is told line by line', (id) => {
    fc.assert(
      fc.property(nearly(JSON.parse(schemeText(id))), (value) => {
        const { policy, faults } = readPolicy(JSON.stringify(value));
        if (policy) expect(readPolicy(JSON.stringify(policy)).policy).toEqual(policy);
        else {
          expect(faults.length).toBeGreaterThan(0);
          // Words for a person: none of the library's own, and nothing left out.
          for (const line of faultLines(faults)) expect(line).not.toMatch(/Invalid input|undefined|\[object|expected/);
        }
      }),
      { numRuns: 100 },
    );
  });
  it('may be any text at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { policy, faults } = readPolicy(text);
        expect(policy === null).toBe(faults !== null);
      }),
    );
  });
});
