import { describe, expect, it } from 'vitest';
import { GroupCommit } from './group-commit.ts';

describe('group commit', () => {
  it('commits what arrived together in one transaction and answers each', async () => {
    const batches: number[][] = [];
    const group = new GroupCommit((items: number[]) => {
      batches.push(items);
      return items.map((n) => n * 2);
    });
    await expect(Promise.all([1, 2, 3].map((n) => group.add(n)))).resolves.toEqual([2, 4, 6]);
    expect(batches).toEqual([[1, 2, 3]]);
  });
  it('fails all of a transaction that failed, and goes on with the next', async () => {
    let full = true;
    const group = new GroupCommit((items: string[]) => {
      if (full) throw new Error('disk full');
      return items;
    });
    const both = await Promise.allSettled([group.add('a'), group.add('b')]);
    expect(both.map((r) => r.status)).toEqual(['rejected', 'rejected']);
    full = false;
    await expect(group.add('c')).resolves.toBe('c');
  });
  it('never puts more than its limit into one transaction', async () => {
    const sizes: number[] = [];
    const group = new GroupCommit((items: number[]) => {
      sizes.push(items.length);
      return items;
    }, 2);
    await Promise.all([1, 2, 3, 4, 5].map((n) => group.add(n)));
    expect(sizes).toEqual([2, 2, 1]);
  });
});
