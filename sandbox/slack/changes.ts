/** Tells listeners that something in the workspace changed, and lets a test wait for what it wants to see. */

export interface Changes {
  announce(): void;
  /** Calls `listener` after every change until the returned function is called. */
  onChange(listener: () => void): () => void;
  /**
   * Resolves with the first answer of `look` that is not null, undefined or false; looks now and after every change.
   * Rejects after `timeoutMs` with what it was looking for.
   */
  waitFor<T>(look: () => T | null | undefined | false, timeoutMs?: number): Promise<T>;
}

const DEFAULT_WAIT_MS = 30_000;

/** A fresh set of listeners. */
export function createChanges(): Changes {
  const listeners = new Set<() => void>();

  function onChange(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    announce: () => {
      for (const listener of listeners) listener();
    },
    onChange,
    waitFor: (look, timeoutMs = DEFAULT_WAIT_MS) =>
      new Promise((resolve, reject) => {
        const found = look();
        if (isFound(found)) return resolve(found);
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`Expected the workspace to show within ${timeoutMs} ms: ${look.toString()}`));
        }, timeoutMs);
        const stop = onChange(() => {
          try {
            const seen = look();
            if (!isFound(seen)) return;
            resolve(seen);
          } catch (error) {
            reject(error);
          }
          stop();
          clearTimeout(timer);
        });
      }),
  };
}

function isFound<T>(value: T | null | undefined | false): value is T {
  return value !== null && value !== undefined && value !== false;
}
