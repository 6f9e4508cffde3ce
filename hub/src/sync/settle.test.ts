import { describe, expect, it } from 'vitest';
import type { OutboxEntry } from '../store/outbox.ts';
import { settleBatch } from './settle.ts';

const entries = [1, 2, 3, 4].map((seq) => ({ seq, kind: 'fact', body: {} }) as unknown as OutboxEntry);
const answer = (...statuses: string[]) => ({
  resourceType: 'Bundle',
  entry: statuses.map((status) => ({ response: { status } })),
});

describe('a batch answered entry by entry', () => {
  it('counts 200 and 201 as stored, sets a refusal aside and keeps the rest to send again', () => {
    expect(settleBatch(entries, answer('201 Created', '200 OK', '422', '503'))).toEqual({
      stored: [1, 2],
      refused: [{ seq: 3, reason: '422: no reason given' }],
    });
  });
  it('settles nothing when the answer has another length or is no batch-response', () => {
    expect(settleBatch(entries, answer('201'))).toEqual({ stored: [], refused: [] });
    expect(settleBatch(entries, 'teapot')).toEqual({ stored: [], refused: [] });
  });
  it('never sets aside what signing in, waiting or a smaller batch could mend', () => {
    expect(settleBatch(entries, answer('401', '429', '413', '408')).refused).toEqual([]);
  });
});
