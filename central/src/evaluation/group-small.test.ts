import { describe, expect, it } from 'vitest';
import { smallOnes } from './group-small.ts';

const small = (counts: Record<string, number>) => [...smallOnes(new Map(Object.entries(counts)), 5)];

describe('values with few people', () => {
  it('are those with fewer than may be shown', () => {
    expect(small({ elm: 40, mill: 3, oak: 2, ash: 9 })).toEqual(['oak', 'mill']);
  });
  it('take the next smallest with them while they are few together', () => {
    expect(small({ elm: 40, mill: 3, ash: 9 })).toEqual(['mill', 'ash']);
  });
  it('are none where all have enough', () => {
    expect(small({ elm: 40, ash: 5 })).toEqual([]);
  });
});
