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
  it('commits with what is there all that further turns of the loop bring, and waits for nothing else', async () => {
    const batches: string[][] = [];
    const group = new GroupCommit((items: string[]) => {
      batches.push(items);
      return items;
    });
    const answers: Promise<string>[] = [];
    setImmediate(() => {
      answers.push(group.add('second'));
      setImmediate(() => answers.push(group.add('third')));
    });
    answers.push(group.add('first'));
    await answers[0];
    expect(batches).toEqual([['first', 'second', 'third']]);
    await group.add('alone');
    expect(batches.at(-1)).toEqual(['alone']);
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
