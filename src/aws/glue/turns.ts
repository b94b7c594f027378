/** Takes turns within one process: no two tasks of one key at the same time. */

import { Mutex } from 'async-mutex';

/**
 * Runs tasks of one key one after the other, in the order they came; those of different keys do not wait for each
 * other. A task that throws does not hold up the next.
 */
export function createTurns(): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  const mutexes = new Map<string, Mutex>();
  return async (key, task) => {
    const mutex = mutexes.get(key) ?? new Mutex();
    mutexes.set(key, mutex);
    try {
      return await mutex.runExclusive(task);
    } finally {
      if (!mutex.isLocked()) mutexes.delete(key);
    }
  };
}
