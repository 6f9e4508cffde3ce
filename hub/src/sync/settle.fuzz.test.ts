import { nearly } from '@tapwell/shared/fuzz.testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutboxEntry } from '../store/outbox.ts';
import { settleBatch } from './settle.ts';

const entries = [1, 2, 3].map((seq) => ({ seq, kind: 'fact', body: {} }) as unknown as OutboxEntry);
const good = {
  resourceType: 'Bundle',
  type: 'batch-response',
  entry: [
    { response: { status: '201 Created' } },
    { response: { status: '200' } },
    { response: { status: '422', outcome: { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'no' }] } } },
  ],
};

describe('whatever another server answers to a batch', () => {
  it('each entry is stored, refused with a reason, or kept, and never two of these', () => {
    fc.assert(
      fc.property(fc.oneof(nearly(good), fc.jsonValue()), (answer) => {
        const { stored, refused } = settleBatch(entries, answer);
        const settled = [...stored, ...refused.map(({ seq }) => seq)];
        expect(new Set(settled).size).toBe(settled.length);
        for (const seq of settled) expect([1, 2, 3]).toContain(seq);
        for (const { reason } of refused) expect(reason).toMatch(/^4\d\d: ./s);
      }),
      { numRuns: 500 },
    );
  });
});
