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
    const group = new GroupCommit(
      (items: number[]) => {
        sizes.push(items.length);
        return items;
      },
      undefined,
      2,
    );
    await Promise.all([1, 2, 3, 4, 5].map((n) => group.add(n)));
    expect(sizes).toEqual([2, 2, 1]);
  });
  it('answers nothing before the disk has it, and writes the next lot meanwhile', async () => {
    const syncs: (() => void)[] = [];
    const written: string[] = [];
    const answered: string[] = [];
    const group = new GroupCommit(
      (items: string[]) => {
        written.push(...items);
        return items;
      },
      () => new Promise<void>((resolve) => syncs.push(resolve)),
    );
    const add = (item: string) => group.add(item).then((out) => answered.push(out));
    const turns = () => new Promise((resolve) => setTimeout(resolve, 10));
    void add('first');
    await turns();
    void add('second');
    await turns();
    expect({ written, answered, syncs: syncs.length }).toEqual({
      written: ['first', 'second'],
      answered: [],
      syncs: 1,
    });
    syncs[0]!();
    await turns();
    // The sync that was under way may have missed it.
    expect({ answered, syncs: syncs.length }).toEqual({ answered: ['first'], syncs: 2 });
    syncs[1]!();
    await turns();
    expect(answered).toEqual(['first', 'second']);
  });
  it('answers nothing when the sync failed', async () => {
    let failing = true;
    const group = new GroupCommit(
      (items: string[]) => items,
      async () => {
        if (failing) throw new Error('EIO');
      },
    );
    await expect(group.add('a')).rejects.toThrow('EIO');
    failing = false;
    await expect(group.add('a')).resolves.toBe('a');
  });
});
