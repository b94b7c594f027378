/**
 * Many callers, one commit: whoever comes while a commit is on its way shares the next one. Nobody is told before
 * the commit that holds their item has ended.
 */

export interface GroupCommit<Item, Outcome> {
  /** Resolves once the item's commit is durable; rejects when that commit failed. */
  add(item: Item): Promise<Outcome>;
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
}

interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (reason: unknown) => void;
}

/** Commits up to `limit` items at a time with `commit`, which returns their outcomes in the same order. */
export function groupCommit<Item, Outcome>(
  commit: (items: readonly Item[]) => Promise<readonly Outcome[]>,
  limit: number,
): GroupCommit<Item, Outcome> {
  let waiting: Waiting<Item, Outcome>[] = [];
  let flushing: Promise<void> | null = null;

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      // Lets every request that already arrived join.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = waiting.slice(0, limit);
      waiting = waiting.slice(limit);
      await settle(batch, commit);
    }
    flushing = null;
  }

  return {
    add(item) {
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        flushing ??= flush();
      });
    },
    async drained() {
      await flushing;
    },
  };
}

async function settle<Item, Outcome>(
  batch: readonly Waiting<Item, Outcome>[],
  commit: (items: readonly Item[]) => Promise<readonly Outcome[]>,
): Promise<void> {
  try {
    const outcomes = await commit(batch.map((entry) => entry.item));
    if (outcomes.length !== batch.length) {
      throw new Error(`Expected ${batch.length} outcomes of a group commit, got ${outcomes.length}`);
    }
    outcomes.forEach((outcome, index) => batch[index]?.resolve(outcome));
  } catch (error) {
    for (const entry of batch) entry.reject(error);
  }
}
