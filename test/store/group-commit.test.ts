import { describe, expect, it } from '@jest/globals';
import { groupCommit } from '../../src/store/group-commit.ts';

describe('a group commit', () => {
  it('takes everybody who came together in one commit, in order, each with their own outcome', async () => {
    const batches: (readonly number[])[] = [];
    const group = groupCommit(async (items: readonly number[]) => {
      batches.push(items);
      return items.map((item) => item * 10);
    }, 100);
    expect(await Promise.all([1, 2, 3].map((item) => group.add(item)))).toEqual([10, 20, 30]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('never takes more than its limit, nor two commits at once', async () => {
    const sizes: number[] = [];
    let running = 0;
    const group = groupCommit(async (items: readonly number[]) => {
      running += 1;
      expect(running).toBe(1);
      sizes.push(items.length);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return items;
    }, 4);
    await Promise.all(Array.from({ length: 10 }, (_, item) => group.add(item)));
    expect(sizes).toEqual([4, 4, 2]);
  });

  it('gathers those who come while a commit is on its way', async () => {
    const batches: (readonly string[])[] = [];
    const first = Promise.withResolvers<void>();
    const group = groupCommit(async (items: readonly string[]) => {
      batches.push(items);
      if (batches.length === 1) await first.promise;
      return items;
    }, 100);
    const early = group.add('early');
    while (batches.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const late = ['late', 'later'].map((item) => group.add(item));
    first.resolve();
    await Promise.all([early, ...late]);
    expect(batches).toEqual([['early'], ['late', 'later']]);
  });

  it('rejects everybody in a commit that failed, and nobody else', async () => {
    const group = groupCommit(async (items: readonly string[]) => {
      if (items.includes('bad')) throw new Error('disk full');
      return items;
    }, 2);
    const results = await Promise.allSettled(['good', 'bad', 'next'].map((item) => group.add(item)));
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(await group.add('again')).toBe('again');
  });

  it('is drained when nothing waits', async () => {
    let committed = 0;
    const group = groupCommit(async (items: readonly number[]) => {
      committed += items.length;
      return items;
    }, 1);
    const added = Promise.all([group.add(1), group.add(2)]);
    await group.drained();
    expect(committed).toBe(2);
    await added;
    await group.drained();
  });
});
