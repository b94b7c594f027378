/** Timers, passed in, so that the sandbox lives on the wall clock and a test moves time by hand. */

/** Calls `work` once after `delayMs`. Returns how to call it off. */
export type Schedule = (delayMs: number, work: () => void) => () => void;

export interface Timers {
  after(delayMs: number, work: () => void): () => void;
  /** Calls off all that has not happened yet. */
  clear(): void;
}

/** Timers on a schedule that can be called off together. */
export function createTimers(schedule: Schedule): Timers {
  const pending = new Set<() => void>();
  return {
    after: (delayMs, work) => {
      const cancel = schedule(delayMs, () => {
        pending.delete(forget);
        work();
      });
      const forget = (): void => {
        pending.delete(forget);
        cancel();
      };
      pending.add(forget);
      return forget;
    },
    clear: () => [...pending].forEach((forget) => forget()),
  };
}

/** The wall clock. Its timers do not keep the process alive. */
export const wallSchedule: Schedule = (delayMs, work) => {
  const timer = setTimeout(work, delayMs).unref();
  return () => clearTimeout(timer);
};
