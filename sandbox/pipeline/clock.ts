/** The clock of the sandbox's account: the one that is passed in, but for the moments of the past that are lived first. */

export interface Clock {
  readonly now: () => number;
  /** Does something as if it were that time. */
  at<Result>(atMs: number, work: () => Result): Result;
}

/** A clock that goes by `now`. */
export function createClock(now: () => number): Clock {
  let set: number | null = null;
  return {
    now: () => set ?? now(),
    at: (atMs, work) => {
      const before = set;
      set = atMs;
      try {
        return work();
      } finally {
        set = before;
      }
    },
  };
}
