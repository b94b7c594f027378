/** One at a time, in the order of asking. */

export interface Mutex {
  /** Resolves when it is this caller's turn; the turn lasts until the returned function is called. */
  acquire(): Promise<() => void>;
}

/** A free mutex. */
export function createMutex(): Mutex {
  let last: Promise<void> = Promise.resolve();
  return {
    async acquire() {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await before;
      return resolve;
    },
  };
}
