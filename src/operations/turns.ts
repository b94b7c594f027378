/** Takes turns within one process: no two tasks of one key at the same time. */

/**
 * Runs tasks of one key one after the other, in the order they came; those of different keys do not wait for each
 * other. A task that throws does not hold up the next.
 */
export function createTurns(): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, task) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(task, task);
    last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (last.get(key) === turn) last.delete(key);
    }
  };
}
